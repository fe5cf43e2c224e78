// What mixes tokens in a block, by kind. A kind is a pair of files in engine/model/mixers/ with its weights, its state
// and the functions visit_tensors, visit_state, new_state, forward and memory_of; an alternative in both variants, at
// the same place; and the line of new_mixer that says which layers have it.
#pragma once

#include "engine/model/mixers/attention_mixer.h"

#include <variant>
#include <vector>

namespace ttt {

using MixerWeights = std::variant<AttentionWeights>;

/// What a mixer carries from token to token of one stream. Copying copies handles; who writes into what a handle points
/// at writes into a copy of its own, but for OnStream (engine/model/block.h).
using MixerState = std::variant<AttentionState>;

/// What one stream has seen.
struct StreamState {
    std::vector<MixerState> mixers;  // by layer
    std::int64_t position = 0;       // tokens
};

/// The mixer that the configuration gives a layer, its tensors undefined.
MixerWeights new_mixer(const ModelConfig& config, std::int64_t layer);

/// Shows the tensors that the configuration has, in checkpoint order.
void visit_mixer(MixerWeights& weights, const ModelConfig& config, const LayerVisitor& visitor);

/// Before the first token.
MixerState new_mixer_state(const MixerWeights& weights, const ModelConfig& config, std::int64_t layer);

/// Shows the tensors that a stream carries; the visitor may put others of the same shape in their place.
void visit_state(MixerState& state, const StateVisitor& visitor);
void visit_state(StreamState& state, const StateVisitor& visitor);

/// x [B, n, d], normed, of the weights' dtype -> [B, n, d]. Reads on, or leaves a new state, as context.reading says.
/// It may answer with more rows than it was given, as a down-projection may: a mixer whose state is fast makes frozen
/// and adapted part ways here.
torch::Tensor run_mixer(const MixerWeights& weights, const ModelConfig& config, std::int64_t layer,
                        const torch::Tensor& x, BlockContext& context);

MixerMemory mixer_memory(const MixerWeights& weights, const ModelConfig& config, std::int64_t layer,
                         const MixerReading& reading);

}  // namespace ttt

// Causal softmax attention as the mixer of a block, as Qwen, LLaMA, SmolLM3 and Gemma have it.
#pragma once

#include "engine/model/attention.h"
#include "engine/model/mixer_memory.h"
#include "engine/model/tensor_visitor.h"

namespace ttt {

struct BlockContext;

/// Undefined tensors are absent from the architecture. d width, h head width.
struct AttentionWeights {
    torch::Tensor query;        // [H*h, d]
    torch::Tensor key;          // [KV*h, d]
    torch::Tensor value;        // [KV*h, d]
    torch::Tensor output;       // [d, H*h]
    torch::Tensor query_bias;   // [H*h], Qwen2; LLaMA with attention_bias
    torch::Tensor key_bias;     // [KV*h]
    torch::Tensor value_bias;   // [KV*h]
    torch::Tensor output_bias;  // [d]
    torch::Tensor query_norm;   // [h], Qwen3, Gemma
    torch::Tensor key_norm;     // [h], Qwen3, Gemma
};

using AttentionState = KeyValueCache;

// What every kind of mixer has, see engine/model/mixer.h.
void visit_tensors(AttentionWeights& weights, const ModelConfig& config, const LayerVisitor& visitor);
void visit_state(AttentionState& state, const StateVisitor& visitor);
AttentionState new_state(const AttentionWeights& weights, const ModelConfig& config, std::int64_t layer);
torch::Tensor forward(const AttentionWeights& weights, const ModelConfig& config, std::int64_t layer,
                      const torch::Tensor& x, BlockContext& context);
MixerMemory memory_of(const AttentionWeights& weights, const ModelConfig& config, std::int64_t layer,
                      const MixerReading& reading);

}  // namespace ttt

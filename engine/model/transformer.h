// The body of a model: its blocks, one after another, between embedding and head.
#pragma once

#include "engine/model/block.h"
#include "engine/model/rotary.h"

namespace ttt {

/// What enters the first block: rows of the embedding, scaled where the configuration says so. ids i64 [..] -> [.., d].
torch::Tensor embed(const ModelWeights& weights, const torch::Tensor& ids);

/// The second half of it, for rows that were changed in between.
torch::Tensor scale_embedded(const ModelConfig& config, torch::Tensor rows);

/// All blocks without the final norm: the residual stream. hidden [B, n, d] -> [B', n, d].
torch::Tensor run_residual(const ModelWeights& weights, torch::Tensor hidden, BlockContext& context);

/// All blocks and the final norm. hidden [B, n, d] -> [B', n, d].
torch::Tensor run_blocks(const ModelWeights& weights, torch::Tensor hidden, BlockContext& context);

/// A model that reads a stream: owns weights (shared, constant); the stream's state is the caller's.
class Transformer {
public:
    explicit Transformer(ModelWeights weights);

    const ModelWeights& weights() const { return weights_; }
    StreamState new_stream() const;

    /// Reads ids i64 [B, n] after what the stream has seen. Returns the normed hidden state [B', n, d].
    torch::Tensor read(const torch::Tensor& ids, StreamState& stream, const BlockHooks& hooks = {}) const;

    /// The same in two halves: the residual stream before the final norm, [B', n, d], and the norm of it.
    torch::Tensor read_residual(const torch::Tensor& ids, StreamState& stream, const BlockHooks& hooks = {}) const;
    torch::Tensor normed(const torch::Tensor& residual) const;

    /// [.., d] -> logits [.., V], f32 or wider.
    torch::Tensor logits(const torch::Tensor& hidden) const;

private:
    ModelWeights weights_;
    RotaryEmbedding rotary_;
};

}  // namespace ttt

// The body of a Qwen3 or LLaMA model. One set of functions serves streaming inference and training:
// what differs (where attention looks, what a fast layer adds) is handed in.
#pragma once

#include "engine/model/attention.h"
#include "engine/model/rotary.h"
#include "engine/model/weights.h"

#include <functional>
#include <vector>

namespace ttt {

/// Attention of a layer: q [B, H, n, h], k and v [B, KV, n, h], rotated -> [B, H, n, h].
using Attend = std::function<torch::Tensor(std::int64_t layer, const torch::Tensor& q, const torch::Tensor& k,
                                           const torch::Tensor& v)>;

/// Down-projection of a layer: keys Z [B, n, f] and the MLP's input [B, n, d] -> [B, n, d].
/// It may answer with more rows than it was given (frozen and adapted part ways here).
using Down = std::function<torch::Tensor(std::int64_t layer, const torch::Tensor& keys, const torch::Tensor& input)>;

/// Sees what the queries of a read attend to, layer by layer: q [B, H, n, h]; keys and values as visible, [B, KV, m,
/// h], m >= n, the last n those of the queries; window as in attend(). The tensors live as long as the call.
using AttentionObserver = std::function<void(std::int64_t layer, const torch::Tensor& q, const torch::Tensor& keys,
                                             const torch::Tensor& values, std::int64_t window)>;

/// x / rms(x) * weight over the last dimension, computed in f32 or wider. x [.., d], weight [d].
torch::Tensor rms_norm(const torch::Tensor& x, const torch::Tensor& weight, double eps);

/// Z W_down^T (+ bias): what a layer that is not fast does.
torch::Tensor plain_down(const LayerWeights& layer, const torch::Tensor& keys);

/// All blocks without the final norm: the residual stream. hidden [B, n, d]; cos, sin [n, h]. Returns [B', n, d].
torch::Tensor run_residual(const ModelWeights& weights, torch::Tensor hidden, const torch::Tensor& cos,
                           const torch::Tensor& sin, const Attend& attend, const Down& down);

/// All blocks and the final norm. hidden [B, n, d]; cos, sin [n, h]. Returns [B', n, d].
torch::Tensor run_blocks(const ModelWeights& weights, torch::Tensor hidden, const torch::Tensor& cos,
                         const torch::Tensor& sin, const Attend& attend, const Down& down);

/// A model that reads a stream: owns weights (shared, constant); the stream's state is the caller's.
class Transformer {
public:
    /// What one stream has seen. Copying copies the caches' handles, not their content.
    struct Stream {
        std::vector<KeyValueCache> caches;
        std::int64_t position = 0;
    };

    explicit Transformer(ModelWeights weights);

    const ModelWeights& weights() const { return weights_; }
    Stream new_stream() const;

    /// Reads ids i64 [B, n] after what the stream has seen. Returns the normed hidden state [B', n, d].
    torch::Tensor read(const torch::Tensor& ids, Stream& stream, const Down& down,
                       const AttentionObserver& observe = {}) const;

    /// The same in two halves: the residual stream before the final norm, [B', n, d], and the norm of it.
    torch::Tensor read_residual(const torch::Tensor& ids, Stream& stream, const Down& down,
                                const AttentionObserver& observe = {}) const;
    torch::Tensor normed(const torch::Tensor& residual) const;

    /// [.., d] -> logits [.., V], f32 or wider.
    torch::Tensor logits(const torch::Tensor& hidden) const;

private:
    ModelWeights weights_;
    RotaryEmbedding rotary_;
};

}  // namespace ttt

// One block of a model: pre-norm, mixer, pre-norm, gated MLP (Gemma norms what both answer, too). The same for a
// stream, for the rows of a training and for methods that learn while they read; what differs is handed in.
#pragma once

#include "engine/model/rotary.h"
#include "engine/model/weights.h"

#include <functional>
#include <map>
#include <variant>
#include <vector>

namespace ttt {

/// What a layer's down-projection answers: plain = Z W_down^T (+ bias) [B, n, d], keys Z [B, n, f] and the MLP's input
/// [B, n, d] -> [B', n, d]. B' may be more than B (frozen and adapted part ways here).
using Down = std::function<torch::Tensor(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys,
                                         const torch::Tensor& input)>;

/// What stands beside a matrix whose role is query, value or down: x [B, n, in] and plain = x W^T (+ bias) [B, n, out]
/// -> [B, n, out].
using Beside =
    std::function<torch::Tensor(std::int64_t layer, TensorRole role, const torch::Tensor& x, torch::Tensor plain)>;

/// Sees what the queries of a stream attend to, layer by layer: q [B, H, n, h]; keys and values as visible, [B, KV, m,
/// h], m >= n, the last n those of the queries; window as in attend(). The tensors live as long as the call.
using AttentionObserver = std::function<void(std::int64_t layer, const torch::Tensor& q, const torch::Tensor& keys,
                                             const torch::Tensor& values, std::int64_t window)>;

/// Any may be empty.
struct BlockHooks {
    Down down = {};
    Beside beside = {};
    AttentionObserver observe = {};
};

/// Goes on behind what a stream has read. States are changed in place; without a graph.
struct OnStream {
    std::vector<MixerState>& states;
};

/// Whole rows, each document from its beginning. No states.
struct InRows {
    const RowDocuments& documents;
};

/// Behind what a stream has read, which is constant and stays as it is.
struct BehindConstants {
    const std::vector<MixerState>& before;
    std::vector<MixerState> after;                     // filled layer by layer; as long as `before`, detached
    std::map<std::int64_t, torch::Tensor> masks = {};  // of attention, by window: shared by layers
};

struct BlockContext {
    Rotations rotations;  // of the positions that are read
    std::variant<OnStream, InRows, BehindConstants> reading;
    BlockHooks hooks = {};
    bool fuses =
        true;  // false: plain tensor operations, so that equal weights give equal bits with and without a graph

    /// x W^T + b, and what hooks.beside makes of it.
    torch::Tensor linear(std::int64_t layer, TensorRole role, const torch::Tensor& x, const torch::Tensor& weight,
                         const torch::Tensor& bias) const;
};

/// The residual stream between two blocks, not added up yet: the next norm does it in the same step.
struct Residual {
    torch::Tensor hidden;  // [B', n, d], B' = B or 1
    torch::Tensor change;  // [B, n, d]; undefined before the first block

    torch::Tensor sum() const { return hidden + change; }
};

/// x / rms(x) * weight over the last dimension, computed in f32 or wider. x [.., d], weight [d].
torch::Tensor rms_norm(const torch::Tensor& x, const torch::Tensor& weight, double eps);

Residual run_block(const ModelWeights& weights, std::int64_t layer, Residual before, BlockContext& context);

}  // namespace ttt

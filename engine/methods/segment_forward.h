// The forward pass of methods that learn by gradients: a stretch of a stream with a graph behind it, where the weights
// ask for one. Keys and values of what came before are constants. Frozen and adapted both read so, through the same
// plain tensor operations, so that equal weights give equal bits.
#pragma once

#include "engine/model/rotary.h"
#include "engine/model/transformer.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ttt {

/// What a stream has read, as later tokens see it: per layer rotated keys and values, detached, [1, KV, p, h].
struct PrefixState {
    std::vector<torch::Tensor> keys;  // empty before the first token; p is all of it, or window - 1
    std::vector<torch::Tensor> values;
    std::int64_t position = 0;
};

/// The projections that a method may replace. Attention's: x [1, n, d] -> [1, n, heads * h].
enum class Projected { query, value };
using Project = std::function<torch::Tensor(std::int64_t layer, Projected which, const torch::Tensor& x)>;

struct SegmentHooks {
    Project project;
    Down down;
};

/// W x + b of the layer as it stands.
torch::Tensor plain_projection(const LayerWeights& layer, Projected which, const torch::Tensor& x);

struct SegmentReading {
    torch::Tensor hidden;  // [n, d] after the final norm, with its graph
    PrefixState after;     // when this reading counts
};

/// Reads ids i64 [n] behind `before`, which it leaves as it is. With a graph if GradMode is on and a weight wants it.
SegmentReading read_segment(const ModelWeights& weights, const RotaryEmbedding& rotary, const torch::Tensor& ids,
                            const PrefixState& before, const SegmentHooks& hooks);

}  // namespace ttt

// How methods that learn by gradients read: a stretch of a stream with a graph behind it, where the weights ask for
// one. What mixers carry from before is constant. Frozen and adapted both read so, through the same plain tensor
// operations, so that equal weights give equal bits.
#pragma once

#include "engine/model/transformer.h"

namespace ttt {

struct SegmentReading {
    torch::Tensor hidden;  // [n, d] after the final norm, with its graph
    StreamState after;     // when this reading counts
};

/// Reads ids i64 [n] behind `before`, which it leaves as it is. With a graph if GradMode is on and a weight wants it.
/// `rotations`: of its positions.
SegmentReading read_segment(const ModelWeights& weights, const Rotations& rotations, const torch::Tensor& ids,
                            const StreamState& before, const BlockHooks& hooks);

}  // namespace ttt

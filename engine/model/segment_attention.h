// Attention of methods that learn while they read: differentiable, and its gradients the same in every run.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace ttt {

/// What the queries q [1, H, n, h] see of m positions, of which theirs are the last: [n, m], bool, or 0 and -inf of the
/// dtype of q, as attend_segment takes it for them.
torch::Tensor segment_mask(const torch::Tensor& q, std::int64_t m, std::int64_t window);

/// q [1, H, n, h]; keys, values [1, KV, m, h]; mask of segment_mask -> [1, H, n, h].
torch::Tensor attend_segment(const torch::Tensor& q, const torch::Tensor& keys, const torch::Tensor& values,
                             const torch::Tensor& mask);

}  // namespace ttt

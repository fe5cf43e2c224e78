// Attention of methods that learn while they read: differentiable, and its gradients the same in every run.
#pragma once

#include <torch/types.h>

namespace ttt {

/// q [1, H, n, h]; keys, values [1, KV, m, h]; mask bool [n, m], see window_mask -> [1, H, n, h].
torch::Tensor attend_segment(const torch::Tensor& q, const torch::Tensor& keys, const torch::Tensor& values,
                             const torch::Tensor& mask);

}  // namespace ttt

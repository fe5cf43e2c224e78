// The gradient steps that methods take, tensor by tensor. Each returns what is to be added to the weights, so that it
// can be looked at before it is, and overwrites the gradient for it. f32, or f64 in tests; any shape, all alike.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace ttt {

/// What rms knows of one tensor, and of all.
struct RmsStatistics {
    torch::Tensor root;    // R = sqrt(mean over segments of g^2), as the tensor
    double mean_root = 1;  // Rbar = mean over tensors of mean(R), one number for all tensors
};

struct RmsRule {
    double lr = 0;
    double epsilon = 0;
    double prior_decay = 0;  // lambda
};

/// -lr g / (R + eps) + lambda min(R / Rbar, 1 / lambda) o (theta0 - theta): dynamic evaluation with RMS statistics and
/// decay towards what was trained (arXiv 1709.07432 section 4, as in its dynamiceval.py). theta0 may be of any dtype.
torch::Tensor rms_step(torch::Tensor gradient, const torch::Tensor& theta, const torch::Tensor& theta0,
                       const RmsStatistics& statistics, const RmsRule& rule);

/// Of several tensors; empty before the first step.
struct AdamMoments {
    std::vector<torch::Tensor> first;
    std::vector<torch::Tensor> second;
    std::int64_t steps = 0;
};

/// -lr m^ / (sqrt(v^) + eps) with beta 0.9 and 0.999, bias corrected (Adam, arXiv 1412.6980 algorithm 1). All tensors
/// at once, a GPU does it in few launches; the gradients stay.
std::vector<torch::Tensor> adam_steps(const std::vector<torch::Tensor>& gradients, AdamMoments& moments, double lr,
                                      double epsilon);

}  // namespace ttt

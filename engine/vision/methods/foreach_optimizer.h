// The two optimizers of the methods on images, all tensors at once in few launches.
#pragma once

#include "engine/vision/methods/image_method_options.h"

#include <torch/types.h>

#include <vector>

namespace ttt {

/// Adam (arXiv 1412.6980; β 0.9 and 0.999, ε 1e-8, no weight decay), or SGD: b ← m b + g, θ ← θ − lr b, with Nesterov
/// θ ← θ − lr (g + m b). Owns the moments, on the device of the parameters, which it changes in place. One thread.
class ForeachOptimizer {
public:
    enum class Nesterov { no, yes };

    /// Of `options`: lr, momentum, uses_adam. Nesterov is for SGD with momentum alone.
    ForeachOptimizer(const std::vector<torch::Tensor>& parameters, const ImageMethodOptions& options,
                     Nesterov nesterov);

    /// One gradient a parameter, f32, of its shape.
    void step(const std::vector<torch::Tensor>& gradients);

    /// Moments and counts as before the first step; the parameters stay.
    void reset();

private:
    void step_adam(const std::vector<torch::Tensor>& gradients);
    void step_sgd(const std::vector<torch::Tensor>& gradients);

    std::vector<torch::Tensor> parameters_;
    double lr_, momentum_;
    bool uses_adam_, is_nesterov_;
    std::vector<torch::Tensor> moments_;           // of both; empty: plain SGD
    std::vector<torch::Tensor> squares_, counts_;  // of Adam
};

}  // namespace ttt

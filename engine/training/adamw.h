// AdamW (arXiv 1711.05101) with a global clip of the gradient norm, on ATen's fused step.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace ttt {

struct AdamWOptions {
    double beta1 = 0.9;
    double beta2 = 0.95;
    double eps = 1e-8;
    double weight_decay = 0.1;  // on matrices only
    double clip = 1.0;          // of the global norm; 0: off
};

/// Owns the moments (f32, on the parameters' device) and the step count. One thread.
class AdamW {
public:
    AdamW(std::vector<torch::Tensor> parameters, AdamWOptions options);

    /// Uses and clears the gradients; returns their global norm before clipping, 0-d, without waiting for the device.
    torch::Tensor step(double lr);

    /// Handles to parameters, moments and step count for saving and restoring, in a fixed order, same storage.
    std::vector<torch::Tensor> moments() const;
    std::int64_t steps_done() const { return steps_; }
    void set_steps_done(std::int64_t steps);

private:
    struct Group {
        std::vector<torch::Tensor> parameters, first, second, counts;
        double weight_decay = 0;
    };

    torch::Tensor clip_gradients();

    AdamWOptions options_;
    std::vector<Group> groups_;  // matrices, others
    std::int64_t steps_ = 0;
};

}  // namespace ttt

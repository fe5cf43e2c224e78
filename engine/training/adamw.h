// AdamW (arXiv 1711.05101) with a global clip of the gradient norm, on ATen's fused step.
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <vector>

namespace ttt {

struct AdamWOptions {
    double beta1 = 0.9;
    double beta2 = 0.95;
    double eps = 1e-8;
    double weight_decay = 0.1;  // on matrices only
    double clip = 1.0;          // of the global norm; 0: off
};

struct TrainedTensor {
    torch::Tensor tensor;  // a leaf
    double lr = 0;         // peak of its rate
};

/// Owns the moments (f32, on the parameters' device) and the step count. One thread.
class AdamW {
public:
    AdamW(std::vector<TrainedTensor> parameters, AdamWOptions options);

    /// Uses and clears the gradients; returns their global norm before clipping, 0-d, without waiting for the device.
    /// share: of the peak rates.
    torch::Tensor step(double share);

    /// Handles to parameters, moments and step count for saving and restoring, in a fixed order, same storage.
    std::vector<torch::Tensor> moments() const;
    std::int64_t steps_done() const { return steps_; }
    void set_steps_done(std::int64_t steps);

private:
    struct Group {
        double lr = 0;  // peak
        std::vector<torch::Tensor> parameters, first, second, counts;
    };

    /// Of one weight decay.
    struct Kind {
        std::vector<torch::Tensor> first, second;  // in the order of the parameters
        std::vector<Group> groups;                 // the same by rate
        double weight_decay = 0;
    };

    static Group& group_of(Kind& kind, double lr);
    void step(Group& group, double lr, double weight_decay);
    torch::Tensor clip_gradients();

    AdamWOptions options_;
    std::array<Kind, 2> kinds_;  // matrices, others
    std::int64_t steps_ = 0;
};

}  // namespace ttt

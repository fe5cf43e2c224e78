// AdamW over named tensors of an image net (arXiv 1711.05101), in one launch for all.
#pragma once

#include "engine/vision/nets/training_file.h"

#include <torch/types.h>

#include <array>
#include <vector>

namespace ttt {

/// Owns the moments; changes the parameters in place. One thread.
class ImageAdamW {
public:
    /// Parameters become leaves with gradients. Those of one dimension, and tokens, do not decay.
    ImageAdamW(const NamedTensors& parameters, double weight_decay);

    /// With the gradients, which it clears.
    void step(double lr);

    /// For the file of a training.
    NamedTensors state() const;

private:
    struct Group {
        double weight_decay = 0;
        std::vector<torch::Tensor> parameters, first_moments, second_moments, counts;
    };

    std::array<Group, 2> groups_;
};

}  // namespace ttt

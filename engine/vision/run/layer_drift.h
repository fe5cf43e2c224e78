// How far what learns has gone, layer by layer.
#pragma once

#include "engine/records/records.h"
#include "engine/vision/methods/image_method.h"

#include <torch/types.h>

#include <string>
#include <vector>

namespace ttt {

/// Owns what the layers were after the last step. One thread.
class LayerDrift {
public:
    explicit LayerDrift(const std::vector<LearnedLayer>& layers);

    /// Norms of the step and of the drift per layer into the record, and the hash of all that learns.
    void fill(const std::vector<LearnedLayer>& layers, StepRecord& step);

private:
    std::vector<torch::Tensor> before_;  // f32 [n] of each layer after the last step
    std::vector<torch::Tensor> delta_;   // of the last step
};

}  // namespace ttt

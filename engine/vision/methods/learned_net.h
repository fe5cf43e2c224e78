// The tensors of a net that a method moves, and how they were at the start.
#pragma once

#include "engine/vision/methods/image_method.h"

#include <functional>
#include <vector>

namespace ttt {

/// Handles of the tensors of a net, which lives longer. One thread.
class LearnedNet {
public:
    /// `learned`: which get gradients. What the net stores beside them (statistics) is restored with them.
    LearnedNet(const ImageNet& net, const std::function<bool(const ImageNetTensor&)>& learned);

    const std::vector<torch::Tensor>& parameters() const { return parameters_; }

    /// With the statistics beside them.
    std::vector<torch::Tensor> everything() const;

    /// As at the start.
    void restore();

    std::vector<LearnedLayer> layers() const;

private:
    std::vector<ImageNetTensor> named_;
    std::vector<torch::Tensor> parameters_, first_values_;
    std::vector<torch::Tensor> statistics_, first_statistics_;
};

/// θe of a ResNet of resnet_config.h: what lies before the split.
bool is_of_extractor(const ImageNetTensor& tensor);

/// p ← p - lr g for all, in few launches.
void descend(const std::vector<torch::Tensor>& parameters, const std::vector<torch::Tensor>& gradients, double lr);

}  // namespace ttt

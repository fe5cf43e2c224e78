#include "engine/vision/nets/image_tensor.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

Tensor normalised_images(const Tensor& images, const std::vector<double>& mean, const std::vector<double>& deviation)
{
    const auto options = torch::TensorOptions().dtype(torch::kFloat32);
    const auto per_channel = [&](const std::vector<double>& values) {
        return torch::tensor(values, options).view({1, -1, 1, 1}).to(images.device());
    };
    return (images.to(torch::kFloat32) / 255 - per_channel(mean)) / per_channel(deviation);
}

}  // namespace ttt

#include "engine/vision/nets/image_tensor.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

Tensor per_channel(const std::vector<double>& values, torch::Device device)
{
    return torch::tensor(values, torch::kFloat32).view({1, -1, 1, 1}).to(device);
}

}  // namespace

ImageNormalisation::ImageNormalisation(const std::vector<double>& mean, const std::vector<double>& deviation,
                                       torch::Device device)
    : mean_(per_channel(mean, device)), deviation_(per_channel(deviation, device))
{
}

Tensor ImageNormalisation::operator()(const Tensor& images) const
{
    return (images.to(torch::kFloat32) / 255 - mean_) / deviation_;
}

Tensor normalised_images(const Tensor& images, const std::vector<double>& mean, const std::vector<double>& deviation)
{
    return ImageNormalisation(mean, deviation, images.device())(images);
}

}  // namespace ttt

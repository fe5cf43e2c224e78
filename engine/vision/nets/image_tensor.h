// The tensors of an image net, as its files, trainers and methods walk over them.
#pragma once

#include <torch/types.h>

#include <functional>
#include <string>
#include <vector>

namespace ttt {

/// What a tensor is for. statistic: of batch norm; position: of patches; neither is learned.
enum class ImageTensorRole { convolution, norm, statistic, linear, token, position };

struct ImageTensorSpec {
    std::string name;
    std::vector<std::int64_t> shape;
    ImageTensorRole role;

    bool is_learned() const { return role != ImageTensorRole::statistic && role != ImageTensorRole::position; }
};

using VisitImageTensor = std::function<void(const ImageTensorSpec& spec, torch::Tensor& tensor)>;

/// u8 [B, C, H, W] to f32, (x / 255 - mean) / deviation. Its numbers are on the device, so that work that is recorded
/// there can begin with pixels.
class ImageNormalisation {
public:
    /// One mean and deviation a channel.
    ImageNormalisation(const std::vector<double>& mean, const std::vector<double>& deviation, torch::Device device);

    torch::Tensor operator()(const torch::Tensor& images) const;

private:
    torch::Tensor mean_, deviation_;  // f32 [1, C, 1, 1]
};

torch::Tensor normalised_images(const torch::Tensor& images, const std::vector<double>& mean,
                                const std::vector<double>& deviation);

}  // namespace ttt

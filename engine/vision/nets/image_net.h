// Any net that classifies images, as methods see it: logits, and the tensors that may learn.
#pragma once

#include "engine/vision/nets/image_tensor.h"
#include "engine/vision/nets/resnet.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ttt {

struct MaeWeights;
struct TorchvisionWeights;

/// A tensor of a net; shares its numbers with it.
struct ImageNetTensor {
    std::string name;
    ImageTensorRole role;
    std::int64_t layer = 0;  // number of its block in the order of the net
    torch::Tensor tensor;    // f32

    /// Of a branch or decoder that the classes' logits do not need.
    bool is_of_another_task() const;

    bool is_learned() const { return role != ImageTensorRole::statistic && role != ImageTensorRole::position; }
};

/// Owns its tensors; one thread.
class ImageNet {
public:
    virtual ~ImageNet() = default;

    /// f32 [B, C, H, W], normalised, to logits f32 [B, classes]. Differentiable. Throws Error as shared_features().
    virtual torch::Tensor forward(const torch::Tensor& images, NormMode mode) const = 0;

    /// u8 [B, C, H, W] to what forward() takes.
    virtual torch::Tensor normalised(const torch::Tensor& pixels) const = 0;

    virtual std::int64_t classes() const = 0;
    virtual std::int64_t channels() const = 0;
    virtual std::int64_t side() const = 0;
    virtual const std::vector<std::string>& class_names() const = 0;
    virtual bool has_batch_norm() const = 0;

    /// All of them, in the order of the net.
    virtual std::vector<ImageNetTensor> tensors() const = 0;

    /// On the device, with numbers of its own.
    virtual std::unique_ptr<ImageNet> clone(torch::Device device) const = 0;

    /// The parts that only some nets have; null: not of this kind. Share their tensors with the net.
    virtual const ResNetWeights* resnet() const { return nullptr; }
    virtual const MaeWeights* mae() const { return nullptr; }
};

/// γ and β of all norms up to the classes' logits, in the order of the net.
std::vector<ImageNetTensor> norm_parameters(const ImageNet& net);

/// Everything up to the classes' logits that is learned: no branch of another task.
std::vector<ImageNetTensor> all_parameters(const ImageNet& net);

/// Of the block that a tensor belongs to: "group1.0" of "group1.0.conv1.weight", "fc" of "fc.bias".
std::string layer_name(const std::string& tensor_name);

struct OpenedImageNet {
    std::unique_ptr<ImageNet> net;  // on the CPU
    std::string hash;               // of config, names, shapes and numbers
};

/// Any net that this program reads, by the model_type of its config.json. Throws Error that a person can act on.
OpenedImageNet open_image_net(const std::string& folder);

std::unique_ptr<ImageNet> as_image_net(const ResNetWeights& weights);
std::unique_ptr<ImageNet> as_image_net(const MaeWeights& weights);
std::unique_ptr<ImageNet> as_image_net(const TorchvisionWeights& weights);

}  // namespace ttt

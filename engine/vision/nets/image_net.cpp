#include "engine/vision/nets/image_net.h"

#include "engine/vision/nets/mae_vit.h"
#include "engine/vision/nets/torchvision_resnet.h"

#include <torch/utils.h>

#include <algorithm>
#include <cctype>

namespace ttt {

namespace {

using torch::Tensor;

bool is_number(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

template <class Weights>
std::vector<ImageNetTensor> tensors_of(const Weights& weights)
{
    std::vector<ImageNetTensor> tensors;
    Weights handles = weights;
    std::string last;
    std::int64_t layer = -1;
    visit_tensors(handles, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        const std::string name = layer_name(spec.name);
        layer += name != last;
        last = name;
        tensors.push_back({spec.name, spec.role, layer, tensor});
    });
    return tensors;
}

template <class Weights>
Weights copy_of(const Weights& weights, torch::Device device)
{
    Weights copy = weights;
    visit_tensors(copy, [device](const ImageTensorSpec&, Tensor& tensor) {
        tensor = tensor.detach().to(device, tensor.scalar_type(), false, /*copy=*/true);
    });
    return copy;
}

/// What nets of the same shape of weights share.
template <class Weights>
class WeightsNet : public ImageNet {
public:
    explicit WeightsNet(const Weights& weights)
        : weights_(weights),
          normalisation_(weights.config.mean, weights.config.deviation, tensors_of(weights).front().tensor.device())
    {
    }

    Tensor normalised(const Tensor& pixels) const override { return normalisation_(pixels); }
    std::int64_t classes() const override { return weights_.config.classes; }
    std::int64_t channels() const override { return weights_.config.channels; }
    std::int64_t side() const override { return weights_.config.side; }
    const std::vector<std::string>& class_names() const override { return weights_.config.class_names; }
    std::vector<ImageNetTensor> tensors() const override { return tensors_of(weights_); }

    std::unique_ptr<ImageNet> clone(torch::Device device) const override
    {
        return as_image_net(copy_of(weights_, device));
    }

protected:
    Weights weights_;

private:
    ImageNormalisation normalisation_;
};

class ResNetImageNet : public WeightsNet<ResNetWeights> {
public:
    using WeightsNet::WeightsNet;

    Tensor forward(const Tensor& images, NormMode mode) const override { return class_logits(weights_, images, mode); }
    bool has_batch_norm() const override { return weights_.config.norm == NormKind::bn; }
    const ResNetWeights* resnet() const override { return &weights_; }
};

class TorchvisionImageNet : public WeightsNet<TorchvisionWeights> {
public:
    using WeightsNet::WeightsNet;

    Tensor forward(const Tensor& images, NormMode mode) const override { return class_logits(weights_, images, mode); }
    bool has_batch_norm() const override { return weights_.config.norm == NormKind::bn; }
};

class MaeImageNet : public WeightsNet<MaeWeights> {
public:
    using WeightsNet::WeightsNet;

    Tensor forward(const Tensor& images, NormMode) const override { return class_logits(weights_, images); }
    bool has_batch_norm() const override { return false; }
    const MaeWeights* mae() const override { return &weights_; }
};

}  // namespace

bool ImageNetTensor::is_of_another_task() const
{
    return name.starts_with("rotation.") || name.starts_with("contrastive.") || name.starts_with("decoder") ||
           name == "mask_token";
}

std::vector<ImageNetTensor> norm_parameters(const ImageNet& net)
{
    std::vector<ImageNetTensor> chosen = all_parameters(net);
    std::erase_if(chosen, [](const ImageNetTensor& tensor) { return tensor.role != ImageTensorRole::norm; });
    return chosen;
}

std::vector<ImageNetTensor> all_parameters(const ImageNet& net)
{
    std::vector<ImageNetTensor> chosen = net.tensors();
    std::erase_if(chosen,
                  [](const ImageNetTensor& tensor) { return !tensor.is_learned() || tensor.is_of_another_task(); });
    return chosen;
}

std::string layer_name(const std::string& tensor_name)
{
    std::string name;
    for (std::size_t begin = 0; begin <= tensor_name.size();) {
        const std::size_t end = std::min(tensor_name.find('.', begin), tensor_name.size());
        const std::string part = tensor_name.substr(begin, end - begin);
        name += (begin == 0 ? "" : ".") + part;
        if (is_number(part))
            return name;
        begin = end + 1;
    }
    const std::size_t last = tensor_name.rfind('.');
    return last == std::string::npos ? tensor_name : tensor_name.substr(0, last);
}

std::unique_ptr<ImageNet> as_image_net(const ResNetWeights& weights)
{
    return std::make_unique<ResNetImageNet>(weights);
}

std::unique_ptr<ImageNet> as_image_net(const MaeWeights& weights)
{
    return std::make_unique<MaeImageNet>(weights);
}

std::unique_ptr<ImageNet> as_image_net(const TorchvisionWeights& weights)
{
    return std::make_unique<TorchvisionImageNet>(weights);
}

}  // namespace ttt

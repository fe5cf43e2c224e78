#include "engine/vision/methods/learned_net.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

std::vector<Tensor> copies_of(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> copies;
    for (const Tensor& tensor : tensors)
        copies.push_back(tensor.detach().clone());
    return copies;
}

}  // namespace

LearnedNet::LearnedNet(const ImageNet& net, const std::function<bool(const ImageNetTensor&)>& learned)
{
    for (ImageNetTensor& tensor : net.tensors()) {
        if (tensor.role == ImageTensorRole::statistic)
            statistics_.push_back(tensor.tensor);
        else if (tensor.is_learned() && learned(tensor))
            named_.push_back(tensor);
    }
    for (ImageNetTensor& tensor : named_)
        parameters_.push_back(tensor.tensor.requires_grad_());
    first_values_ = copies_of(parameters_);
    first_statistics_ = copies_of(statistics_);
}

std::vector<Tensor> LearnedNet::everything() const
{
    std::vector<Tensor> all = parameters_;
    all.insert(all.end(), statistics_.begin(), statistics_.end());
    return all;
}

void LearnedNet::restore()
{
    const torch::NoGradGuard no_grad;
    if (!parameters_.empty())
        at::_foreach_copy_(parameters_, first_values_);
    if (!statistics_.empty())
        at::_foreach_copy_(statistics_, first_statistics_);
}

std::vector<LearnedLayer> LearnedNet::layers() const
{
    std::vector<LearnedLayer> layers;
    for (std::size_t i = 0; i < named_.size(); ++i) {
        if (layers.empty() || layers.back().layer != named_[i].layer)
            layers.push_back({named_[i].layer, layer_name(named_[i].name), {}, {}});
        layers.back().now.push_back(parameters_[i].detach());
        layers.back().start.push_back(first_values_[i]);
    }
    return layers;
}

bool is_of_extractor(const ImageNetTensor& tensor)
{
    return tensor.name.starts_with("conv1.") || tensor.name.starts_with("group1.") ||
           tensor.name.starts_with("group2.");
}

void descend(const std::vector<Tensor>& parameters, const std::vector<Tensor>& gradients, double lr)
{
    const torch::NoGradGuard no_grad;
    at::_foreach_add_(parameters, gradients, -lr);
}

}  // namespace ttt

#include "engine/vision/methods/tent.h"

#include "engine/vision/methods/predictions.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

std::vector<Tensor> norm_parameters(const ResNetWeights& weights)
{
    ResNetWeights handles = weights;
    std::vector<Tensor> parameters;
    visit_tensors(handles, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        if (spec.role == ImageTensorRole::norm && !spec.name.starts_with("rotation."))
            parameters.push_back(tensor);
    });
    return parameters;
}

Tent::Tent(const ResNetWeights& weights, TentOptions options)
    : weights_(weights), options_(options), parameters_(norm_parameters(weights))
{
    for (Tensor& parameter : parameters_) {
        parameter.requires_grad_();
        first_values_.push_back(parameter.detach().clone());
        first_moments_.push_back(torch::zeros_like(parameter.detach()));
        second_moments_.push_back(torch::zeros_like(parameter.detach()));
        counts_.push_back(torch::zeros({}, parameter.options().requires_grad(false)));
    }
}

Tensor Tent::step(const Tensor& images)
{
    const torch::AutoGradMode with_gradients(true);
    const Tensor logits = class_logits(weights_, images, NormMode::batch);
    const Tensor loss = entropy(logits).mean();
    entropy_ = loss.item<double>();
    const std::vector<Tensor> gradients = torch::autograd::grad({loss}, parameters_);
    const torch::NoGradGuard no_grad;
    at::_foreach_add_(counts_, 1);
    at::_fused_adam_(parameters_, gradients, first_moments_, second_moments_, {}, counts_, options_.lr, options_.beta1,
                     options_.beta2, 0, 1e-8, false, false);
    return logits.detach();
}

void Tent::reset()
{
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
        parameters_[i].copy_(first_values_[i]);
    for (std::vector<Tensor>* moments : {&first_moments_, &second_moments_, &counts_})
        at::_foreach_zero_(*moments);
}

}  // namespace ttt

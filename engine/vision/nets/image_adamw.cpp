#include "engine/vision/nets/image_adamw.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

constexpr double beta1 = 0.9, beta2 = 0.95, eps = 1e-8;

bool decays(const std::string& name, const Tensor& parameter)
{
    return parameter.dim() > 1 && !name.ends_with("_token");
}

}  // namespace

ImageAdamW::ImageAdamW(const NamedTensors& parameters, double weight_decay)
{
    groups_[0].weight_decay = weight_decay;
    for (const auto& [name, parameter] : parameters) {
        Group& group = groups_[decays(name, parameter) ? 0 : 1];
        Tensor leaf = parameter;
        group.parameters.push_back(leaf.requires_grad_());
        group.first_moments.push_back(torch::zeros_like(parameter).detach());
        group.second_moments.push_back(torch::zeros_like(parameter).detach());
        group.counts.push_back(torch::zeros({}, torch::TensorOptions(parameter.device())));
    }
}

void ImageAdamW::step(double lr)
{
    const torch::NoGradGuard no_grad;
    for (Group& group : groups_) {
        std::vector<Tensor> gradients;
        for (Tensor& parameter : group.parameters)
            gradients.push_back(parameter.grad());
        at::_foreach_add_(group.counts, 1);
        at::_fused_adamw_(group.parameters, gradients, group.first_moments, group.second_moments, {}, group.counts, lr,
                          beta1, beta2, group.weight_decay, eps, false, false);
        for (Tensor& parameter : group.parameters)
            parameter.mutable_grad() = Tensor();
    }
}

NamedTensors ImageAdamW::state() const
{
    NamedTensors state;
    for (std::size_t group = 0; group < groups_.size(); ++group)
        for (std::size_t i = 0; i < groups_[group].parameters.size(); ++i) {
            const std::string place = std::to_string(group) + "." + std::to_string(i);
            state.emplace_back("first_moment." + place, groups_[group].first_moments[i]);
            state.emplace_back("second_moment." + place, groups_[group].second_moments[i]);
            state.emplace_back("count." + place, groups_[group].counts[i]);
        }
    return state;
}

}  // namespace ttt

#include "engine/training/adamw.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {

using torch::Tensor;

AdamW::AdamW(std::vector<TrainedTensor> parameters, AdamWOptions options) : options_(options)
{
    kinds_[0].weight_decay = options.weight_decay;
    for (TrainedTensor& parameter : parameters) {
        Kind& kind = kinds_[parameter.tensor.dim() == 2 ? 0 : 1];
        kind.first.push_back(torch::zeros_like(parameter.tensor));
        kind.second.push_back(torch::zeros_like(parameter.tensor));
        Group& group = group_of(kind, parameter.lr);
        group.first.push_back(kind.first.back());
        group.second.push_back(kind.second.back());
        group.counts.push_back(torch::zeros({}, parameter.tensor.options().requires_grad(false)));
        group.parameters.push_back(std::move(parameter.tensor));
    }
}

AdamW::Group& AdamW::group_of(Kind& kind, double lr)
{
    const auto found = std::ranges::find(kind.groups, lr, &Group::lr);
    if (found != kind.groups.end())
        return *found;
    kind.groups.push_back({.lr = lr, .parameters = {}, .first = {}, .second = {}, .counts = {}});
    return kind.groups.back();
}

Tensor AdamW::clip_gradients()
{
    std::vector<Tensor> gradients;
    for (Kind& kind : kinds_)
        for (Group& group : kind.groups)
            for (Tensor& parameter : group.parameters) {
                if (!parameter.grad().defined())
                    parameter.mutable_grad() = torch::zeros_like(parameter);
                gradients.push_back(parameter.grad());
            }
    const Tensor norm = torch::stack(at::_foreach_norm(gradients)).norm();
    if (options_.clip > 0)
        at::_foreach_mul_(gradients, (options_.clip / (norm + 1e-6)).clamp_max(1.0));
    return norm;
}

Tensor AdamW::step(double share)
{
    const torch::NoGradGuard no_grad;
    const Tensor norm = clip_gradients();
    ++steps_;
    for (Kind& kind : kinds_)
        for (Group& group : kind.groups)
            step(group, share * group.lr, kind.weight_decay);
    return norm;
}

void AdamW::step(Group& group, double lr, double weight_decay)
{
    std::vector<Tensor> gradients;
    for (Tensor& parameter : group.parameters)
        gradients.push_back(parameter.grad());
    at::_foreach_add_(group.counts, 1);
    at::_fused_adamw_(group.parameters, gradients, group.first, group.second, {}, group.counts, lr, options_.beta1,
                      options_.beta2, weight_decay, options_.eps, false, false);
    for (Tensor& parameter : group.parameters)
        parameter.mutable_grad() = Tensor();
}

std::vector<Tensor> AdamW::moments() const
{
    std::vector<Tensor> all;
    for (const Kind& kind : kinds_) {
        all.insert(all.end(), kind.first.begin(), kind.first.end());
        all.insert(all.end(), kind.second.begin(), kind.second.end());
    }
    return all;
}

void AdamW::set_steps_done(std::int64_t steps)
{
    const torch::NoGradGuard no_grad;
    steps_ = steps;
    for (Kind& kind : kinds_)
        for (Group& group : kind.groups)
            for (Tensor& count : group.counts)
                count.fill_(static_cast<double>(steps));
}

}  // namespace ttt

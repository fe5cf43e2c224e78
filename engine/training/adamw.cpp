#include "engine/training/adamw.h"

#include <torch/utils.h>

#include <utility>

namespace ttt {

using torch::Tensor;

AdamW::AdamW(std::vector<Tensor> parameters, AdamWOptions options) : options_(options), groups_(2)
{
    groups_[0].weight_decay = options.weight_decay;
    for (Tensor& parameter : parameters) {
        Group& group = groups_[parameter.dim() == 2 ? 0 : 1];
        group.first.push_back(torch::zeros_like(parameter));
        group.second.push_back(torch::zeros_like(parameter));
        group.counts.push_back(torch::zeros({}, parameter.options().requires_grad(false)));
        group.parameters.push_back(std::move(parameter));
    }
}

Tensor AdamW::clip_gradients()
{
    std::vector<Tensor> gradients;
    for (Group& group : groups_)
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

Tensor AdamW::step(double lr)
{
    const torch::NoGradGuard no_grad;
    const Tensor norm = clip_gradients();
    ++steps_;
    for (Group& group : groups_) {
        std::vector<Tensor> gradients;
        for (Tensor& parameter : group.parameters)
            gradients.push_back(parameter.grad());
        if (gradients.empty())
            continue;
        at::_foreach_add_(group.counts, 1);
        at::_fused_adamw_(group.parameters, gradients, group.first, group.second, {}, group.counts, lr, options_.beta1,
                          options_.beta2, group.weight_decay, options_.eps, false, false);
        for (Tensor& parameter : group.parameters)
            parameter.mutable_grad() = Tensor();
    }
    return norm;
}

std::vector<Tensor> AdamW::moments() const
{
    std::vector<Tensor> all;
    for (const Group& group : groups_) {
        all.insert(all.end(), group.first.begin(), group.first.end());
        all.insert(all.end(), group.second.begin(), group.second.end());
    }
    return all;
}

void AdamW::set_steps_done(std::int64_t steps)
{
    const torch::NoGradGuard no_grad;
    steps_ = steps;
    for (Group& group : groups_)
        for (Tensor& count : group.counts)
            count.fill_(static_cast<double>(steps));
}

}  // namespace ttt

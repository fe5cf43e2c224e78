#include "engine/vision/methods/foreach_optimizer.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

std::vector<Tensor> zeros_like(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> zeros;
    for (const Tensor& tensor : tensors)
        zeros.push_back(torch::zeros_like(tensor.detach()));
    return zeros;
}

/// cuDNN gives gradients of convolutions in an order of its own, which the fused step on a GPU refuses.
std::vector<Tensor> laid_out_as(const std::vector<Tensor>& parameters, std::vector<Tensor> gradients)
{
    for (std::size_t at = 0; at < gradients.size(); ++at)
        if (gradients[at].strides() != parameters[at].strides())
            gradients[at] = torch::empty_like(parameters[at]).copy_(gradients[at]);
    return gradients;
}

}  // namespace

ForeachOptimizer::ForeachOptimizer(const std::vector<Tensor>& parameters, const ImageMethodOptions& options,
                                   Nesterov nesterov)
    : parameters_(parameters), lr_(options.lr), momentum_(options.momentum), uses_adam_(options.uses_adam),
      is_nesterov_(nesterov == Nesterov::yes)
{
    if (uses_adam_ || momentum_ != 0)
        moments_ = zeros_like(parameters_);
    if (!uses_adam_)
        return;
    squares_ = zeros_like(parameters_);
    for (const Tensor& parameter : parameters_)
        counts_.push_back(torch::zeros({}, parameter.options().requires_grad(false)));
}

void ForeachOptimizer::step(const std::vector<Tensor>& gradients)
{
    const torch::NoGradGuard no_grad;
    if (uses_adam_)
        step_adam(gradients);
    else
        step_sgd(gradients);
}

void ForeachOptimizer::step_adam(const std::vector<Tensor>& gradients)
{
    at::_foreach_add_(counts_, 1);
    at::_fused_adam_(parameters_, laid_out_as(parameters_, gradients), moments_, squares_, {}, counts_, lr_, beta1,
                     beta2, 0, epsilon, false, false);
}

void ForeachOptimizer::step_sgd(const std::vector<Tensor>& gradients)
{
    if (!moments_.empty()) {
        at::_foreach_mul_(moments_, momentum_);
        at::_foreach_add_(moments_, gradients);
    }
    if (moments_.empty() || is_nesterov_)
        at::_foreach_add_(parameters_, gradients, -lr_);
    if (!moments_.empty())
        at::_foreach_add_(parameters_, moments_, is_nesterov_ ? -lr_ * momentum_ : -lr_);
}

void ForeachOptimizer::reset()
{
    const torch::NoGradGuard no_grad;
    for (const std::vector<Tensor>* tensors : {&moments_, &squares_, &counts_})
        if (!tensors->empty())
            at::_foreach_zero_(*tensors);
}

}  // namespace ttt

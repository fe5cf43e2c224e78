#include "engine/methods/update_steps.h"

#include <cmath>

namespace ttt {

using torch::Tensor;

namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;

}  // namespace

Tensor sgd_step(Tensor gradient, double lr)
{
    return gradient.mul_(-lr);
}

Tensor rms_step(Tensor gradient, const Tensor& theta, const Tensor& theta0, const RmsStatistics& statistics,
                const RmsRule& rule)
{
    gradient.div_(statistics.root + rule.epsilon).mul_(-rule.lr);
    if (rule.prior_decay == 0)
        return gradient;
    // lambda min(R / Rbar, 1 / lambda) = min(lambda R / Rbar, 1): never beyond theta0
    const Tensor pull = (statistics.root * (rule.prior_decay / statistics.mean_root)).clamp_max_(1.0);
    return gradient.addcmul_(pull, theta0.to(theta.scalar_type()) - theta);
}

Tensor adam_step(Tensor gradient, AdamMoments& moments, double lr, double epsilon)
{
    if (!moments.first.defined()) {
        moments.first = torch::zeros_like(gradient);
        moments.second = torch::zeros_like(gradient);
    }
    ++moments.steps;
    moments.first.mul_(beta1).add_(gradient, 1 - beta1);
    moments.second.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
    const auto steps = static_cast<double>(moments.steps);
    const double first_share = 1 - std::pow(beta1, steps);
    const double second_share = 1 - std::pow(beta2, steps);
    const Tensor scale = moments.second.sqrt().div_(std::sqrt(second_share)).add_(epsilon);
    return torch::div_out(gradient, moments.first, scale).mul_(-lr / first_share);
}

}  // namespace ttt

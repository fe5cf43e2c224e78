#include "engine/methods/update_steps.h"

#include <cmath>

namespace ttt {

using torch::Tensor;

namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;

}  // namespace

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

std::vector<Tensor> adam_steps(const std::vector<Tensor>& gradients, AdamMoments& moments, double lr, double epsilon)
{
    if (moments.first.empty()) {
        moments.first = at::_foreach_mul(gradients, 0.0);
        moments.second = at::_foreach_mul(gradients, 0.0);
    }
    ++moments.steps;
    at::_foreach_mul_(moments.first, beta1);
    at::_foreach_add_(moments.first, gradients, 1 - beta1);
    at::_foreach_mul_(moments.second, beta2);
    at::_foreach_addcmul_(moments.second, gradients, gradients, 1 - beta2);
    const auto steps = static_cast<double>(moments.steps);
    const double first_share = 1 - std::pow(beta1, steps);
    const double second_share = 1 - std::pow(beta2, steps);
    const std::vector<Tensor> scales = at::_foreach_sqrt(moments.second);
    at::_foreach_div_(scales, std::sqrt(second_share));
    at::_foreach_add_(scales, epsilon);
    std::vector<Tensor> deltas = at::_foreach_div(moments.first, scales);
    at::_foreach_mul_(deltas, -lr / first_share);
    return deltas;
}

}  // namespace ttt

#include "engine/methods/low_rank.h"

#include "engine/model/packed_weight.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace ttt {

using torch::Tensor;

namespace {

constexpr std::size_t kept_products = 3;

}  // namespace

Tensor LowRank::change(const Tensor& x) const
{
    const Tensor inner = torch::linear(x, a.to(x.scalar_type()));
    return torch::linear(inner, b.to(x.scalar_type())) * scale;
}

LowRank start_low_rank(std::int64_t layer, const Tensor& weight, std::int64_t rank, double alpha,
                       at::Generator& generator)
{
    const torch::NoGradGuard no_grad;
    const auto wide = torch::promote_types(weight.scalar_type(), torch::kFloat32);
    const std::int64_t width = weight.size(1);
    const Tensor drawn = torch::randn({rank, width}, generator, torch::TensorOptions().dtype(torch::kFloat64)) /
                         std::sqrt(static_cast<double>(width));
    const auto options = weight.options().dtype(wide).requires_grad(false);
    LowRank pair;
    pair.layer = layer;
    pair.a = drawn.to(options).set_requires_grad(true);
    pair.b = torch::zeros({weight.size(0), rank}, options).set_requires_grad(true);
    pair.scale = alpha / static_cast<double>(rank);
    pair.start_norm = plain(weight).to(wide).norm().item<double>();
    return pair;
}

void ProductHistory::push(const LowRank& pair)
{
    const auto exact = [](const Tensor& x) { return x.detach().to(torch::kFloat64, false, true); };
    kept_.insert(kept_.begin(), {exact(pair.a), exact(pair.b) * pair.scale});
    if (kept_.size() > kept_products)
        kept_.pop_back();
}

ProductHistory::Numbers ProductHistory::numbers() const
{
    const auto inner = [this](std::size_t i, std::size_t j) {
        if (std::max(i, j) >= kept_.size())
            return torch::zeros({}, kept_.front().a.options());
        const Tensor left = kept_[i].b.t().matmul(kept_[j].b);
        return (left * kept_[i].a.matmul(kept_[j].a.t())).sum();
    };
    const Tensor grams = torch::stack({inner(0, 0), inner(0, 1), inner(1, 1), inner(0, 2), inner(1, 2), inner(2, 2)});
    const Tensor host = grams.to(torch::kCPU);
    const double* g = host.const_data_ptr<double>();
    Numbers numbers;
    numbers.drift = g[0];
    numbers.delta = std::max(0.0, g[0] - 2 * g[1] + g[2]);
    numbers.previous = std::max(0.0, g[2] - 2 * g[4] + g[5]);
    numbers.product = g[1] - g[3] - g[2] + g[4];
    numbers.has_previous = kept_.size() == kept_products;
    return numbers;
}

}  // namespace ttt

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

void ProductHistory::make_groups(const std::vector<const LowRank*>& pairs)
{
    const auto are_alike = [](const LowRank& one, const LowRank& other) {
        return one.a.sizes() == other.a.sizes() && one.b.sizes() == other.b.sizes();
    };
    count_ = pairs.size();
    for (std::size_t index = 0; index < pairs.size(); ++index) {
        const auto group = std::ranges::find_if(
            groups_, [&](const Group& known) { return are_alike(*pairs[known.pairs.front()], *pairs[index]); });
        if (group == groups_.end())
            groups_.push_back({{index}, {}});
        else
            group->pairs.push_back(index);
    }
}

void ProductHistory::push(const std::vector<const LowRank*>& pairs)
{
    if (groups_.empty())
        make_groups(pairs);
    for (Group& group : groups_) {
        std::vector<Tensor> a, b;
        for (const std::size_t index : group.pairs) {
            a.push_back(pairs[index]->a.detach());
            b.push_back(pairs[index]->b.detach());
        }
        const double scale = pairs[group.pairs.front()]->scale;
        group.kept.insert(group.kept.begin(),
                          {torch::stack(a).to(torch::kFloat64), torch::stack(b).to(torch::kFloat64).mul_(scale)});
        if (group.kept.size() > kept_products)
            group.kept.pop_back();
    }
}

std::vector<ProductHistory::Numbers> ProductHistory::numbers() const
{
    const auto inner = [](const Group& group, std::size_t i, std::size_t j) {
        if (std::max(i, j) >= group.kept.size())
            return torch::zeros({group.kept.front().a.size(0)}, group.kept.front().a.options());
        const Tensor left = group.kept[i].b.mT().matmul(group.kept[j].b);
        return (left * group.kept[i].a.matmul(group.kept[j].a.mT())).sum({1, 2});
    };
    std::vector<Tensor> grams;  // [pairs, 6] each
    for (const Group& group : groups_)
        grams.push_back(torch::stack({inner(group, 0, 0), inner(group, 0, 1), inner(group, 1, 1), inner(group, 0, 2),
                                      inner(group, 1, 2), inner(group, 2, 2)},
                                     1));
    std::vector<Numbers> numbers(count_);
    if (grams.empty())
        return numbers;
    const Tensor host = torch::cat(grams).to(torch::kCPU);
    const double* g = host.const_data_ptr<double>();
    for (const Group& group : groups_)
        for (const std::size_t index : group.pairs) {
            numbers[index] = {.drift = g[0],
                              .delta = std::max(0.0, g[0] - 2 * g[1] + g[2]),
                              .previous = std::max(0.0, g[2] - 2 * g[4] + g[5]),
                              .product = g[1] - g[3] - g[2] + g[4],
                              .has_previous = group.kept.size() == kept_products};
            g += host.size(1);
        }
    return numbers;
}

}  // namespace ttt

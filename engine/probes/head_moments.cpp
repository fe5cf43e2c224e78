#include "engine/probes/head_moments.h"

#include <torch/utils.h>

#include <algorithm>

namespace ttt {

using torch::Tensor;

namespace {

constexpr std::int64_t block_numbers = std::int64_t{1} << 22;  // of the head in f64 at once

template <class Visit>
void for_each_block(const Tensor& head, const Visit& visit)
{
    const std::int64_t rows = std::max<std::int64_t>(1, block_numbers / head.size(1));
    for (std::int64_t begin = 0; begin < head.size(0); begin += rows)
        visit(head.slice(0, begin, begin + rows).to(torch::kFloat64));
}

Tensor row_sums(const Tensor& x)
{
    return x.sum(1, true);
}

}  // namespace

HeadMoments::HeadMoments(const Tensor& head) : head_(head)
{
    const torch::NoGradGuard no_grad;
    const auto options = head.options().dtype(torch::kFloat64);
    mean_ = torch::zeros({head.size(1)}, options);
    for_each_block(head, [&](const Tensor& rows) { mean_ += rows.sum(0); });
    mean_ /= static_cast<double>(head.size(0));
    scatter_ = torch::zeros({head.size(1), head.size(1)}, options);
    for_each_block(head, [&](const Tensor& rows) {
        const Tensor apart = rows - mean_;
        scatter_.addmm_(apart.t(), apart);
    });
}

Tensor HeadMoments::change(const Tensor& before, const Tensor& after, const Tensor& own) const
{
    const auto count = static_cast<double>(head_.size(0));
    const Tensor moved = after.to(torch::kFloat64) - before.to(torch::kFloat64);
    const Tensor of_own = row_sums(moved * head_.index_select(0, own));
    const Tensor mean = moved.matmul(mean_).unsqueeze(1);
    const Tensor from_mean = of_own - mean;
    const Tensor squares = row_sums(moved.matmul(scatter_) * moved);
    // The own token taken out of both sums.
    const Tensor mean_of_others = mean - from_mean / (count - 1);
    const Tensor squares_of_others = squares - from_mean.square() * (count / (count - 1));
    const Tensor spread = (squares_of_others.clamp_min(0) / (count - 1)).sqrt();
    return torch::cat({of_own, mean_of_others, spread}, 1);
}

}  // namespace ttt

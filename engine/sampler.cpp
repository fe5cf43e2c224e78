#include "engine/sampler.h"

#include <torch/utils.h>

#include <algorithm>

namespace ttt {
namespace {

using torch::Tensor;

/// In [0, 1), from the upper 53 bits: the distributions of the standard library differ between libraries.
double uniform(std::mt19937_64& numbers)
{
    return static_cast<double>(numbers() >> 11) * 0x1p-53;
}

/// The likeliest that reach top_p together (arXiv 1904.09751). sorted f64 [V], descending.
Tensor nucleus(const Tensor& sorted, double top_p)
{
    const double* chance = sorted.const_data_ptr<double>();
    std::int64_t count = 0;
    for (double kept = 0; count < sorted.size(0) && kept < top_p; ++count)
        kept += chance[count];
    return sorted.slice(0, 0, count);
}

/// The index that `at`, in [0, 1), hits when chances f64 [n] are laid end to end.
std::int64_t drawn(const Tensor& chances, double at)
{
    const double* chance = chances.const_data_ptr<double>();
    double left = at * chances.sum().item<double>();
    std::int64_t index = 0;
    for (; index + 1 < chances.size(0) && left >= chance[index]; ++index)
        left -= chance[index];
    return index;
}

}  // namespace

Sampler::Sampler(const AskChoices& choices)
    : temperature_(choices.temperature), top_p_(choices.top_p), numbers_(choices.seed)
{
}

std::int32_t Sampler::draw(const Tensor& logits)
{
    const torch::NoGradGuard no_grad;
    if (temperature_ == 0)
        return static_cast<std::int32_t>(logits.argmax().item<std::int64_t>());
    const Tensor wide = logits.to(torch::kCPU, torch::kFloat64);
    const Tensor chances = torch::softmax((wide - wide.max()) / temperature_, 0);
    if (top_p_ >= 1)
        return static_cast<std::int32_t>(drawn(chances, uniform(numbers_)));
    const auto [sorted, tokens] = chances.sort(/*stable=*/true, 0, /*descending=*/true);
    return static_cast<std::int32_t>(tokens[drawn(nucleus(sorted, top_p_), uniform(numbers_))].item<std::int64_t>());
}

std::vector<TokenChance> likeliest(const Tensor& logits, std::int64_t count)
{
    const torch::NoGradGuard no_grad;
    const Tensor chances = torch::softmax(logits.to(torch::kCPU, torch::kFloat64), 0);
    const auto [values, tokens] = chances.topk(std::min(count, chances.size(0)));
    std::vector<TokenChance> top;
    for (std::int64_t row = 0; row < values.size(0); ++row)
        top.push_back({static_cast<std::int32_t>(tokens[row].item<std::int64_t>()), {}, values[row].item<double>()});
    return top;
}

}  // namespace ttt

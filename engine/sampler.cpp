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
    const auto [sorted, tokens] = chances.sort(/*stable=*/true, 0, /*descending=*/true);
    const double* chance = sorted.const_data_ptr<double>();
    const double* end = chance + sorted.numel();
    double kept = 0;  // of the nucleus (arXiv 1904.09751): the likeliest tokens that reach top_p together
    const double* last = chance;
    while (last != end && kept < top_p_)
        kept += *last++;
    double left = uniform(numbers_) * kept;
    const double* drawn = chance;
    while (drawn + 1 < last && left >= *drawn)
        left -= *drawn++;
    return static_cast<std::int32_t>(tokens[drawn - chance].item<std::int64_t>());
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

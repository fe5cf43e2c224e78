#include "engine/probes/chunk_measures.h"

#include "engine/kernels/spectrum.h"

#include <algorithm>
#include <cmath>

namespace ttt {
namespace {

using torch::Tensor;

/// exp(entropy) of the shares of squares [K, n]; 0 where all are 0.
Tensor entropy_ranks(const Tensor& squares)
{
    const Tensor positive = squares.clamp_min(0);
    const Tensor whole = positive.sum(-1, true);
    const Tensor share = positive / whole;
    const Tensor rank = torch::xlogy(share, share).sum(-1).neg_().exp_();
    return rank.masked_fill_(whole.squeeze(-1) == 0, 0);
}

}  // namespace

Tensor key_tails(const Tensor& keys)
{
    const auto type = torch::promote_types(keys.scalar_type(), torch::kFloat32);
    const Tensor norms = torch::linalg_vector_norm(keys, 2, at::IntArrayRef{-1}, false, type);
    const Tensor sorted = std::get<0>(norms.to(keys.is_cuda() ? type : torch::kFloat64).sort(-1));
    const std::int64_t last = sorted.size(-1) - 1;
    const auto quantile = [&](double share) {
        const double place = share * static_cast<double>(last);
        const auto below = static_cast<std::int64_t>(place);
        return torch::lerp(sorted.select(-1, below), sorted.select(-1, std::min(below + 1, last)),
                           place - static_cast<double>(below));
    };
    const Tensor median = quantile(0.5).unsqueeze(-1);
    const Tensor tail = torch::stack({quantile(0.99), sorted.select(-1, last)}, -1);
    return torch::where(median > 0, tail / median, 0.0);
}

Tensor key_gram(const Tensor& keys)
{
    return keys.matmul(keys.transpose(-1, -2));
}

Tensor centred_gram(const Tensor& gram)
{
    const Tensor means = gram.mean(-1, true);
    return gram - means - means.transpose(-1, -2) + means.mean(-2, true);
}

Tensor write_collisions(const Tensor& grams)
{
    constexpr double least = 1e-30;                                           // a key of zeros is not divided by
    const Tensor outside = gram_factors(grams).diagonal(0, -2, -1).square();  // of the span of the keys before
    const Tensor rest = outside / grams.diagonal(0, -2, -1).clamp_min(least);
    return rest.clamp_(0.0, 1.0).mean(-1).neg_().add_(1.0);
}

Tensor delta_ranks(const Tensor& deltas)
{
    constexpr double least = 1e-30;
    const Tensor scaled = deltas / torch::linalg_vector_norm(deltas, 2, {-2, -1}, true).clamp_min(least);
    return entropy_ranks(symmetric_eigenvalues(scaled.matmul(scaled.transpose(-1, -2))));
}

Tensor effective_ranks(const Tensor& keys, const Tensor& grams, const Tensor& targets)
{
    if (targets.size(-2) > targets.size(-1))
        return delta_ranks(targets.transpose(-1, -2).matmul(keys));
    // V V^T = L L^T, so V^T Z has the singular values of L^T Z: eigenvalues of L^T (Z Z^T) L.
    const Tensor lower = gram_factors(key_gram(targets));
    return entropy_ranks(symmetric_eigenvalues(lower.transpose(-1, -2).matmul(grams.matmul(lower))));
}

}  // namespace ttt

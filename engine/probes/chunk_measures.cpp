#include "engine/probes/chunk_measures.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ttt {
namespace {

using torch::Tensor;

/// Keeps a Cholesky factor real when rows repeat; relative to a diagonal of about 1.
constexpr double jitter = 1e-6;

/// Lower Cholesky factor in f64 on the CPU. gram [n, n] symmetric, mean diagonal about 1.
Tensor factor(const Tensor& gram)
{
    Tensor wide = gram.to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat64), false, true);
    wide.diagonal().add_(jitter);
    return std::get<0>(torch::linalg_cholesky_ex(wide));
}

double entropy_rank(const Tensor& squares)
{
    const Tensor share = squares.clamp_min(0) / squares.clamp_min(0).sum();
    return std::exp(-torch::xlogy(share, share).sum().item<double>());
}

} // namespace

KeyTail key_tail(const Tensor& keys)
{
    const Tensor norms = keys.norm(2, -1).to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat64)).contiguous();
    std::vector<double> sorted(norms.const_data_ptr<double>(), norms.const_data_ptr<double>() + norms.numel());
    std::sort(sorted.begin(), sorted.end());
    const auto quantile = [&](double share) {
        const double place = share * static_cast<double>(sorted.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, sorted.size() - 1);
        return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
    };
    const double median = quantile(0.5);
    return median > 0 ? KeyTail{quantile(0.99) / median, sorted.back() / median} : KeyTail{0, 0};
}

double write_collision(const Tensor& keys)
{
    const Tensor unit = keys / keys.norm(2, -1, true).clamp_min(1e-30);
    const Tensor rest = factor(unit.matmul(unit.t())).diagonal().square();  // outside the span of the keys before
    return (1.0 - rest).clamp(0.0, 1.0).mean().item<double>();
}

double effective_rank(const Tensor& keys, const Tensor& targets)
{
    const bool by_tokens = keys.size(0) <= targets.size(1);
    const Tensor left = by_tokens ? targets.matmul(targets.t()) : targets.t().matmul(keys);
    const double scale = by_tokens ? left.diagonal().mean().item<double>() : left.norm().item<double>();
    if (!(scale > 0))
        return 0;
    if (!by_tokens) {
        const Tensor delta = left / scale;
        return entropy_rank(torch::linalg_eigvalsh(delta.matmul(delta.t()).to(torch::kFloat64), "L"));
    }
    // V V^T = L L^T, so V^T Z has the singular values of L^T Z: eigenvalues of L^T (Z Z^T) L.
    const Tensor lower = factor(left / scale);
    const Tensor gram = keys.matmul(keys.t()).to(lower.options());
    const double size = gram.diagonal().mean().item<double>();
    return size > 0 ? entropy_rank(torch::linalg_eigvalsh(lower.t().matmul(gram / size).matmul(lower), "L")) : 0;
}

double precision_health(const Tensor& before, const Tensor& after, const Tensor& meant_after, torch::ScalarType dtype)
{
    const Tensor as_read = after.to(dtype).to(after.scalar_type());
    const Tensor realised = before.defined() ? as_read - before.to(dtype).to(after.scalar_type()) : as_read;
    const Tensor meant = before.defined() ? meant_after - before : meant_after;
    const double size = meant.norm().item<double>();
    return size > 0 ? realised.norm().item<double>() / size : 1.0;
}

} // namespace ttt

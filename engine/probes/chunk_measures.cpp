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

/// delta [d, f] with fewer rows than the chunk has tokens.
double rank_of_delta(const Tensor& delta)
{
    const double size = delta.norm().item<double>();
    if (!(size > 0))
        return 0;
    const Tensor scaled = delta / size;
    return entropy_rank(torch::linalg_eigvalsh(scaled.matmul(scaled.t()).to(torch::kFloat64), "L"));
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

Tensor key_gram(const Tensor& keys)
{
    return keys.matmul(keys.t());
}

double write_collision(const Tensor& gram)
{
    const Tensor inverse = gram.diagonal().clamp_min(1e-30).rsqrt();
    const Tensor unit = gram * inverse.unsqueeze(0) * inverse.unsqueeze(1);
    const Tensor rest = factor(unit).diagonal().square();  // outside the span of the keys before
    return (1.0 - rest).clamp(0.0, 1.0).mean().item<double>();
}

double effective_rank(const Tensor& keys, const Tensor& gram, const Tensor& targets)
{
    if (keys.size(0) > targets.size(1))
        return rank_of_delta(targets.t().matmul(keys));
    const Tensor left = targets.matmul(targets.t());
    const double left_size = left.diagonal().mean().item<double>();
    const double right_size = gram.diagonal().mean().item<double>();
    if (!(left_size > 0 && right_size > 0))
        return 0;
    // V V^T = L L^T, so V^T Z has the singular values of L^T Z: eigenvalues of L^T (Z Z^T) L.
    const Tensor lower = factor(left / left_size);
    const Tensor right = (gram / right_size).to(lower.options());
    return entropy_rank(torch::linalg_eigvalsh(lower.t().matmul(right).matmul(lower), "L"));
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

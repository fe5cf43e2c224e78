#include "engine/probes/gram_measures.h"

#include "engine/kernels/shared_loop.h"
#include "engine/kernels/small_matrices.h"
#include "engine/kernels/spectrum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ttt {

using torch::Tensor;

namespace {

constexpr std::int64_t measure_count = 4;

/// One chunk of n keys.
class Chunk {
public:
    Chunk(const float* gram, std::int64_t n)
        : gram_(gram), n_(n), jitter_(gram_jitter(n)), wide_(square()), first_(square()), second_(square()),
          third_(square())
    {
    }

    void measure(const float* target_gram, bool centre_keys, double* out)
    {
        tails(out);
        out[2] = rank(target_gram, centre_keys);
        out[3] = collision();
    }

private:
    std::size_t square() const { return static_cast<std::size_t>(n_ * n_); }
    double diagonal(const float* matrix, std::int64_t i) const { return matrix[i * n_ + i]; }

    /// p99 and max over the median.
    void tails(double* out) const
    {
        std::vector<double> norms;
        for (std::int64_t i = 0; i < n_; ++i)
            norms.push_back(std::sqrt(diagonal(gram_, i)));
        if (std::any_of(norms.begin(), norms.end(), [](double norm) { return !std::isfinite(norm); })) {
            out[0] = out[1] = std::numeric_limits<double>::quiet_NaN();
            return;
        }
        std::sort(norms.begin(), norms.end());
        const double median = quantile(norms, 0.5);
        out[0] = median > 0 ? quantile(norms, 0.99) / median : 0;
        out[1] = median > 0 ? norms.back() / median : 0;
    }

    static double quantile(const std::vector<double>& sorted, double share)
    {
        const double place = share * static_cast<double>(sorted.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, sorted.size() - 1);
        return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
    }

    /// G minus row means, column means, plus the mean of all.
    void centre(float* matrix) const
    {
        std::vector<float> means;
        double mean = 0;
        for (std::int64_t i = 0; i < n_; ++i) {
            double sum = 0;
            for (std::int64_t j = 0; j < n_; ++j)
                sum += gram_[i * n_ + j];
            means.push_back(static_cast<float>(sum / static_cast<double>(n_)));
            mean += sum / static_cast<double>(n_ * n_);
        }
        for (std::int64_t i = 0; i < n_; ++i)
            for (std::int64_t j = 0; j < n_; ++j)
                matrix[i * n_ + j] = gram_[i * n_ + j] - means[static_cast<std::size_t>(i)] -
                                     means[static_cast<std::size_t>(j)] + static_cast<float>(mean);
    }

    /// V V^T = U^T U, so V^T Z has the singular values of U Z: the roots of the eigenvalues of U G U^T.
    double rank(const float* target_gram, bool centre_keys)
    {
        const float* gram = gram_;
        if (centre_keys) {
            centre(third_.data());
            gram = third_.data();
        }
        kernels::gram_factor(target_gram, n_, jitter_, wide_.data(), first_.data());
        std::vector<float> product(square());
        kernels::congruence(first_.data(), gram, n_, second_.data(), product.data());
        kernels::symmetric_eigenvalues(product.data(), n_, second_.data());
        return entropy_rank(second_.data());
    }

    /// exp(entropy of the shares); 0 where all are 0.
    double entropy_rank(const float* squares) const
    {
        double whole = 0;
        for (std::int64_t i = 0; i < n_; ++i)
            whole += std::isnan(squares[i]) ? squares[i] : std::max(squares[i], 0.0F);
        if (whole == 0)
            return 0;
        double entropy = 0;
        for (std::int64_t i = 0; i < n_; ++i)
            if (const double share = squares[i] / whole; !(share <= 0))
                entropy -= share * std::log(share);
        return std::exp(entropy);
    }

    /// Mean share of a key in the span of those before it.
    double collision()
    {
        constexpr double least = 1e-30;  // a key of zeros is not divided by
        kernels::gram_factor(gram_, n_, jitter_, wide_.data(), first_.data());
        double outside = 0;
        for (std::int64_t i = 0; i < n_; ++i) {
            const double root = diagonal(first_.data(), i);
            outside += std::clamp(root * root / std::max(diagonal(gram_, i), least), 0.0, 1.0);
        }
        return 1 - outside / static_cast<double>(n_);
    }

    const float* gram_;
    std::int64_t n_;
    double jitter_;
    std::vector<double> wide_;
    std::vector<float> first_, second_, third_;
};

}  // namespace

bool fits_gram_measures(const Tensor& keys, const Tensor& targets)
{
    const std::int64_t chunk = keys.size(-2);
    return keys.is_cpu() && torch::promote_types(keys.scalar_type(), torch::kFloat32) == torch::kFloat32 &&
           chunk <= largest_small_matrix && chunk <= targets.size(-1);
}

Tensor gram_measures(const Tensor& grams, const Tensor& target_grams, bool centre_keys)
{
    const std::int64_t n = grams.size(1);
    const Tensor keys = grams.contiguous(), targets = target_grams.contiguous();
    Tensor measures = torch::empty({grams.size(0), measure_count}, torch::kFloat64);
    const float* gram = keys.const_data_ptr<float>();
    const float* target_gram = targets.const_data_ptr<float>();
    double* measure = measures.mutable_data_ptr<double>();
    share_out(grams.size(0), 1, [&](std::int64_t k) {
        Chunk(gram + k * n * n, n).measure(target_gram + k * n * n, centre_keys, measure + k * measure_count);
    });
    return measures;
}

}  // namespace ttt

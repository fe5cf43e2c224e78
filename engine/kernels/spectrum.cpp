#include "engine/kernels/spectrum.h"

#include "engine/kernels/shared_loop.h"
#include "engine/kernels/small_matrices.h"
#include "engine/records/error.h"

#include <torch/library.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <utility>
#include <vector>

namespace ttt {

using torch::Tensor;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Tensor symmetric_eigenvalues_on_cpu(const Tensor& matrices)
{
    const std::int64_t n = matrices.size(1);
    Tensor scratch = matrices.clone(torch::MemoryFormat::Contiguous);
    Tensor values = torch::empty({matrices.size(0), n}, matrices.options());
    float* matrix = scratch.mutable_data_ptr<float>();
    float* value = values.mutable_data_ptr<float>();
    share_out(matrices.size(0), 1,
              [&](std::int64_t k) { kernels::symmetric_eigenvalues(matrix + k * n * n, n, value + k * n); });
    return values;
}

Tensor plain_gram_factors_op(const Tensor& grams, double)
{
    return plain_gram_factors(grams);
}

Tensor gram_factors_on_cpu(const Tensor& grams, double jitter)
{
    const std::int64_t n = grams.size(1);
    const Tensor packed = grams.contiguous();
    Tensor factors = torch::empty(packed.sizes(), packed.options());
    const float* gram = packed.const_data_ptr<float>();
    float* upper = factors.mutable_data_ptr<float>();
    share_out(grams.size(0), 1, [&](std::int64_t k) {
        std::vector<double> scratch(static_cast<std::size_t>(n * n));
        kernels::gram_factor(gram + k * n * n, n, jitter, scratch.data(), upper + k * n * n);
    });
    return factors.transpose(1, 2);
}

TORCH_LIBRARY_FRAGMENT(ttt, library)
{
    library.def("symmetric_eigenvalues(Tensor matrices) -> Tensor");
    library.def("gram_factors(Tensor grams, float jitter) -> Tensor");
}

// What has no kernel of its own for a device falls back on the twin.
TORCH_LIBRARY_IMPL(ttt, CompositeExplicitAutograd, library)
{
    library.impl("symmetric_eigenvalues", plain_symmetric_eigenvalues);
    library.impl("gram_factors", plain_gram_factors_op);
}

TORCH_LIBRARY_IMPL(ttt, CPU, library)
{
    library.impl("symmetric_eigenvalues", symmetric_eigenvalues_on_cpu);
    library.impl("gram_factors", gram_factors_on_cpu);
}

void check(const Tensor& matrices)
{
    const bool is_wide = matrices.scalar_type() == torch::kFloat32 || matrices.scalar_type() == torch::kFloat64;
    if (is_wide && matrices.dim() == 3 && matrices.size(1) == matrices.size(2) && matrices.numel() > 0)
        return;
    std::ostringstream text;
    text << "[spectrum] matrices: expected f32 or f64 [K, n, n], got " << matrices.scalar_type() << " "
         << matrices.sizes();
    throw Error(text.str());
}

bool fits(const Tensor& matrices)
{
    return matrices.scalar_type() == torch::kFloat32 && matrices.size(1) <= largest_small_matrix;
}

}  // namespace

double gram_jitter(std::int64_t n)
{
    constexpr double of_small = 1e-6;
    constexpr double small = 64;
    return of_small * std::max(1.0, static_cast<double>(n) / small);
}

Tensor plain_symmetric_eigenvalues(const Tensor& matrices)
{
    // LibTorch throws at a number that is not finite.
    const Tensor is_finite = matrices.isfinite().all(-1).all(-1, true);
    const Tensor values = torch::linalg_eigvalsh(torch::where(is_finite.unsqueeze(-1), matrices, 0.0), "L");
    return torch::where(is_finite, values, not_a_number);
}

Tensor symmetric_eigenvalues(const Tensor& matrices)
{
    check(matrices);
    if (!fits(matrices))
        return plain_symmetric_eigenvalues(matrices);
    static const auto op =
        c10::Dispatcher::singleton().findSchemaOrThrow("ttt::symmetric_eigenvalues", "").typed<Tensor(const Tensor&)>();
    return op.call(matrices);
}

Tensor plain_gram_factors(const Tensor& grams)
{
    const Tensor wide = grams.to(torch::kFloat64);
    const Tensor roots = wide.diagonal(0, -2, -1).sqrt();
    const Tensor inverse = torch::where(roots > 0, roots.reciprocal(), 0.0);  // a row of zeros has no length
    Tensor unit = wide * inverse.unsqueeze(-1) * inverse.unsqueeze(-2);
    const auto attempt = [&](double share) {
        unit.diagonal(0, -2, -1).fill_(1.0 + share);
        const auto [lower, info] = torch::linalg_cholesky_ex(unit);
        return std::pair(lower, info.ne(0).unsqueeze(-1).unsqueeze(-1));
    };
    auto [factors, failed] = attempt(gram_jitter(grams.size(-1)));
    if (grams.is_cuda() || failed.any().item<bool>()) {  // a GPU is not asked: that would wait for it
        constexpr double more = 100;
        const auto [second, failed_again] = attempt(more * gram_jitter(grams.size(-1)));
        factors = torch::where(failed, torch::where(failed_again, not_a_number, second), factors);
    }
    return (factors * roots.unsqueeze(-1)).to(grams.scalar_type());
}

Tensor gram_factors(const Tensor& grams)
{
    check(grams);
    constexpr std::int64_t widest_factor = 72;  // in f64, of the shared memory that every GPU has
    if (!fits(grams) || (grams.is_cuda() && grams.size(1) > widest_factor))
        return plain_gram_factors(grams);
    static const auto op =
        c10::Dispatcher::singleton().findSchemaOrThrow("ttt::gram_factors", "").typed<Tensor(const Tensor&, double)>();
    return op.call(grams, gram_jitter(grams.size(1)));
}

}  // namespace ttt

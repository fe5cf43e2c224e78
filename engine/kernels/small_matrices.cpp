#include "engine/kernels/small_matrices.h"

#include "engine/kernels/sturm.h"

#include <algorithm>
#include <vector>

// The loops are written once and compiled twice: for any processor, and for those with vectors of 256 bits.
#if defined(__x86_64__) && defined(__GNUC__)
#define TTT_HAS_WIDE 1
#define TTT_WIDE __attribute__((target("avx2,fma")))
#define TTT_INLINE inline __attribute__((always_inline))
#else
#define TTT_INLINE inline
#endif

namespace ttt::kernels {
namespace {

/// Memory of one matrix on its way, n numbers each.
struct Work {
    explicit Work(std::int64_t n)
        : numbers(static_cast<std::size_t>(7 * n)), v(numbers.data()), w(v + n), diagonal(w + n), squares(diagonal + n),
          low(squares + n), high(low + n), pivot(high + n)
    {
    }

    std::vector<float> numbers;
    float *v, *w;               // of the reflection
    float *diagonal, *squares;  // of the tridiagonal matrix; squares[j] stands between rows j - 1 and j
    float *low, *high, *pivot;  // of the bisection, by eigenvalue
};

TTT_INLINE float dot(const float* a, const float* b, std::int64_t count)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < count; ++i)
        sum += a[i] * b[i];
    return sum;
}

/// Largest |number|; NaN when one is not finite.
TTT_INLINE float largest(const float* numbers, std::int64_t count)
{
    float most = 0, not_finite = 0;
#pragma omp simd reduction(max : most) reduction(+ : not_finite)
    for (std::int64_t i = 0; i < count; ++i) {
        most = std::max(most, std::abs(numbers[i]));
        not_finite += numbers[i] - numbers[i];  // 0, or NaN
    }
    return most + not_finite;
}

/// row -= a w + b v
TTT_INLINE void update_row(float* __restrict row, const float* __restrict v, const float* __restrict w, float a,
                           float b, std::int64_t count)
{
    for (std::int64_t j = 0; j < count; ++j)
        row[j] -= a * w[j] + b * v[j];
}

template <class T>
TTT_INLINE void add_row(T* __restrict sum, const T* __restrict row, T factor, std::int64_t count)
{
    for (std::int64_t j = 0; j < count; ++j)
        sum[j] += factor * row[j];
}

/// A <- H A H = A - v w^T - w v^T with w = scale A v - (scale^2 / 2) (v^T A v) v, on the m x m block whose first number
/// is `block`. w is scratch.
TTT_INLINE void reflect(float* block, std::int64_t n, std::int64_t m, float scale, const float* v, float* w)
{
    std::fill(w, w + m, 0.0f);
    for (std::int64_t i = 0; i < m; ++i)
        add_row(w, block + i * n, v[i], m);
    const float share = scale / 2 * (scale * dot(w, v, m));  // scale squared may overflow
    for (std::int64_t i = 0; i < m; ++i)
        w[i] = scale * w[i] - share * v[i];
    for (std::int64_t i = 0; i < m; ++i)
        update_row(block + i * n, v, w, v[i], w[i], m);
}

TTT_INLINE void tridiagonalise(float* matrix, std::int64_t n, Work& work)
{
    work.squares[0] = 0;
    for (std::int64_t k = 0; k + 1 < n; ++k) {
        const std::int64_t m = n - k - 1;
        const float* x = matrix + k * n + k + 1;
        const Reflector h = reflector(x[0], dot(x + 1, x + 1, m - 1));
        work.squares[k + 1] = h.beside * h.beside;
        if (h.scale == 0)
            continue;
        std::copy(x, x + m, work.v);
        work.v[0] = h.first;
        reflect(matrix + (k + 1) * n + k + 1, n, m, h.scale, work.v, work.w);
    }
    for (std::int64_t k = 0; k < n; ++k)
        work.diagonal[k] = matrix[k * n + k];
}

/// Scales the tridiagonal matrix so that its eigenvalues lie in [-1, 1]; returns what they were divided by.
TTT_INLINE float scale_to_one(std::int64_t n, Work& work)
{
    float most = 0;
    for (std::int64_t j = 0; j < n; ++j)
        most = std::max({most, std::abs(work.diagonal[j]), std::sqrt(work.squares[j])});
    const float bound = 3 * most;  // the largest sum of a row's three numbers
    for (std::int64_t j = 0; j < n; ++j) {
        work.diagonal[j] /= bound;
        work.squares[j] /= bound * bound;
    }
    return bound;
}

/// Halves the intervals of all eigenvalues at once, so that the divisions of a row stand side by side.
TTT_INLINE void bisect(std::int64_t n, Work& work, float* values)
{
    float* __restrict low = work.low;
    float* __restrict high = work.high;
    float* __restrict pivot = work.pivot;
    float* __restrict middle = work.v;
    float* __restrict below = work.w;  // eigenvalues below the middle
    std::fill(low, low + n, -1.0f);
    std::fill(high, high + n, 1.0f);
    for (int step = 0; step < bisections; ++step) {
        for (std::int64_t i = 0; i < n; ++i) {
            middle[i] = (low[i] + high[i]) / 2;
            pivot[i] = 1;
            below[i] = 0;
        }
        for (std::int64_t j = 0; j < n; ++j) {
            const float diagonal = work.diagonal[j], square = work.squares[j];
            for (std::int64_t i = 0; i < n; ++i) {
                pivot[i] = next_pivot(diagonal, middle[i], square, pivot[i]);
                below[i] += pivot[i] < 0 ? 1.0f : 0.0f;
            }
        }
        for (std::int64_t i = 0; i < n; ++i) {
            const bool is_below = below[i] > static_cast<float>(i);
            high[i] = is_below ? middle[i] : high[i];
            low[i] = is_below ? low[i] : middle[i];
        }
    }
    for (std::int64_t i = 0; i < n; ++i)
        values[i] = (low[i] + high[i]) / 2;
}

TTT_INLINE void eigenvalues_any(float* matrix, std::int64_t n, float* values)
{
    const float size = largest(matrix, n * n);
    if (!(size > 0)) {
        std::fill(values, values + n, size == 0 ? 0.0f : std::numeric_limits<float>::quiet_NaN());
        return;
    }
    for (std::int64_t i = 0; i < n * n; ++i)
        matrix[i] /= size;
    Work work(n);
    tridiagonalise(matrix, n, work);
    const float scale = scale_to_one(n, work) * size;
    bisect(n, work, values);
    for (std::int64_t i = 0; i < n; ++i)
        values[i] *= scale;
}

/// Row by row of the upper factor, which is taken off the rows below it.
TTT_INLINE void factor_any(const float* gram, std::int64_t n, double jitter, double* rows, float* upper)
{
    std::copy(gram, gram + n * n, rows);
    for (std::int64_t j = 0; j < n; ++j) {
        double* row = rows + j * n;
        const double least = jitter / 2 * gram[j * n + j];
        const double pivot = row[j] + jitter * gram[j * n + j];
        const double root = std::sqrt(std::max(pivot, least));
        row[j] = root;
        for (std::int64_t i = j + 1; i < n; ++i)
            row[i] = pivot > least ? row[i] / root : 0.0;
        for (std::int64_t i = j + 1; i < n; ++i)
            add_row(rows + i * n + i, row + i, -row[i], n - i);
        std::fill(upper + j * n, upper + j * n + j, 0.0f);
        for (std::int64_t i = j; i < n; ++i)
            upper[j * n + i] = static_cast<float>(row[i]);
    }
}

/// Row i of upper gram needs the rows of gram from i on, and its product with row j of upper the numbers from j on.
TTT_INLINE void congruence_any(const float* upper, const float* gram, std::int64_t n, float* left, float* product)
{
    std::fill(left, left + n * n, 0.0f);
    for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t k = i; k < n; ++k)
            add_row(left + i * n, gram + k * n, upper[i * n + k], n);
        for (std::int64_t j = 0; j <= i; ++j)
            product[i * n + j] = product[j * n + i] = dot(left + i * n + j, upper + j * n + j, n - j);
    }
}

#ifdef TTT_HAS_WIDE
const bool has_wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");

TTT_WIDE void eigenvalues_wide(float* matrix, std::int64_t n, float* values)
{
    eigenvalues_any(matrix, n, values);
}

TTT_WIDE void factor_wide(const float* gram, std::int64_t n, double jitter, double* rows, float* upper)
{
    factor_any(gram, n, jitter, rows, upper);
}

TTT_WIDE void congruence_wide(const float* upper, const float* gram, std::int64_t n, float* left, float* product)
{
    congruence_any(upper, gram, n, left, product);
}
#endif

}  // namespace

void symmetric_eigenvalues(float* matrix, std::int64_t n, float* values)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return eigenvalues_wide(matrix, n, values);
#endif
    eigenvalues_any(matrix, n, values);
}

void gram_factor(const float* gram, std::int64_t n, double jitter, double* scratch, float* upper)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return factor_wide(gram, n, jitter, scratch, upper);
#endif
    factor_any(gram, n, jitter, scratch, upper);
}

void congruence(const float* upper, const float* gram, std::int64_t n, float* scratch, float* product)
{
#ifdef TTT_HAS_WIDE
    if (has_wide)
        return congruence_wide(upper, gram, n, scratch, product);
#endif
    congruence_any(upper, gram, n, scratch, product);
}

}  // namespace ttt::kernels

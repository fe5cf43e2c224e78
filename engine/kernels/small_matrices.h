// Small matrices on the CPU, one at a time: eigenvalues (see sturm.h for the method), Cholesky factors, and a product
// with a factor on both sides. Plain pointers, no torch; any thread.
#pragma once

#include <cstdint>

namespace ttt::kernels {

/// matrix [n, n], symmetric, overwritten; values [n] receives its eigenvalues, ascending, exact to a few roundings of
/// the largest. n at least 1. All NaN when the matrix has a number that is not finite.
void symmetric_eigenvalues(float* matrix, std::int64_t n, float* values);

/// gram [n, n], positive semidefinite but for roundings -> upper [n, n] with upper^T upper = gram + jitter diag(gram);
/// zeros below the diagonal. A row that is nothing but jitter, or less, is taken for dependent on those before it and
/// stays alone. In f64; scratch [n, n].
void gram_factor(const float* gram, std::int64_t n, double jitter, double* scratch, float* upper);

/// product [n, n] receives upper gram upper^T, with upper [n, n] zero below its diagonal and gram [n, n] symmetric;
/// scratch [n, n].
void congruence(const float* upper, const float* gram, std::int64_t n, float* scratch, float* product);

}  // namespace ttt::kernels

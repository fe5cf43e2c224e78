// Many small symmetric matrices at once, one row a token of a chunk: their eigenvalues, and the Cholesky factors of
// grams. From them come the singular values of an update (engine/probes/chunk_measures.h).
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace ttt {

/// Up to this size a matrix fits into the shared memory of a GPU's block; and on a CPU, LibTorch's blocked algorithms
/// overtake ours above.
inline constexpr std::int64_t largest_small_matrix = 128;

/// The share of its diagonal that keeps the factor of an n x n gram real: roundings of f32 grow with n.
double gram_jitter(std::int64_t n);

/// matrices f32 or f64 [K, n, n], symmetric; n and K at least 1. Returns [K, n], ascending, in the same dtype, exact to
/// a few roundings of the largest; NaN for a matrix that is not finite. In f32 up to largest_small_matrix, on the CPU
/// and, by a kernel of the plug-in, on a GPU (without waiting for it), by Householder tridiagonalisation and bisection
/// (sturm.h); all others take the plain operators, which wait for a GPU.
torch::Tensor symmetric_eigenvalues(const torch::Tensor& matrices);

/// The same by LibTorch, on any device.
torch::Tensor plain_symmetric_eigenvalues(const torch::Tensor& matrices);

/// grams f32 or f64 [K, n, n], positive semidefinite but for roundings. Returns the lower triangular L [K, n, n] with
/// L L^T = G + j diag(G), computed in f64; j is gram_jitter, for rows that depend on each other. Nothing waits for a
/// GPU.
torch::Tensor gram_factors(const torch::Tensor& grams);

/// The same by LibTorch, on any device. A gram that is further from positive gets a hundredfold j, and NaN where that
/// is too little.
torch::Tensor plain_gram_factors(const torch::Tensor& grams);

}  // namespace ttt

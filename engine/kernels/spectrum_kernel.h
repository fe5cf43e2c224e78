// Launchers of the CUDA kernels behind spectrum.h. Plain pointers, so that nvcc reads no header of LibTorch.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace ttt::kernels {

/// matrices [count, n, n] and values [count, n] in device memory, contiguous; n at most 128. Work goes to `stream`.
/// False when a block of this GPU has too little shared memory for n: then nothing was done.
bool symmetric_eigenvalues(const float* matrices, float* values, std::int64_t count, int n, cudaStream_t stream);

/// grams [count, n, n] -> lower triangular factors of gram + jitter diagonal(gram), alike; n at most 72. As gram_factor
/// in small_matrices.h.
void gram_factors(const float* grams, float* factors, std::int64_t count, int n, double jitter, cudaStream_t stream);

}  // namespace ttt::kernels

// Launchers of the CUDA kernels behind fused_ops.h. Plain pointers, so that nvcc reads no header of LibTorch. Pointers
// are device memory, contiguous and aligned to 16 bytes; work goes to `stream`.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace ttt::kernels {

enum class Number { f32, bf16 };

/// out = silu(gate) * up; count numbers, a multiple of 8.
void swiglu(Number type, const void* gate, const void* up, void* out, std::int64_t count, cudaStream_t stream);

/// sum = hidden + change (rounded to the type), normed = sum / rms(sum) * weight. rows x width; width a multiple of 8,
/// at most 16384.
void add_rms_norm(Number type, const void* hidden, const void* change, const void* weight, void* sum, void* normed,
                  std::int64_t rows, std::int64_t width, float eps, cudaStream_t stream);

struct RotaryShape {
    std::int64_t batch, count, heads, width;  // x [batch, count, heads, width]; width a multiple of 64, at most 256
    std::int64_t row_stride;  // numbers between two tokens of x; tokens of a batch lie one after the other
};

/// x -> out [batch, count, heads, width]; weight null: no norm; cos, sin [count, width].
void norm_rotary(Number type, const void* x, const void* weight, const void* cos, const void* sin, void* out,
                 const RotaryShape& shape, float eps, cudaStream_t stream);

}  // namespace ttt::kernels

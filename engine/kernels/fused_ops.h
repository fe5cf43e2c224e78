// Elementwise chains of a transformer as one step each. On the CPU, and wherever a gradient is wanted, they are their
// plain-tensor twins; on a GPU the plug-in registers a kernel with LibTorch's dispatcher, where nvcc was there to build
// it.
#pragma once

#include <torch/types.h>

#include <utility>

namespace ttt {

/// silu(gate) * up. Both [.., f], alike.
torch::Tensor swiglu(const torch::Tensor& gate, const torch::Tensor& up);
torch::Tensor plain_swiglu(const torch::Tensor& gate, const torch::Tensor& up);

/// The residual and what a block adds, then the next norm: {hidden + change, rms_norm(hidden + change) * weight}.
/// hidden [B', n, d] with B' = B or 1, change [B, n, d], weight [d]; both results [B, n, d].
std::pair<torch::Tensor, torch::Tensor> add_rms_norm(const torch::Tensor& hidden, const torch::Tensor& change,
                                                     const torch::Tensor& weight, double eps);
std::pair<torch::Tensor, torch::Tensor> plain_add_rms_norm(const torch::Tensor& hidden, const torch::Tensor& change,
                                                           const torch::Tensor& weight, double eps);

/// Queries or keys made ready for attention: x [B, n, H, h] through the head norm (weight [h]; undefined: none) and the
/// rotary embedding (cos, sin [n, h]) -> [B, H, n, h]. rms_norm as in Qwen3: over h, before the rotation.
torch::Tensor norm_rotary(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& cos,
                          const torch::Tensor& sin, double eps);
torch::Tensor plain_norm_rotary(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& cos,
                                const torch::Tensor& sin, double eps);

/// Rotates the halves of the last dimension. x [.., n, head_dim]; cos, sin [n, head_dim].
torch::Tensor apply_rotary(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin);

}  // namespace ttt

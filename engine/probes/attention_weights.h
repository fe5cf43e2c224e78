// Attention probabilities made explicit. attend() never forms them; whoever asks pays for them.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace ttt {

/// bool [n, m]: which of m positions the last n of them see. window 0: all up to themselves.
torch::Tensor visible_keys(std::int64_t n, std::int64_t m, std::int64_t window, torch::Device device);

/// softmax(q k^T / sqrt(h)) over what each of the last n of m positions sees, as attend() uses it: rows sum to 1, exact
/// zeros elsewhere. q [B, H, n, h], k [B, KV, m, h], H a multiple of KV. Returns f32 (f64 in an f64 model) [B, H, n,
/// m].
torch::Tensor attention_weights(const torch::Tensor& q, const torch::Tensor& k, std::int64_t window);

}  // namespace ttt

// What can be measured in the keys, targets and deltas of K chunks at once. Free functions on f32 or f64 tensors, on
// any device, in their dtype; on a GPU nothing waits for it as long as C is at most 128. What is not finite gives NaN
// or any number, never an error.
#pragma once

#include <torch/types.h>

namespace ttt {

/// Norms of the keys, how heavy their tail is: 99th percentile and maximum over the median, 0 where that is 0.
/// keys [K, C, f]; bf16 too. Returns [K, 2]: f64 on the CPU, at least f32 on a GPU.
torch::Tensor key_tails(const torch::Tensor& keys);

/// Z Z^T of keys [.., C, f]: [.., C, C]. The measures below share it, because it is their largest part.
torch::Tensor key_gram(const torch::Tensor& keys);

/// The gram of the keys minus their mean over the chunk, from the gram G of the keys [.., C, C]: G - row means - column
/// means + mean.
torch::Tensor centred_gram(const torch::Tensor& gram);

/// Mean share of a key that lies in the span of the keys before it: 0 orthogonal, 1 collinear (Gram-Schmidt).
/// grams [K, C, C]: key_gram of the keys. Returns [K]. O(C^3).
torch::Tensor write_collisions(const torch::Tensor& grams);

/// exp(entropy of sigma_j^2 / sum sigma^2) over the singular values of V^T Z: how many directions a delta writes; 0 for
/// a zero delta. keys [K, C, f] (looked at only where C > d), already centred where the rule centres them, and their
/// grams [K, C, C]; targets [K, C, d]. Returns [K]. Never decomposes a d x f matrix: O(n^3) with n = min(C, d).
torch::Tensor effective_ranks(const torch::Tensor& keys, const torch::Tensor& grams, const torch::Tensor& targets);

/// The same of deltas [K, d, f] that are there already, for C > d. Returns [K].
torch::Tensor delta_ranks(const torch::Tensor& deltas);

}  // namespace ttt

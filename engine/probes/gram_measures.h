// Chunks of keys, measured in one go on the CPU: what chunk_measures.h computes by some forty operators takes less time
// than calling them. Its functions are the twins of this one.
#pragma once

#include <torch/types.h>

namespace ttt {

/// Whether these can be measured so: f32 on the CPU, C at most largest_small_matrix and at most d.
bool fits_gram_measures(const torch::Tensor& keys, const torch::Tensor& targets);

/// grams f32 [K, C, C]: key_gram of the keys; target_grams f32 [K, C, C]: that of the targets. centre_keys: the rank is
/// that of the delta of centred keys. Returns f64 [K, 4]: p99 and max of the key norms over their median, effective
/// rank, write collision. What is not finite gives NaN or any number, never an error.
torch::Tensor gram_measures(const torch::Tensor& grams, const torch::Tensor& target_grams, bool centre_keys);

}  // namespace ttt

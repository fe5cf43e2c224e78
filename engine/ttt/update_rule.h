// The update of In-Place TTT (arXiv 2604.06169, Eq. 1 and section 3): what one chunk writes into W_down.
//
//   V  = conv(S) Wt                     target of the chunk, [C, d]
//   dW = eta V^T Z                      delta, [d, f]; no 1/C, no norm
//   S <- gamma S + dW,  W = W0 + S      apply, then update; gamma = 1 is the official rule
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>

namespace ttt {

/// The constants of one fast layer. Zero switches cap and clip off.
struct UpdateRule {
    std::int64_t chunk = 0;    // C, tokens
    double lr = 0;             // eta
    double decay = 1;          // gamma in (0, 1]
    double relative_cap = 0;   // the drift that is read is at most cap * ||W0||_F; the sum itself is not cut
    double clip = 0;           // tau: ||eta V^T Z||_F is at most tau
    bool centre_keys = false;  // Z minus its mean over the chunk when writing (reading uses Z as it is)
    std::optional<std::uint64_t> random_seed = {};  // a control: each delta becomes random_delta of itself
};

/// Index of the kernel tap whose one-hot kernel makes V_t the embedding of token t + index - 2 (reference 1.3).
enum class Tap : std::int64_t { previous = 1, reconstruction = 2, lm_aligned = 3 };

/// One-hot depthwise kernel [d, 1, 5] with value 1 at `tap`.
torch::Tensor one_hot_kernel(Tap tap, std::int64_t width, const torch::TensorOptions& options);

/// V = conv(S) @ proj for whole or partial chunks; the convolution sees zeros outside the chunk.
/// source [.., n, d], n <= C; conv [d, 1, 5]; proj [d, d] (not transposed) or undefined. Returns [.., n, d].
torch::Tensor chunk_targets(const torch::Tensor& source, const torch::Tensor& conv, const torch::Tensor& proj);

/// V^T Z of whole chunks, without eta. keys [.., C, f], targets [.., C, d] -> [.., d, f].
torch::Tensor outer_sum(const torch::Tensor& keys, const torch::Tensor& targets, bool centre_keys);

/// The same, summed and kept in f32 or wider whatever the dtype. keys [K, C, f], targets [K, C, d] -> [K, d, f].
torch::Tensor wide_outer_sum(const torch::Tensor& keys, const torch::Tensor& targets, bool centre_keys);

/// sum <- decay sum + lr V^T Z in one pass, where a GPU can: false when it can't, and nothing was done. sum f32 [d, f].
bool add_outer_sum(torch::Tensor& sum, double decay, double lr, const torch::Tensor& keys, const torch::Tensor& targets,
                   bool centre_keys);

/// A control that knows nothing of the text: independent normal numbers, scaled to the Frobenius norm of `delta` (any
/// shape, returned alike; a zero delta stays zero). The same seed, layer and chunk draw the same, on every device.
torch::Tensor random_delta(const torch::Tensor& delta, std::uint64_t seed, std::int64_t layer, std::int64_t chunk);

/// min(1, limit / norm), 1 where limit is 0 (off) or norm is 0. Any shape.
torch::Tensor limit_scale(const torch::Tensor& norm, const torch::Tensor& limit);

}  // namespace ttt

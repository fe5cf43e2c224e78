// The update of In-Place TTT (arXiv 2604.06169, Eq. 1 and section 3): what one chunk writes into W_down.
//
//   V  = conv(S) Wt                     target of the chunk, [C, d]
//   dW = eta V^T Z                      delta, [d, f]; no 1/C, no norm
//   S <- gamma S + dW,  W = W0 + S      apply, then update; gamma = 1 is the official rule
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace ttt {

/// The constants of one fast layer. Zero switches cap and clip off.
struct UpdateRule {
    std::int64_t chunk = 0;       // C, tokens
    double lr = 0;                // eta
    double decay = 1;             // gamma in (0, 1]
    double relative_cap = 0;      // the drift that is read is at most cap * ||W0||_F; the sum itself is not cut
    double clip = 0;              // tau: ||eta V^T Z||_F is at most tau
    bool centre_keys = false;     // Z minus its mean over the chunk when writing (reading uses Z as it is)
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

/// min(1, limit / norm), 1 where limit is 0 (off) or norm is 0. Any shape.
torch::Tensor limit_scale(const torch::Tensor& norm, const torch::Tensor& limit);

} // namespace ttt

// Two whole-sequence forms of the same update: an exclusive prefix scan (training; arXiv 2604.06169, Algorithm 1 with
// the sum taken over chunks j < i) and block-causal linear attention with q = k = Z, v = V (compare arXiv 2602.21204):
//
//   O[n] = sum over chunks j < i of M[i, j] sum over t in chunk j of (z_t . z_n) v_t      for n in chunk i
//   M[i, j] = eta gamma^(i - 1 - j)
#pragma once

#include "engine/ttt/update_rule.h"

namespace ttt {

/// What mixes chunks, and the limits. Limits are those of UpdateRule; `mixing` may carry gradients and document
/// borders.
struct ScanRule {
    std::int64_t chunk = 0;
    torch::Tensor mixing;  // M [k, k] or [B, k, k], f32 or wider: strictly lower triangular
    double relative_cap = 0;
    torch::Tensor down_norm;  // ||W0||_F, 0-d, needed for the cap; may carry gradients
    bool centre_keys = false;
};

/// M for `chunks` chunks: eta gamma^(i-1-j) below the diagonal, 0 elsewhere. decay: 0-d or [1], may require gradients.
torch::Tensor chunk_mixing(std::int64_t chunks, double lr, const torch::Tensor& decay);

/// What the drift adds to the outputs, [B, T, d]. keys [B, T, f]; targets [B, T, d], made chunk by chunk.
/// T need not be a multiple of C: a partial last chunk reads and never writes. Differentiable.
torch::Tensor scan_change(const torch::Tensor& keys, const torch::Tensor& targets, const ScanRule& rule);

/// The same by linear attention; quadratic in T, for tests and attribution. Does not know the cap (throws).
torch::Tensor linear_attention_change(const torch::Tensor& keys, const torch::Tensor& targets, const ScanRule& rule);

/// Targets of whole rows: chunk_targets of every chunk, a partial last one included. source [B, T, d] -> [B, T, d].
torch::Tensor row_targets(const torch::Tensor& source, const torch::Tensor& conv, const torch::Tensor& proj,
                          std::int64_t chunk);

}  // namespace ttt

// Rows of logits and the token of each in question: how well it was predicted, where it stands among all, and the
// likeliest few. One read of each row on the CPU and, by a kernel of the plug-in, on a GPU.
#pragma once

#include <torch/types.h>

namespace ttt {

struct RowScores {
    torch::Tensor nll;      // f32 [m] log sum exp(row) - row[own], nats; not finite where the row holds NaN or inf
    torch::Tensor rank;     // f32 [m] 1 + logits that are larger than the token's own
    torch::Tensor top_ids;  // i64 [m, top_k] largest first, the lower id first among equals; undefined: not asked for
    torch::Tensor top_nll;  // f32 [m, top_k] what nll would be for them
};

/// logits f32 or bf16 [m, V] with V at least top_k; own i64 [m], tokens of 0 .. V - 1, on the same device. An id
/// outside is an error on the CPU; on a GPU, where nobody looks at it in time, its nll and rank are NaN. Any other
/// dtype, and logits that want a gradient, take the plain operators.
RowScores score_rows(const torch::Tensor& logits, const torch::Tensor& own, bool with_top);

/// The same by LibTorch's operators, on any device and in any float dtype; f64 logits give f64 scores.
RowScores plain_score_rows(const torch::Tensor& logits, const torch::Tensor& own, bool with_top);

}  // namespace ttt

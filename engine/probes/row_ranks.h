// Where tokens stand among the logits of a row: the rank of one of them, and the likeliest few.
#pragma once

#include <torch/torch.h>

namespace ttt {

struct RowRanks {
    torch::Tensor rank;        // f32 [m] 1 + logits that are larger than the token's own
    torch::Tensor top_ids;     // i64 [m, top_k] largest first, the lower id first among equals; undefined: not asked for
    torch::Tensor top_logits;  // f32 [m, top_k]
};

/// logits f32 [m, V], V at least top_k; own f32 [m, 1]: the logit of the token in question. On the CPU one pass over
/// each row, three times as fast as LibTorch's topk; elsewhere LibTorch's own operators.
RowRanks rank_rows(const torch::Tensor& logits, const torch::Tensor& own, bool with_top);

/// The same by LibTorch's operators on any device; among equal logits any id may come first.
RowRanks rank_rows_plain(const torch::Tensor& logits, const torch::Tensor& own, bool with_top);

} // namespace ttt

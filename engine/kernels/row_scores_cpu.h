// What score_rows does on the CPU.
#pragma once

#include "engine/kernels/row_scores.h"

namespace ttt {

/// logits f32 [m, V] on the CPU, neighbours in memory along V; own i64 [m], contiguous, checked. Rows are shared out
/// among LibTorch's threads; what a row gives does not depend on how many there are.
RowScores score_rows_cpu(const torch::Tensor& logits, const torch::Tensor& own, bool with_top);

}  // namespace ttt

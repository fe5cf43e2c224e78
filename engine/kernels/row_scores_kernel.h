// Launcher of the CUDA kernel behind row_scores.h. Plain pointers, so that nvcc reads no header of LibTorch. Pointers
// are device memory; work goes to `stream`.
#pragma once

#include "engine/kernels/fused_kernels.h"

namespace ttt::kernels {

/// Logits of one launch: rows of `size` neighbours, `stride` numbers apart. Any alignment, any size above `top`.
struct LogitRows {
    const void* logits;
    std::int64_t count, size, stride;
};

/// Where the scores go; the last two null: not asked for.
struct RowScorePlaces {
    float* nll;             // [count]
    float* rank;            // [count]
    std::int64_t* top_ids;  // [count, top]
    float* top_nll;         // [count, top]
};

/// own [count]: an id of each row. NaN for ids outside of the row. The same numbers again on every call.
void score_rows(Number type, const LogitRows& rows, const std::int64_t* own, int top, const RowScorePlaces& places,
                cudaStream_t stream);

}  // namespace ttt::kernels

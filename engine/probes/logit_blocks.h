// Logits are [rows, V] and V is large: what needs those of many rows takes them in blocks of bounded memory.
#pragma once

#include "engine/model/transformer.h"

#include <algorithm>
#include <cstdint>

namespace ttt {

inline constexpr std::int64_t default_logit_bytes = 64 << 20;

inline constexpr std::int64_t gpu_blocks = 8;  // a GPU wants larger products, and has the room

/// Calls visit(begin, end) for stretches of 0 .. rows, in order, whose f32 logits take at most `bytes` (gpu_blocks
/// times as much on a GPU), or one row.
template <class Visit>
void for_each_logit_block(const Transformer& transformer, std::int64_t rows, std::int64_t bytes, Visit&& visit)
{
    const std::int64_t row_bytes = 4 * transformer.weights().config.vocab_size;
    const std::int64_t room = transformer.weights().head.is_cuda() ? gpu_blocks * bytes : bytes;
    const std::int64_t step = std::max<std::int64_t>(1, room / row_bytes);
    for (std::int64_t begin = 0; begin < rows; begin += step)
        visit(begin, std::min(begin + step, rows));
}

}  // namespace ttt

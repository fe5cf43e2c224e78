// The rows of attention of one head over a stretch of a text, collected while the text is read.
#pragma once

#include "engine/records/heads.h"

#include <torch/types.h>

namespace ttt {

/// For the queries [begin, end): as many keys as they can see together, all weights 0.
AttentionPattern empty_pattern(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end,
                               std::int64_t window);

/// Fills what one read of the pattern's layer has of its rows: q [B, H, n, h] and keys [B, KV, m, h] as an
/// AttentionObserver gets them, the last of both standing at item `end` - 1. Of several rows B the last is taken.
void fill_pattern(AttentionPattern& pattern, const torch::Tensor& q, const torch::Tensor& keys, std::int64_t end,
                  std::int64_t window);

}  // namespace ttt

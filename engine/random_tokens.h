// Random tokens for experiments: only such as a document may hold, the same from the same source of numbers.
#pragma once

#include "engine/run_checkpoint.h"

#include <cstdint>
#include <random>
#include <vector>

namespace ttt {

/// Ids that stand for bytes, ascending; special tokens, which look like "<|...|>" or "<...>", are left out. Throws
/// ttt::Error when there is none.
std::vector<std::int64_t> ordinary_tokens(const RunCheckpoint& model);

/// `count` different ones of `tokens`, in random order; all of them when there are fewer.
std::vector<std::int64_t> draw_tokens(std::vector<std::int64_t> tokens, std::int64_t count, std::mt19937_64& source);

}  // namespace ttt

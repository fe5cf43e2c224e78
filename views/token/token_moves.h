// Where the caret goes: by token, row and page, by gain. Functions of the layout and the numbers alone.
#pragma once

#include <cstdint>
#include <span>

namespace ttt {

class TokenLayout;

enum class CaretMove { left, right, up, down, page_up, page_down, row_start, row_end, start, end };

/// The token that the move leads to from a token that is there; goal_x keeps the column over several rows.
std::int64_t moved(const TokenLayout& layout, std::int64_t item, CaretMove move, double goal_x, std::int64_t page_rows);

/// The next token after (direction 1) or before (-1) `from` with frozen - adapted > threshold, below `end`; -1: none.
std::int64_t next_gain(std::span<const float> frozen, std::span<const float> adapted, std::int64_t end,
                       std::int64_t from, int direction, double threshold);
/// The token below `end` with the largest frozen - adapted; -1: no token has both.
std::int64_t largest_gain(std::span<const float> frozen, std::span<const float> adapted, std::int64_t end);

}  // namespace ttt

#include "views/token/token_moves.h"

#include "views/token/token_layout.h"

#include <algorithm>

namespace ttt {

namespace {

std::int64_t common_end(std::span<const float> a, std::span<const float> b, std::int64_t end)
{
    return std::min({end, static_cast<std::int64_t>(a.size()), static_cast<std::int64_t>(b.size())});
}

/// NaN, which compares false, where one of both has no value.
float gain(std::span<const float> frozen, std::span<const float> adapted, std::int64_t item)
{
    return frozen[static_cast<std::size_t>(item)] - adapted[static_cast<std::size_t>(item)];
}

}  // namespace

std::int64_t moved(const TokenLayout& layout, std::int64_t item, CaretMove move, double goal_x, std::int64_t page_rows)
{
    const std::int64_t row = layout.row_of(item);
    const auto in_row = [&](std::int64_t to) {
        const std::int64_t there = std::clamp<std::int64_t>(to, 0, layout.row_count() - 1);
        return there == row ? item : layout.nearest(there, goal_x);
    };
    switch (move) {
    case CaretMove::left:
        return std::max<std::int64_t>(0, item - 1);
    case CaretMove::right:
        return std::min(layout.item_count() - 1, item + 1);
    case CaretMove::up:
        return in_row(row - 1);
    case CaretMove::down:
        return in_row(row + 1);
    case CaretMove::page_up:
        return in_row(row - page_rows);
    case CaretMove::page_down:
        return in_row(row + page_rows);
    case CaretMove::row_start:
        return layout.row(row).first;
    case CaretMove::row_end:
        return layout.row(row).second - 1;
    case CaretMove::start:
        return 0;
    case CaretMove::end:
        return layout.item_count() - 1;
    }
    return item;
}

std::int64_t next_gain(std::span<const float> frozen, std::span<const float> adapted, std::int64_t end,
                       std::int64_t from, int direction, double threshold)
{
    const std::int64_t stop = common_end(frozen, adapted, end);
    std::int64_t item = direction > 0 ? std::max<std::int64_t>(from + 1, 0) : std::min(from, stop) - 1;
    for (; item >= 0 && item < stop; item += direction)
        if (static_cast<double>(gain(frozen, adapted, item)) > threshold)
            return item;
    return -1;
}

std::int64_t largest_gain(std::span<const float> frozen, std::span<const float> adapted, std::int64_t end)
{
    std::int64_t best = -1;
    for (std::int64_t item = 0; item < common_end(frozen, adapted, end); ++item) {
        const float here = gain(frozen, adapted, item);
        if (here == here && (best < 0 || here > gain(frozen, adapted, best)))
            best = item;
    }
    return best;
}

}  // namespace ttt

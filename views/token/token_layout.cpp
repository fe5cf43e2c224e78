#include "views/token/token_layout.h"

#include <algorithm>

namespace ttt {

namespace {

/// A word is kept whole if this part of a row suffices for it; else the row breaks inside it, at a token.
constexpr double longest_word = 1.0 / 3;

}  // namespace

void TokenLayout::lay_out(std::span<const std::int32_t> items, std::span<const TokenBox> boxes, double width)
{
    items_ = items;
    boxes_ = boxes;
    width_ = std::max(1.0, width);
    rows_.clear();
    bool opens = true;
    bool word = true;
    double x = 0;
    for (std::int64_t item = 0; item < item_count(); ++item) {
        const TokenBox& token = box(item);
        if (!token.joins)
            whole_ = item;
        if ((word && !token.joins) || token.starts_word)
            word_ = item;
        if (opens) {
            open_row(item);
            x = first_left(item);
        } else if (x + static_cast<double>(token.width) > width_ && !token.hangs) {
            x = break_before(item);
        }
        x += drawn_width(item);
        opens = token.ends_line;
        word = token.ends_word;
    }
}

void TokenLayout::open_row(std::int64_t item)
{
    rows_.push_back(item);
}

/// Opens a row at the word that `item` is part of, or at its character. Returns the x of `item` in it.
double TokenLayout::break_before(std::int64_t item)
{
    const auto x_from = [&](std::int64_t first) {
        double x = first_left(first);
        for (std::int64_t at = first; at < item; ++at)
            x += drawn_width(at);
        return x;
    };
    const double x = x_from(word_);
    const bool whole =
        word_ > rows_.back() && x - first_left(word_) <= width_ * longest_word && x + drawn_width(item) <= width_;
    const std::int64_t first = whole ? word_ : whole_ > rows_.back() ? whole_ : item;
    open_row(first);
    return x_from(first);
}

double TokenLayout::first_left(std::int64_t item) const
{
    const TokenBox& token = box(item);
    return token.lead < token.width ? -static_cast<double>(token.lead) : 0;
}

double TokenLayout::drawn_width(std::int64_t item) const
{
    const TokenBox& token = box(item);
    return std::min(static_cast<double>(token.width), width_);
}

std::pair<std::int64_t, std::int64_t> TokenLayout::row(std::int64_t row) const
{
    const auto at = static_cast<std::size_t>(row);
    return {rows_[at], at + 1 < rows_.size() ? rows_[at + 1] : item_count()};
}

std::int64_t TokenLayout::row_of(std::int64_t item) const
{
    return std::upper_bound(rows_.begin(), rows_.end(), item) - rows_.begin() - 1;
}

std::pair<double, double> TokenLayout::extent(std::int64_t item) const
{
    const std::int64_t begin = row(row_of(item)).first;
    double left = first_left(begin);
    for (std::int64_t at = begin; at < item; ++at)
        left += drawn_width(at);
    return {left, left + drawn_width(item)};
}

std::int64_t TokenLayout::item_at(std::int64_t row_index, double x) const
{
    if (row_index < 0 || row_index >= row_count())
        return -1;
    const auto [begin, end] = row(row_index);
    double right = first_left(begin);
    for (std::int64_t item = begin; item < end; ++item) {
        right += drawn_width(item);
        if (x < right)
            return x >= 0 ? item : -1;
    }
    return -1;
}

std::int64_t TokenLayout::nearest(std::int64_t row_index, double x) const
{
    const std::int64_t item = item_at(row_index, std::max(0.0, x));
    return item >= 0 ? item : row(row_index).second - 1;
}

}  // namespace ttt

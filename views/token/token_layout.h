// Which tokens stand in which row. Plain numbers: no font, no widget, so that it can be tested with made-up widths.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ttt {

/// What the line breaker must know of a token. Pixels.
struct TokenBox {
    float width = 0;           // with the leading spaces
    float lead = 0;            // of the leading spaces: at the start of a row they hang into the margin
    bool ends_line = false;    // holds a newline
    bool hangs = false;        // a bare newline: it may stand out over the right border rather than open a row
    bool starts_word = false;  // a good place to break before
    bool ends_word = false;    // the next token starts a word
    bool joins = false;        // goes on with a character of the token before: no row begins with it
};

/// Rows as the indices of their first tokens: one pass of a few ns per token. GUI thread.
class TokenLayout {
public:
    /// items [T]: the box of each token. Both spans must live as long as the layout is asked. width > 0, pixels.
    void lay_out(std::span<const std::int32_t> items, std::span<const TokenBox> boxes, double width);

    std::int64_t item_count() const { return static_cast<std::int64_t>(items_.size()); }
    std::int64_t row_count() const { return static_cast<std::int64_t>(rows_.size()); }
    double width() const { return width_; }

    /// Tokens [begin, end) of a row that is there.
    std::pair<std::int64_t, std::int64_t> row(std::int64_t row) const;
    std::int64_t row_of(std::int64_t item) const;
    /// Left and right of a token in its row; a token wider than the row is cut at the row's width.
    std::pair<double, double> extent(std::int64_t item) const;
    /// The token at x in the row, -1 beside the text.
    std::int64_t item_at(std::int64_t row, double x) const;
    /// The token of the row that is nearest to x.
    std::int64_t nearest(std::int64_t row, double x) const;

    double first_left(std::int64_t item) const;  // of a token that opens a row: 0 or less
    double drawn_width(std::int64_t item) const;
    const TokenBox& box(std::int64_t item) const { return boxes_[static_cast<std::size_t>(form(item))]; }
    std::int32_t form(std::int64_t item) const { return items_[static_cast<std::size_t>(item)]; }

private:
    void open_row(std::int64_t item);
    double break_before(std::int64_t item);

    std::span<const std::int32_t> items_;
    std::span<const TokenBox> boxes_;
    std::vector<std::int64_t> rows_;
    double width_ = 1;
    std::int64_t word_ = 0;   // while laying out: the last token that starts a word
    std::int64_t whole_ = 0;  // and the last that joins none
};

}  // namespace ttt

// Paints the rows of the document that are in sight: backgrounds, text, frames, and the margin with the chunks.
#pragma once

#include "views/run_model.h"
#include "views/selection.h"
#include "views/theme.h"
#include "views/token/token_colouring.h"
#include "views/token/token_forms.h"
#include "views/token/token_layout.h"
#include "views/token/token_marks.h"
#include "views/token/token_overlay.h"
#include "views/token/token_search.h"

#include <QFont>
#include <QRectF>

class QPainter;

namespace ttt {

/// Where rows lie in the viewport, in its pixels. Plain values.
struct TokenGeometry {
    double margin = 0;   // left of the text: chunk numbers
    double padding = 0;  // above the first row, and right of the text
    double row_height = 1;
    double ascent = 0;  // from the top of a row's token to the top of its text
    double scroll = 0;

    double top_of(std::int64_t row) const { return padding + static_cast<double>(row) * row_height - scroll; }
    std::int64_t row_at(double y) const;  // may lie outside of the document
    QRectF rect_of(const TokenLayout& layout, std::int64_t item) const;
};

/// What is painted. The references live for one paint.
struct TokenScene {
    const RunModel& run;
    const Selection& selection;
    TokenForms& forms;
    const TokenLayout& layout;
    const TokenGeometry& geometry;
    const TokenColouring& colouring;
    const TokenSearch& search;
    const TokenMarks& marks;
    const Teachers& teachers;
    const Theme& theme;
    QFont font;
};

class TokenPainter {
public:
    explicit TokenPainter(const TokenScene& scene);
    /// The tokens that touch `clip`, viewport pixels; what else of their rows is painted is up to the painter's clip.
    void paint(QPainter& painter, const QRectF& clip);

private:
    void paint_row(QPainter& painter, std::int64_t row);
    void paint_token(QPainter& painter, std::int64_t item, const QRectF& rect);
    void paint_text(QPainter& painter, std::int64_t item, const QRectF& rect, const QColor& colour);
    void paint_patterns(QPainter& painter, std::int64_t begin, std::int64_t end);
    void paint_marks(QPainter& painter);
    void paint_teachers(QPainter& painter);
    void paint_frame(QPainter& painter, std::int64_t item, Qt::PenStyle style, double width);
    void paint_margin(QPainter& painter, std::int64_t row, bool is_first);
    void paint_chunk_mark(QPainter& painter, std::int64_t row, Place place, double width);
    bool in_rows(std::int64_t item) const { return item >= begin_ && item < end_; }

    const TokenScene& s_;
    TokenValues values_;
    std::int64_t shown_;                // items that were read
    std::int64_t begin_ = 0, end_ = 0;  // items of the rows to paint
    QRectF clip_;
};

}  // namespace ttt

#include "views/token/token_painter.h"

#include "views/token/item_value.h"
#include "views/token/token_words.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double corner = 3;   // pixels, as all pens here
constexpr double row_gap = 2;  // between the backgrounds of two rows
constexpr double underline = 2;
constexpr double frame = 1.5;
constexpr double mark_pen = 1.5;                         // of the dots under planted tokens
constexpr double least_teacher = 0.3;                    // opacity of the weakest teacher's frame
constexpr double teacher_pen = 1.2, teacher_more = 1.4;  // of the weakest, and how much more of the strongest
constexpr int teacher_colour = 3;                        // of the series: apart from greens, oranges, accent and mark
constexpr double chunk_mark = 3;
constexpr double margin_gap = 8;      // between the margin's rule and the text
constexpr double small_font = 0.85;   // of the chunk numbers
constexpr double quiet_alpha = 0.55;  // of the symbols of white space
constexpr double found_alpha = 0.15;  // of the ground of words that were found
constexpr double rule_alpha = 0.5;    // of the rule between two chunks within a row

QColor with_alpha(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

QFont smaller(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * small_font);
    else
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * small_font)));
    return font;
}

}  // namespace

std::int64_t TokenGeometry::row_at(double y) const
{
    return static_cast<std::int64_t>(std::floor((y + scroll - padding) / row_height));
}

QRectF TokenGeometry::rect_of(const TokenLayout& layout, std::int64_t item) const
{
    const auto [left, right] = layout.extent(item);
    const double from = std::max(0.0, left);  // leading spaces hang unseen
    return {margin + from, top_of(layout.row_of(item)), right - from, row_height - row_gap};
}

TokenPainter::TokenPainter(const TokenScene& scene)
    : s_(scene), values_(scene.run, scene.colouring), shown_(scene.run.shown_items())
{
}

void TokenPainter::paint(QPainter& painter, const QRectF& clip)
{
    clip_ = clip;
    const std::int64_t first_row = std::max<std::int64_t>(0, s_.geometry.row_at(clip.top() - row_gap));
    const std::int64_t last_row = std::min(s_.geometry.row_at(clip.bottom() + row_gap), s_.layout.row_count() - 1);
    if (first_row > last_row)
        return;
    begin_ = s_.layout.row(first_row).first;
    end_ = s_.layout.row(last_row).second;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(s_.font);
    if (clip.right() > s_.geometry.margin) {
        for (std::int64_t row = first_row; row <= last_row; ++row)
            paint_row(painter, row);
        paint_patterns(painter, begin_, std::min(end_, shown_));
        paint_marks(painter);
        paint_teachers(painter);
        paint_frame(painter, s_.selection.pinned().item, Qt::DashLine, frame);
        paint_frame(painter, s_.selection.locked().item, Qt::SolidLine, 2 * frame);
        paint_frame(painter, s_.selection.hovered().item, Qt::SolidLine, frame);
    }
    const std::int64_t top_row = std::max<std::int64_t>(0, s_.geometry.row_at(s_.geometry.row_height / 2));
    for (std::int64_t row = first_row; row <= last_row; ++row)
        paint_margin(painter, row, row == top_row);
}

void TokenPainter::paint_row(QPainter& painter, std::int64_t row)
{
    const auto [begin, end] = s_.layout.row(row);
    double left = s_.geometry.margin + s_.layout.first_left(begin);
    for (std::int64_t item = begin; item < end && left < clip_.right(); ++item) {
        const double right = left + s_.layout.drawn_width(item);
        const double from = std::max(s_.geometry.margin, left);  // leading spaces hang unseen
        if (right > clip_.left())
            paint_token(painter, item, {from, s_.geometry.top_of(row), right - from, s_.geometry.row_height - row_gap});
        left = right;
    }
}

void TokenPainter::paint_token(QPainter& painter, std::int64_t item, const QRectF& rect)
{
    const QColor background = values_.colour(s_.theme, item);
    if (background.alpha() > 0 && background != s_.theme.panel) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(background);
        painter.drawRoundedRect(rect, corner, corner);
    }
    const std::span<const std::int64_t> offsets = s_.run.document().byte_offsets;
    const auto at = static_cast<std::size_t>(item);
    if (s_.search.count() > 0 && s_.search.touches(offsets[at], offsets[at + 1])) {
        painter.setPen(QPen(s_.theme.accent, frame));
        painter.setBrush(with_alpha(s_.theme.accent, found_alpha));
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    }
    const QColor ink = item < shown_ ? text_on(s_.theme, background) : s_.theme.muted;
    const bool quiet = s_.forms.form(s_.layout.form(item)).quiet;
    paint_text(painter, item, rect, quiet ? with_alpha(ink, quiet_alpha) : ink);
}

void TokenPainter::paint_text(QPainter& painter, std::int64_t item, const QRectF& rect, const QColor& colour)
{
    const std::int32_t form = s_.layout.form(item);
    const TokenBox& box = s_.layout.box(item);
    painter.setPen(colour);
    const double top = rect.top() + s_.geometry.ascent;
    if (static_cast<double>(box.width) > s_.layout.width()) {
        const QFontMetricsF metrics(s_.font);
        const QString cut = metrics.elidedText(s_.forms.form(form).text, Qt::ElideRight, rect.width());
        painter.drawText(QPointF(rect.left(), top + metrics.ascent()), cut);
        return;
    }
    const TokenForm& shown = s_.forms.form(form);
    const double left = rect.right() - static_cast<double>(box.width - box.lead);
    painter.drawStaticText(QPointF(left + static_cast<double>(shown.tail_width), top), s_.forms.shaped(form));
    if (!shown.tail && !shown.head)
        return;
    const double baseline = top + QFontMetricsF(s_.font).ascent();
    if (shown.tail)
        paint_part(painter, shown.tail, left, baseline);
    if (shown.head)
        paint_part(painter, shown.head, rect.right() - static_cast<double>(shown.head_width), baseline);
}

void TokenPainter::paint_patterns(QPainter& painter, std::int64_t begin, std::int64_t end)
{
    const std::span<const PatternEvent> all = s_.run.patterns();
    const auto before = [](const PatternEvent& event, std::int64_t item) { return event.position < item; };
    painter.setPen(Qt::NoPen);
    painter.setBrush(s_.theme.accent);
    for (auto at = std::lower_bound(all.begin(), all.end(), begin, before); at != all.end() && at->position < end;
         ++at) {
        const QRectF rect = s_.geometry.rect_of(s_.layout, at->position);
        painter.drawRect(QRectF(rect.left() + 1, rect.bottom() - underline / 2, rect.width() - 2, underline));
    }
}

/// Dots under what was planted; in a second colour where its ending was replaced.
void TokenPainter::paint_marks(QPainter& painter)
{
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, false);  // dots as sharp as they are small
    for (const TokenMark& mark : s_.marks.touching(begin_, end_)) {
        QPen pen(mark.mark.noisy ? s_.theme.failure : s_.theme.text, mark_pen, Qt::DotLine);
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        for (std::int64_t item = std::max(begin_, mark.begin); item < std::min(end_, mark.end); ++item) {
            const QRectF rect = s_.geometry.rect_of(s_.layout, item);
            const double y = rect.bottom() - underline;
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

/// The stronger the more a token taught; dashed where it lowered the logit.
void TokenPainter::paint_teachers(QPainter& painter)
{
    double largest = 0;
    for (const auto& [item, term] : s_.teachers)
        largest = std::max(largest, std::abs(term));
    painter.setBrush(Qt::NoBrush);
    for (const auto& [item, term] : s_.teachers) {
        if (!in_rows(item) || item >= s_.layout.item_count())
            continue;
        const double share = std::abs(term) / largest;
        const QColor colour =
            with_alpha(series_colour(s_.theme, teacher_colour), least_teacher + (1 - least_teacher) * share);
        painter.setPen(QPen(colour, teacher_pen + teacher_more * share, term < 0 ? Qt::DashLine : Qt::SolidLine));
        painter.drawRoundedRect(s_.geometry.rect_of(s_.layout, item).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    }
}

void TokenPainter::paint_frame(QPainter& painter, std::int64_t item, Qt::PenStyle style, double width)
{
    if (!in_rows(item))
        return;
    QPen pen(s_.theme.mark, width, style);
    pen.setJoinStyle(Qt::MiterJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(s_.geometry.rect_of(s_.layout, item), corner, corner);
}

void TokenPainter::paint_margin(QPainter& painter, std::int64_t row, bool is_first)
{
    const auto [begin, end] = s_.layout.row(row);
    const std::int64_t before = s_.run.step_of(begin);
    const std::int64_t chunk = s_.run.items_of(before).first < begin ? before + 1 : before;
    const std::int64_t start = s_.run.items_of(chunk).first;
    const bool starts = start >= begin && start < end;
    const double top = s_.geometry.top_of(row);
    const double right = s_.geometry.margin - margin_gap;
    if (starts && row > 0) {
        painter.setPen(QPen(s_.theme.border, 1));
        painter.drawLine(QPointF(margin_gap, std::floor(top) - 0.5), QPointF(right, std::floor(top) - 0.5));
        const double left = s_.geometry.rect_of(s_.layout, start).left();
        painter.setPen(QPen(with_alpha(s_.theme.text, rule_alpha), 1));
        if (start > begin)
            painter.drawLine(QPointF(left, top), QPointF(left, top + s_.geometry.row_height - row_gap));
    }
    if (starts || is_first) {
        painter.setFont(smaller(s_.font));
        painter.setPen(s_.theme.muted);
        painter.drawText(QRectF(0, top, right - chunk_mark, s_.geometry.row_height - row_gap),
                         Qt::AlignRight | Qt::AlignVCenter, grouped(starts ? chunk : before));
    }
    paint_chunk_mark(painter, row, s_.selection.current(), chunk_mark);
}

void TokenPainter::paint_chunk_mark(QPainter& painter, std::int64_t row, Place place, double width)
{
    if (!place)
        return;
    const auto [begin, end] = s_.layout.row(row);
    const auto [first, last] = s_.run.items_of(place.step);
    if (first >= end || last <= begin)
        return;
    painter.fillRect(
        QRectF(s_.geometry.margin - margin_gap, s_.geometry.top_of(row) - row_gap / 2, width, s_.geometry.row_height),
        s_.theme.mark);
}

}  // namespace ttt

// The strokes of the bars.
#include "views/lab/trace_bars.h"
#include "views/number_text.h"
#include "views/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double tick_room = 3.5;  // widths of a label from one tick to the next
constexpr double widest_bar = 22, bar_share = 0.8;
constexpr double least_height = 1;
constexpr double mark_pen = 1.6;
constexpr double least_frame = 6;
constexpr double box_padding = 6;

}  // namespace

void TraceBars::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.panel);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_frame(painter, colours);
    paint_ticks(painter, colours);
    paint_bars(painter, colours);
    if (selected_ >= 0)
        paint_place(painter, colours, selected_, false);
    if (current_ >= 0)
        paint_place(painter, colours, current_, true);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

/// The caption, labels of y at the ends and at 0, the line at 0, the mark.
void TraceBars::paint_frame(QPainter& painter, const Theme& colours) const
{
    const QRectF plot = plot_rect();
    const Range seen = range();
    const QFontMetricsF metrics(font());
    const auto y_of = [&](double value) {
        return plot.bottom() - (value - seen.low) / (seen.high - seen.low) * plot.height();
    };
    painter.setPen(colours.muted);
    const double line = metrics.height();
    painter.drawText(QRectF(side, 0, width() - 2 * side, plot.top() - top_margin / 2), Qt::AlignLeft | Qt::AlignVCenter,
                     data_.caption);
    for (const double value : {seen.low, 0.0, seen.high}) {
        const double y = y_of(value);
        if (value != 0 && std::abs(y - y_of(0)) < line)
            continue;
        const double top = std::clamp(y - line / 2, plot.top() - 2, plot.bottom() - line / 2);
        painter.drawText(QRectF(0, top, plot.left() - box_padding, line), Qt::AlignRight | Qt::AlignVCenter,
                         value == 0 ? QStringLiteral("0") : number_text(value, digits));
    }
    painter.setPen(QPen(colours.border, 1));
    const double zero = std::round(y_of(0)) + 0.5;
    painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero));
    if (data_.mark >= 0) {
        const double x = x_of(data_.mark);
        painter.setPen(QPen(colours.mark, mark_pen));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
}

/// Labels of chunks, below.
void TraceBars::paint_ticks(QPainter& painter, const Theme& colours) const
{
    const QRectF plot = plot_rect();
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    painter.setPen(colours.muted);
    const ChunkAxis across = axis();
    const double widest = metrics.horizontalAdvance(grouped(data_.end));
    for (const std::int64_t tick :
         chunk_ticks({across.first, across.last}, static_cast<int>(across.width / (tick_room * widest)))) {
        const double x = across.to_px(static_cast<double>(tick));
        const double left = std::clamp(x - widest, 0.0, width() - 2 * widest);
        painter.drawText(QRectF(left, plot.bottom() + top_margin / 2, 2 * widest, line), Qt::AlignCenter,
                         grouped(tick));
    }
}

/// One column for each chunk, or for each pixel where there are more chunks than pixels.
void TraceBars::paint_bars(QPainter& painter, const Theme& colours) const
{
    const QRectF plot = plot_rect();
    const Range seen = range();
    const ChunkAxis across = axis();
    const auto y_of = [&](double value) {
        return plot.bottom() - (value - seen.low) / (seen.high - seen.low) * plot.height();
    };
    const std::int64_t bucket = ttt::chunks_per_column({across.first, across.last}, plot.width() * devicePixelRatioF());
    const double pitch = across.px_per_chunk() * static_cast<double>(bucket);
    const double wide = bucket > 1 ? pitch : std::max(std::min(1.0, pitch), std::min(widest_bar, pitch * bar_share));
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing, bucket == 1);
    const auto count = static_cast<std::int64_t>(data_.terms.size());
    for (std::int64_t begin = 0; begin < count; begin += bucket) {
        Range column;
        for (std::int64_t at = begin; at < std::min(count, begin + bucket); ++at) {
            column.low = std::min(column.low, data_.terms[static_cast<std::size_t>(at)]);
            column.high = std::max(column.high, data_.terms[static_cast<std::size_t>(at)]);
        }
        const double middle = across.to_px(static_cast<double>(data_.first + begin) + static_cast<double>(bucket) / 2);
        const auto bar = [&](double value, const QColor& colour) {
            if (value == 0)
                return;
            const double height = std::max(least_height, std::abs(y_of(value) - y_of(0)));
            painter.fillRect(QRectF(middle - wide / 2, value > 0 ? y_of(0) - height : y_of(0), wide, height), colour);
        };
        bar(column.high, diverging(colours, -1));
        bar(column.low, diverging(colours, 1));
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void TraceBars::paint_place(QPainter& painter, const Theme& colours, std::int64_t chunk, bool box) const
{
    const QRectF plot = plot_rect();
    const double x = x_of(chunk), wide = std::max(least_frame, axis().px_per_chunk());
    if (x < plot.left() || x > plot.right())
        return;
    painter.setPen(QPen(colours.mark, mark_pen, box ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(x - wide / 2, plot.top(), wide, plot.height()));
    if (box && value_text_)
        paint_box(painter, colours, x, value_text_(chunk));
}

void TraceBars::paint_box(QPainter& painter, const Theme& colours, double x, const QString& words) const
{
    const QFontMetricsF metrics(font());
    const QRectF plot = plot_rect();
    const QRectF text = metrics.boundingRect(QRectF(0, 0, plot.width() - 4 * box_padding, plot.height()),
                                             Qt::AlignLeft | Qt::TextWordWrap, words);
    const double wide = std::ceil(text.width()) + 2 * box_padding, high = std::ceil(text.height()) + box_padding;
    const double away = std::max(least_frame, axis().px_per_chunk()) / 2 + box_padding;
    const double left = x + away + wide <= plot.right() ? x + away : std::max(0.0, x - away - wide);
    const QRectF box(std::round(left) + 0.5, std::round(plot.top()) + 0.5, wide, high);
    painter.setPen(QPen(colours.border, 1));
    painter.setBrush(colours.panel);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colours.text);
    painter.drawText(box.adjusted(box_padding, box_padding / 2, -box_padding / 2, 0), Qt::AlignLeft | Qt::TextWordWrap,
                     words);
}

}  // namespace ttt

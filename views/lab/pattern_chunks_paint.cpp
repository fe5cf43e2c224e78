// The strokes of the map of patterns and chunks.
#include "views/drift/heat_image.h"
#include "views/lab/pattern_chunks_map.h"
#include "views/number_text.h"
#include "views/theme.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double gap = 6;  // pixels
constexpr double bar_width = 64, bar_part = 0.45;
constexpr double least_gapped = 6;  // rows thinner than this have no gap between them
constexpr double least_summed = 1;  // nor bars of their sums
constexpr double sum_part = 0.3;    // height of one of the two bars, of the row
constexpr double thin_alpha = 0.6;  // of the measured bar where the predicted one is a mark on it
constexpr double frame_pen = 1.6, least_frame = 5;
constexpr double tick_room = 2.5;  // widths of a label from one tick to the next
constexpr double locked_alpha = 0.25;
constexpr int stops = 12;

double text_width(const QPainter& painter, const QString& text)
{
    return QFontMetricsF(painter.font()).horizontalAdvance(text);
}

QColor with_alpha(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

}  // namespace

/// Two lines: the scale of the colours, then what the columns are.
void PatternChunksMap::paint_head(QPainter& painter, const Theme& colours) const
{
    const PatternChunksLayout at = layout_now();
    const double line = at.head.height() / 2;
    const QRectF scale(at.head.left(), at.head.top(), at.cells.right() - at.head.left(), line);
    const QString end = (image_.clamped() ? QStringLiteral("≥ ") : QString()) + number_text(image_.range().high);
    const QString raised = tr("raised by %1").arg(end), lowered = tr("lowered");
    painter.setPen(colours.muted);
    painter.drawText(scale, Qt::AlignRight | Qt::AlignVCenter, lowered);
    const double right = scale.right() - text_width(painter, lowered) - gap;
    const double height = std::round(line * bar_part);
    const QRectF bar(std::round(right - bar_width) + 0.5, std::round(scale.center().y() - height / 2) + 0.5, bar_width,
                     height);
    painter.drawText(QRectF(scale.left(), scale.top(), bar.left() - gap - scale.left(), line),
                     Qt::AlignRight | Qt::AlignVCenter, raised);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int stop = 0; stop <= stops; ++stop)
        gradient.setColorAt(static_cast<double>(stop) / stops, diverging(colours, 2.0 * stop / stops - 1));
    painter.setPen(QPen(colours.border, 1));
    painter.setBrush(gradient);
    painter.drawRect(bar);
    painter.setPen(colours.muted);
    const double second = at.head.top() + line;
    painter.drawText(QRectF(at.labels.left(), second, at.labels.width(), line), Qt::AlignRight | Qt::AlignVCenter,
                     tr("A → B"));
    painter.drawText(QRectF(at.cells.left(), second, at.cells.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Δ logit of B by chunk"));
    if (at.sums.width() <= 0)
        return;
    painter.setPen(colours.accent);
    painter.drawText(QRectF(at.sums.left(), at.head.top(), at.sums.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("predicted"));
    painter.setPen(colours.adapted);
    painter.drawText(QRectF(at.sums.left(), second, at.sums.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("measured"));
}

void PatternChunksMap::paint_cells(QPainter& painter, const Theme& colours) const
{
    const auto [first, last] = rows_in_sight();
    const PatternChunksLayout at = layout_now();
    const std::int64_t bucket = chunks_per_column();
    const std::int64_t begin = static_cast<std::int64_t>(seen().first) / bucket * bucket;
    const auto end = std::min<std::int64_t>(
        trace_->chunks, (static_cast<std::int64_t>(std::ceil(seen().last)) + bucket - 1) / bucket * bucket);
    if (first >= last || begin >= end)
        return;
    const double bottom = std::min(at.cells.bottom(), at.top_of(image_.rows()));
    painter.fillRect(QRectF(at.cells.left(), at.cells.top(), at.cells.width(), bottom - at.cells.top()),
                     QBrush(colours.border, Qt::BDiagPattern));  // what no chunk has reached
    const QImage columns =
        pooled(image_.cells().copy(0, first, image_.cells().width(), last - first), begin, end, bucket, true);
    const QList<QRgb> table = heat_colours(colours, true);
    const ChunkAxis across = axis();
    const double left = across.to_px(static_cast<double>(begin)), right = across.to_px(static_cast<double>(end));
    const double between = at.pitch >= least_gapped ? 1 : 0;
    painter.save();
    painter.setClipRect(at.cells, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    for (int row = first; row < last; ++row) {
        QImage line(columns.constScanLine(row - first), columns.width(), 1, columns.bytesPerLine(), columns.format());
        line.setColorTable(table);
        painter.drawImage(QRectF(left, at.top_of(row), right - left, at.pitch - between), line);
        if (between > 0)
            painter.fillRect(QRectF(at.cells.left(), at.top_of(row + 1) - between, at.cells.width(), between),
                             colours.panel);
    }
    painter.restore();
}

void PatternChunksMap::paint_names(QPainter& painter, const Theme& colours) const
{
    const PatternChunksLayout at = layout_now();
    const QFontMetricsF metrics(painter.font());
    const auto [first, last] = rows_in_sight();
    const std::int64_t locked = selection_.locked().item;
    for (int row = first; row < last; ++row) {
        const QRectF name(at.labels.left(), at.top_of(row), at.labels.width(), at.pitch);
        if (trace_->items[image_.pattern(row)] == locked)
            painter.fillRect(name.adjusted(-gap, 0, 0, 0), with_alpha(colours.mark, locked_alpha));
        if (at.pitch < metrics.height())
            continue;
        painter.setPen(row == row_ ? colours.text : colours.muted);
        painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(row_name(row), Qt::ElideMiddle, name.width()));
    }
}

/// Two bars a row on one scale: predicted above, measured below; in thin rows the predicted one is a mark.
void PatternChunksMap::paint_sums(QPainter& painter, const Theme& colours) const
{
    const PatternChunksLayout at = layout_now();
    if (at.sums.width() <= 0 || at.pitch < least_summed)
        return;
    double low = 0, high = 0;
    for (const auto* values : {&trace_->predicted, &trace_->measured})
        for (const float value : *values) {
            low = std::min(low, static_cast<double>(value));  // NaN compares as false
            high = std::max(high, static_cast<double>(value));
        }
    if (low == high)
        return;
    const double scale = at.sums.width() / (high - low), zero = std::round(at.sums.left() - low * scale) + 0.5;
    const auto [first, last] = rows_in_sight();
    const auto bar = [&](float value, double top, double height, const QColor& colour) {
        if (std::isnan(value))
            return;
        const double wide = static_cast<double>(value) * scale;
        painter.fillRect(QRectF(wide < 0 ? zero + wide : zero, top, std::abs(wide), height), colour);
    };
    for (int row = first; row < last; ++row) {
        const float predicted = trace_->predicted[image_.pattern(row)],
                    measured = trace_->measured[image_.pattern(row)];
        const double height = at.pitch * sum_part, middle = at.top_of(row) + at.pitch / 2;
        if (at.pitch < least_gapped) {
            bar(measured, at.top_of(row), at.pitch, with_alpha(colours.adapted, thin_alpha));
            painter.fillRect(QRectF(zero + static_cast<double>(std::isnan(predicted) ? 0 : predicted) * scale - 1,
                                    at.top_of(row), 2, at.pitch),
                             colours.accent);
            continue;
        }
        bar(predicted, middle - height, height, colours.accent);
        bar(measured, middle, height, colours.adapted);
    }
    painter.setPen(QPen(colours.border, 1));
    painter.drawLine(QPointF(zero, at.cells.top()),
                     QPointF(zero, std::min(at.cells.bottom(), at.top_of(image_.rows()))));
}

void PatternChunksMap::paint_ticks(QPainter& painter, const Theme& colours) const
{
    const PatternChunksLayout at = layout_now();
    const double line = at.ticks.height(), widest = text_width(painter, grouped(trace_->chunks));
    const ChunkAxis across = axis();
    painter.setPen(colours.muted);
    for (const std::int64_t tick : chunk_ticks(seen(), static_cast<int>(across.width / (tick_room * widest)))) {
        const double x = across.to_px(static_cast<double>(tick));
        painter.drawText(QRectF(x - widest, at.ticks.top(), 2 * widest, line), Qt::AlignCenter, grouped(tick));
    }
    painter.drawText(QRectF(at.labels.left(), at.ticks.top(), at.labels.width() - widest, line),
                     Qt::AlignRight | Qt::AlignVCenter, tr("chunk"));
}

void PatternChunksMap::paint_cursor(QPainter& painter, const Theme& colours) const
{
    if (row_ < 0)
        return;
    const PatternChunksLayout at = layout_now();
    QRectF cell = cell_rect(row_, chunk_);
    const QPointF middle = cell.center();
    cell.setSize({std::max(least_frame, cell.width()), std::max(least_frame, cell.height())});
    cell.moveCenter(middle);
    painter.save();
    painter.setClipRect(at.cells.adjusted(-2, -2, 2, 2));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.mark, frame_pen, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cell);
    painter.restore();
    const QString words = value_text();
    const QRectF text = QFontMetricsF(painter.font())
                            .boundingRect(QRectF(0, 0, at.head.width(), at.head.width()), Qt::AlignLeft, words);
    const double wide = std::ceil(text.width()) + 2 * gap, high = std::ceil(text.height()) + gap;
    const double left = cell.right() + gap + wide <= at.head.right() ? cell.right() + gap : cell.left() - gap - wide;
    const double top = std::clamp(cell.center().y() - high / 2, 0.0, std::max(0.0, viewport()->height() - high - 1));
    const QRectF box(std::round(std::max(0.0, left)) + 0.5, std::round(top) + 0.5, wide, high);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.border, 1));
    painter.setBrush(colours.panel);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colours.text);
    painter.drawText(box.adjusted(gap, gap / 2, 0, 0), Qt::AlignLeft, words);
}

}  // namespace ttt

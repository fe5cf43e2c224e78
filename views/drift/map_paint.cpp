#include "views/drift/map_paint.h"

#include "views/number_text.h"
#include "views/theme.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double bar_width = 64;
constexpr double bar_gap = 6;
constexpr double least_frame = 6;  // px: around a chunk that is thinner the frame still has an inside
constexpr double frame_pen = 1.6;
constexpr double box_padding = 6;
constexpr double tick_room = 3.5;  // widths of a label from one tick to the next

QString bound_text(const HeatImage& image, bool upper)
{
    const HeatRange range = image.range();
    const QString number = number_text(upper ? range.high : range.low());
    if (!image.clamped() || (!upper && !range.diverging))
        return number;
    return (upper ? QStringLiteral("≥ ") : QStringLiteral("≤ ")) + number;
}

void paint_bar(QPainter& painter, const MapPicture& picture, QRectF bar)
{
    const QList<QRgb> colours = heat_colours(picture.theme, picture.image.range().diverging);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    constexpr int stops = 12;  // even: the middle is one of them
    for (int stop = 0; stop <= stops; ++stop)
        gradient.setColorAt(static_cast<double>(stop) / stops,
                            QColor::fromRgba(colours[ramp_first + (ramp_last - ramp_first) * stop / stops]));
    painter.setPen(QPen(picture.theme.border, 1));
    painter.setBrush(gradient);
    painter.drawRect(bar);
    painter.setBrush(Qt::NoBrush);
}

double text_width(const QPainter& painter, const QString& text)
{
    return QFontMetricsF(painter.font()).horizontalAdvance(text);
}

}  // namespace

void paint_map_head(QPainter& painter, const MapPicture& picture)
{
    const QRectF head = picture.layout.head;
    const QString low = bound_text(picture.image, false), high = bound_text(picture.image, true);
    const double bar_right = head.right() - text_width(painter, high) - bar_gap;
    const double bar_height = std::round(head.height() * 0.45);
    const QRectF bar(std::round(bar_right - bar_width) + 0.5, std::round(head.center().y() - bar_height / 2) + 0.5,
                     bar_width, bar_height);
    painter.setPen(picture.theme.muted);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, picture.head);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, high);
    painter.drawText(QRectF(head.left(), head.top(), bar.left() - bar_gap - head.left(), head.height()),
                     Qt::AlignRight | Qt::AlignVCenter, low);
    paint_bar(painter, picture, bar);
}

void paint_map_cells(QPainter& painter, const MapPicture& picture)
{
    const auto bucket = picture.bucket;
    const auto begin = static_cast<std::int64_t>(picture.chunks.first) / bucket * bucket;
    const auto seen = static_cast<std::int64_t>(std::ceil(picture.chunks.last));
    const auto end = std::min({(seen + bucket - 1) / bucket * bucket, picture.shown,
                               static_cast<std::int64_t>(picture.image.cells().width())});
    if (begin >= end)
        return;
    const bool diverging = picture.image.range().diverging;
    const QImage columns = pooled(picture.image.cells(), begin, end, bucket, diverging);
    const QList<QRgb> colours = heat_colours(picture.theme, diverging);
    const ChunkAxis axis = picture.axis();
    const double left = axis.to_px(static_cast<double>(begin)), right = axis.to_px(static_cast<double>(end));
    painter.save();
    painter.setClipRect(picture.layout.cells);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    for (int row = 0; row < columns.height(); ++row) {
        QImage line(columns.constScanLine(row), columns.width(), 1, columns.bytesPerLine(), columns.format());
        line.setColorTable(colours);
        const QRectF at = picture.layout.row(row);
        painter.drawImage(QRectF(left, at.top(), right - left, at.height()), line);
    }
    painter.restore();
}

void paint_map_labels(QPainter& painter, const MapPicture& picture)
{
    const MapLayout& layout = picture.layout;
    const double line = layout.ticks.height();
    const double pitch = layout.rows > 0 ? layout.cells.height() / layout.rows : line;
    const int every = std::max(1, static_cast<int>(std::ceil(line / pitch)));
    painter.setPen(picture.theme.muted);
    for (int row = 0; row < layout.rows; row += every) {
        const QRectF at = layout.row(row);
        painter.drawText(QRectF(0, at.center().y() - line / 2, layout.cells.left() - bar_gap, line),
                         Qt::AlignRight | Qt::AlignVCenter, picture.names[static_cast<std::size_t>(row)]);
    }
    const double widest = text_width(painter, grouped(static_cast<std::int64_t>(picture.chunks.last)));
    const ChunkAxis axis = picture.axis();
    for (const std::int64_t tick : chunk_ticks(picture.chunks, static_cast<int>(axis.width / (tick_room * widest)))) {
        const double half = text_width(painter, grouped(tick)) / 2, end = painter.viewport().width() - half - 1;
        const double x = std::min(axis.to_px(static_cast<double>(tick)), end);  // the last one is not cut off
        painter.drawText(QRectF(x - widest, layout.ticks.top(), 2 * widest, line), Qt::AlignHCenter | Qt::AlignVCenter,
                         grouped(tick));
    }
}

void paint_map_frame(QPainter& painter, const MapPicture& picture, std::int64_t chunk, Qt::PenStyle style)
{
    const ChunkAxis axis = picture.axis();
    const double middle = axis.to_px(static_cast<double>(chunk) + 0.5);
    const double width = std::max(least_frame, axis.px_per_chunk());
    const QRectF cells = picture.layout.cells;
    if (middle < cells.left() || middle > cells.right())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(picture.theme.mark, frame_pen, style, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(middle - width / 2, cells.top() - 1, width, cells.height() + 2));
}

void paint_map_value(QPainter& painter, const MapPicture& picture, std::int64_t chunk, int row, const QString& text)
{
    const QRectF cells = picture.layout.cells;
    const ChunkAxis axis = picture.axis();
    const double x = axis.to_px(static_cast<double>(chunk) + 0.5), away = axis.px_per_chunk() / 2 + box_padding;
    if (x < cells.left() || x > cells.right())
        return;
    const double width = std::ceil(text_width(painter, text)) + 2 * box_padding;
    const double height = picture.layout.ticks.height() + box_padding;
    const double left = x + away + width <= cells.right() ? x + away : x - away - width;
    const double top = std::clamp(picture.layout.row(row).center().y() - height / 2, cells.top(),
                                  std::max(cells.top(), cells.bottom() - height));
    const QRectF box(std::round(std::max(0.0, left)) + 0.5, std::round(top) + 0.5, width, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(picture.theme.border, 1));
    painter.setBrush(picture.theme.panel);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(picture.theme.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

void paint_map_sentence(QPainter& painter, const MapPicture& picture, const QString& text)
{
    painter.setPen(picture.theme.muted);
    painter.drawText(picture.layout.cells, Qt::AlignCenter | Qt::TextWordWrap, text);
}

}  // namespace ttt

#include "views/images/image_paint.h"

#include "views/images/image_grid.h"

#include <QPainter>

namespace ttt {

namespace {

constexpr double mark_distance = 1;  // of a mark's middle from the cell, pixels

}  // namespace

QPen frame_pen(Outcome outcome, const Theme& theme)
{
    QPen pen(theme.border, 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (outcome == Outcome::unknown)
        pen.setStyle(Qt::DotLine);
    if (outcome == Outcome::unknown || outcome == Outcome::right)
        return pen;
    pen.setWidthF(ImageGrid::frame);
    pen.setColor(outcome == Outcome::mended   ? theme.adapted
                 : outcome == Outcome::broken ? theme.failure
                                              : theme.frozen);
    if (outcome == Outcome::broken)
        pen.setDashPattern({2, 0.9});
    return pen;
}

void paint_frame(QPainter& painter, const QRectF& cell, Outcome outcome, const Theme& theme)
{
    const QPen pen = frame_pen(outcome, theme);
    const double inside = ImageGrid::frame - pen.widthF() / 2;  // its inner edge touches the picture
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cell.adjusted(inside, inside, -inside, -inside));
}

void paint_picture(QPainter& painter, const QRectF& place, const QImage& image, const Theme& theme)
{
    if (image.isNull())
        return painter.fillRect(place, theme.grid);
    const bool is_reduced = image.width() > place.width();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, is_reduced);
    painter.drawImage(place, image);
}

void paint_mark(QPainter& painter, const QRectF& cell, Qt::PenStyle style, double width, const Theme& theme)
{
    painter.setPen(QPen(theme.mark, width, style, Qt::FlatCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cell.adjusted(-mark_distance, -mark_distance, mark_distance, mark_distance));
}

}  // namespace ttt

// How a sketched curve looks.
#include "views/lessons/curve_ask.h"
#include "views/number_text.h"
#include "views/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int axis_parts = 4;

}  // namespace

QRectF CurveAsk::plot() const
{
    const double line = fontMetrics().height();
    double left = 0;
    for (int part = 0; part <= axis_parts; ++part)
        left = std::max<double>(left, fontMetrics().horizontalAdvance(
                                          number_text(ask_.y_from + (ask_.y_to - ask_.y_from) * part / axis_parts, 3)));
    return QRectF(rect()).adjusted(left + line * 0.6, line * 2.9, -line * 0.5, -line * 1.5);
}

QPointF CurveAsk::place_of(int point, double value) const
{
    const QRectF area = plot();
    const double share = (std::clamp(value, ask_.y_from, ask_.y_to) - ask_.y_from) / (ask_.y_to - ask_.y_from);
    return {area.left() + area.width() * (point + 0.5) / std::max(1, ask_.points),
            area.bottom() - area.height() * share};
}

void CurveAsk::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_axes(painter);
    paint_key(painter);
    paint_curve(painter, sketch_, touched_ ? colours.accent : colours.muted, touched_ ? Qt::SolidLine : Qt::DashLine);
    if (is_revealed())
        return paint_curve(painter, truth_, colours.adapted, Qt::SolidLine);
    if (!hasFocus() || sketch_.empty())
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.mark, 2.5));
    const double size = fontMetrics().height() * 0.45;
    painter.drawEllipse(place_of(chosen_, sketch_[static_cast<std::size_t>(chosen_)]), size, size);
}

void CurveAsk::paint_axes(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const QRectF area = plot();
    const double line = fontMetrics().height();
    for (int part = 0; part <= axis_parts; ++part) {
        const double y = area.bottom() - area.height() * part / axis_parts;
        painter.setPen(part == 0 ? colours.border : colours.grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(0, y - line / 2, area.left() - line * 0.4, line), Qt::AlignRight | Qt::AlignVCenter,
                         number_text(ask_.y_from + (ask_.y_to - ask_.y_from) * part / axis_parts, 3));
    }
    const auto shortened = [&](const QString& words) {
        return fontMetrics().elidedText(words, Qt::ElideRight, width());
    };
    painter.drawText(QRectF(0, 0, width(), line), Qt::AlignLeft | Qt::AlignVCenter, shortened(ask_.y_label));
    painter.drawText(QRectF(area.left(), height() - line * 1.3, area.width(), line), Qt::AlignCenter,
                     shortened(ask_.x_label));
}

void CurveAsk::paint_key(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const double line = fontMetrics().height(), dash = line * 1.2;
    double x = plot().left();
    const auto entry = [&](const QColor& colour, const QString& words) {
        const double y = line * 1.9;
        painter.setPen(QPen(colour, 2.5));
        painter.drawLine(QPointF(x, y), QPointF(x + dash, y));
        painter.setPen(colours.text);
        const double wide = fontMetrics().horizontalAdvance(words) + 1;
        painter.drawText(QRectF(x + dash + line * 0.3, y - line / 2, wide, line), Qt::AlignLeft | Qt::AlignVCenter,
                         words);
        x += dash + wide + line;
    };
    entry(touched_ ? colours.accent : colours.muted, tr("your sketch"));
    if (is_revealed())
        entry(colours.adapted, tr("measured"));
}

void CurveAsk::paint_curve(QPainter& painter, const std::vector<double>& values, const QColor& colour,
                           Qt::PenStyle style) const
{
    QPolygonF points;
    for (std::size_t at = 0; at < values.size(); ++at)
        if (std::isfinite(values[at]))
            points.append(place_of(static_cast<int>(at), values[at]));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 2, style));
    painter.drawPolyline(points);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    constexpr double size = 3.5;
    for (const QPointF& point : points)  // shapes, too, tell the two apart
        &values == &truth_ ? painter.drawRect(QRectF(point.x() - size, point.y() - size, 2 * size, 2 * size))
                           : painter.drawEllipse(point, size, size);
}

}  // namespace ttt

#include "views/timeline/timeline_button.h"

#include "views/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <array>

namespace ttt {

namespace {

constexpr double corner = 5;
constexpr double sign_share = 0.36;  // of the button's height

QPolygonF triangle(QRectF box, bool to_the_right)
{
    const double base = to_the_right ? box.left() : box.right(), tip = to_the_right ? box.right() : box.left();
    return {{QPointF(base, box.top()), QPointF(tip, box.center().y()), QPointF(base, box.bottom())}};
}

/// A triangle against a bar: to the start, to the end.
QPainterPath end_path(QRectF box, bool forward)
{
    const double bar = box.width() * 0.2;
    QPainterPath path;
    path.addPolygon(triangle(forward ? box.adjusted(0, 0, -bar, 0) : box.adjusted(bar, 0, 0, 0), forward));
    path.addRect(QRectF(forward ? box.right() - bar : box.left(), box.top(), bar, box.height()));
    return path;
}

/// One arrow head, open: a step.
void paint_step(QPainter& painter, QRectF box, const QColor& colour, bool forward)
{
    const double tip = forward ? box.right() - box.width() * 0.2 : box.left() + box.width() * 0.2;
    const double base = forward ? box.left() + box.width() * 0.25 : box.right() - box.width() * 0.25;
    painter.setPen(QPen(colour, box.width() * 0.16, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(
        QPolygonF({QPointF(base, box.top()), QPointF(tip, box.center().y()), QPointF(base, box.bottom())}));
}

QPainterPath pause_path(QRectF box)
{
    const double bar = box.width() * 0.32;
    QPainterPath path;
    path.addRect(QRectF(box.left(), box.top(), bar, box.height()));
    path.addRect(QRectF(box.right() - bar, box.top(), bar, box.height()));
    return path;
}

/// Most of a circle, its end an arrow head.
void paint_loop(QPainter& painter, QRectF box, const QColor& colour)
{
    constexpr int full = 360, gap = 70, sixteenths = 16;  // QPainter counts in 1/16 degree
    const double pen = box.width() * 0.16, head = box.width() * 0.26;
    const QRectF ring = box.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
    painter.setPen(QPen(colour, pen, Qt::SolidLine, Qt::FlatCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(ring, 0, -(full - gap) * sixteenths);
    QPainterPath arc;
    arc.arcMoveTo(ring, gap);
    const QPointF end = arc.currentPosition();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{{end + QPointF(head * 1.2, head * 0.45), end + QPointF(-head * 0.5, -head),
                                   end + QPointF(-head * 0.55, head * 0.9)}});
}

void paint_sign(QPainter& painter, Sign sign, QRectF box, const QColor& colour)
{
    if (sign == Sign::loop)
        return paint_loop(painter, box, colour);
    if (sign == Sign::step_back || sign == Sign::step_forward)
        return paint_step(painter, box, colour, sign == Sign::step_forward);
    QPainterPath path;
    if (sign == Sign::play)
        path.addPolygon(triangle(box.adjusted(box.width() * 0.08, 0, 0, 0), true));
    else if (sign == Sign::pause)
        path = pause_path(box.adjusted(box.width() * 0.1, 0, -box.width() * 0.1, 0));
    else
        path = end_path(box, sign == Sign::end);
    painter.fillPath(path, colour);
}

}  // namespace

TimelineButton::TimelineButton(Sign sign, const QString& name, const QString& tip, QWidget* parent)
    : QToolButton(parent), sign_(sign)
{
    setAccessibleName(name);
    setToolTip(tip);
    setFocusPolicy(Qt::TabFocus);
    setPopupMode(QToolButton::InstantPopup);
    setAttribute(Qt::WA_Hover);
}

void TimelineButton::set_sign(Sign sign)
{
    sign_ = sign;
    update();
}

QSize TimelineButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int height = metrics.height() * 2 - 2;
    return {sign_ == Sign::none ? metrics.horizontalAdvance(QStringLiteral("0.25×")) + metrics.height() : height,
            height};
}

void TimelineButton::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isChecked() || hasFocus() ? colours.accent : colours.border, 1));
    painter.setBrush(isDown() || underMouse() ? colours.panel_title : colours.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    const QColor colour = !isEnabled() ? colours.frozen : isChecked() ? colours.accent : colours.text;
    const double side = height() * sign_share;
    painter.setPen(colour);
    if (sign_ == Sign::none)
        painter.drawText(rect(), Qt::AlignCenter, text());
    else
        paint_sign(painter, sign_, {(width() - side) / 2, (height() - side) / 2, side, side}, colour);
}

}  // namespace ttt

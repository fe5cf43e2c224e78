#include "views/lessons/curve_ask.h"

#include "views/number_text.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double key_step = 1.0 / 20, fine_step = 1.0 / 100;  // of the axis

}  // namespace

CurveAsk::CurveAsk(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Your sketch of the curve"));
}

void CurveAsk::set_ask(const LessonAsk& ask)
{
    ask_ = ask;
    truth_.clear();
    sketch_.assign(static_cast<std::size_t>(ask.points), (ask.y_from + ask.y_to) / 2);
    chosen_ = 0;
    dragged_ = -1;
    touched_ = false;
    setCursor(Qt::CrossCursor);
    tell();
    update();
}

void CurveAsk::reveal(const std::vector<double>& sketch, const std::vector<double>& truth)
{
    sketch_ = sketch;
    truth_ = truth;
    touched_ = true;
    setCursor(Qt::ArrowCursor);
    tell();
    update();
}

QSize CurveAsk::sizeHint() const
{
    return {fontMetrics().height() * 16, heightForWidth(fontMetrics().height() * 16)};
}

int CurveAsk::heightForWidth(int width) const
{
    return std::min(width * 7 / 10, fontMetrics().height() * 16) + fontMetrics().height() * 2;
}

void CurveAsk::set_value(int point, double value)
{
    if (point < 0 || point >= ask_.points || is_revealed())
        return;
    sketch_[static_cast<std::size_t>(point)] = std::clamp(value, ask_.y_from, ask_.y_to);
    if (!std::exchange(touched_, true))
        Q_EMIT sketched();
    tell();
    update();
}

void CurveAsk::tell()
{
    QStringList values;
    for (const double value : sketch_)
        values.append(number_text(value, 3));
    const QString point = tr("point %1 of %2").arg(chosen_ + 1).arg(ask_.points);
    setAccessibleDescription(
        tr("%1 over %2: %3; %4").arg(ask_.y_label, ask_.x_label, values.join(QStringLiteral(", ")), point));
    setToolTip(is_revealed() ? QString()
                             : tr("Drag, or use the arrow keys: left and right choose a point, up and down move "
                                  "it. Enter commits."));
}

void CurveAsk::keyPressEvent(QKeyEvent* event)
{
    const double step = (ask_.y_to - ask_.y_from) * (event->modifiers() & Qt::ShiftModifier ? fine_step : key_step);
    const auto move = [&](int to) { chosen_ = std::clamp(to, 0, ask_.points - 1); };
    if (is_revealed() || sketch_.empty())
        return QWidget::keyPressEvent(event);
    const double value = sketch_[static_cast<std::size_t>(chosen_)];
    switch (event->key()) {
    case Qt::Key_Left:
        move(chosen_ - 1);
        break;
    case Qt::Key_Right:
        move(chosen_ + 1);
        break;
    case Qt::Key_Home:
        move(0);
        break;
    case Qt::Key_End:
        move(ask_.points - 1);
        break;
    case Qt::Key_Up:
        set_value(chosen_, value + step);
        break;
    case Qt::Key_Down:
        set_value(chosen_, value - step);
        break;
    case Qt::Key_PageUp:
        set_value(chosen_, value + 4 * step);
        break;
    case Qt::Key_PageDown:
        set_value(chosen_, value - 4 * step);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (touched_)
            Q_EMIT committed(sketch_);
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    tell();
    update();
}

/// Points between two pointer events lie on the line between them.
void CurveAsk::draw_to(const QPointF& pointer)
{
    const QRectF area = plot();
    if (is_revealed() || area.height() <= 0)
        return;
    const double share = (area.bottom() - pointer.y()) / area.height();
    const double value = ask_.y_from + std::clamp(share, 0.0, 1.0) * (ask_.y_to - ask_.y_from);
    const int at =
        std::clamp(static_cast<int>((pointer.x() - area.left()) / area.width() * ask_.points), 0, ask_.points - 1);
    const int from = dragged_ < 0 ? at : dragged_;
    const double start = sketch_[static_cast<std::size_t>(from)];
    const int distance = std::abs(at - from);
    for (int passed = 1; passed < distance; ++passed)
        set_value(from + (at > from ? passed : -passed), start + (value - start) * passed / distance);
    set_value(at, value);
    dragged_ = chosen_ = at;
    update();
}

void CurveAsk::mousePressEvent(QMouseEvent* event)
{
    dragged_ = -1;
    if (event->button() == Qt::LeftButton)
        draw_to(event->position());
}

void CurveAsk::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        draw_to(event->position());
}

void CurveAsk::mouseReleaseEvent(QMouseEvent*)
{
    dragged_ = -1;
}

}  // namespace ttt

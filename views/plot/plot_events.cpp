// What the pointer does to a Plot, and its zoom.
#include "views/plot/plot.h"

#include "views/plot/plot_extent.h"
#include "views/plot/plot_paint.h"

#include <QApplication>
#include <QEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double wheel_octave = 480;  // eighths of a degree that double the zoom: four clicks of a usual wheel
constexpr double dot_reach = 6;       // pixels
constexpr double y_room = 1;          // y may be zoomed out by this part of the range, each way

}  // namespace

std::pair<double, double> Plot::x_range() const
{
    return zoom_.x.value_or(home_x(data_, axes_));
}

void Plot::set_x_range(double x_min, double x_max)
{
    if (!(x_min < x_max) || !std::isfinite(x_min) || !std::isfinite(x_max) || (axes_.log_x && !(x_min > 0)))
        return;
    const Span range{x_min, x_max};
    if (range == x_range())
        return;
    zoom_.x = range == home_x(data_, axes_) ? std::nullopt : std::optional(range);
    touch();
}

void Plot::set_zoom(Span range)
{
    const Span before = x_range();
    const Span allowed = clamped(range, x_limits(data_, axes_), axes_.log_x);
    set_x_range(allowed.first, allowed.second);
    if (x_range() != before)
        Q_EMIT x_range_changed(x_range().first, x_range().second);
}

void Plot::reset_zoom()
{
    const bool x_changes = zoom_.x && *zoom_.x != home_x(data_, axes_);
    zoom_ = {};
    touch();
    if (x_changes)
        Q_EMIT x_range_changed(x_range().first, x_range().second);
}

void Plot::zoom_x(double factor, double pixel)
{
    set_zoom(scale().x_zoomed(factor, pixel));
}

void Plot::zoom_y(double factor, double pixel)
{
    const PlotScale now = scale();
    const PlotScale home = lay_out(shown_, axes_, {x_range(), {}}, size(), small_font(font())).scale;
    const double room = (home.y_max - home.y_min) * y_room;
    const Span limits = axes_.log_y ? Span{home.y_min * home.y_min / home.y_max, home.y_max * home.y_max / home.y_min}
                                    : Span{home.y_min - room, home.y_max + room};
    zoom_.y = clamped(now.y_zoomed(factor, pixel), limits, axes_.log_y);
    touch();
}

void Plot::set_crosshair(std::optional<double> x)
{
    if (x == crosshair_)
        return;
    crosshair_ = x;
    update();
}

void Plot::set_value_text(std::function<QString(double)> value_text)
{
    value_text_ = std::move(value_text);
    update();
}

void Plot::set_dot(DotPlace dot)
{
    if (dot == dot_)
        return;
    dot_ = dot;
    Q_EMIT dot_hovered(dot.series, dot.index);
}

void Plot::hover(QPointF at)
{
    const PlotScale now = scale();
    if (drawing().empty() || !now.area.adjusted(-1, -1, 1, 1).contains(at)) {
        leave();
        return;
    }
    pointer_inside_ = true;
    const double x = now.x_at(std::clamp(at.x(), now.area.left(), now.area.right()));
    set_crosshair(x);
    Q_EMIT hovered(x);
    set_dot(nearest_dot(shown_.dots, now, at, dot_reach));
}

void Plot::leave()
{
    if (!pointer_inside_)
        return;
    pointer_inside_ = false;
    set_crosshair(std::nullopt);
    set_dot({});
    Q_EMIT left();
}

void Plot::click(double x)
{
    if (dot_)
        Q_EMIT dot_clicked(dot_.series, dot_.index);
    else
        Q_EMIT clicked(x);
}

void Plot::pan(QPointF to)
{
    const QPointF by = to - press_->at;
    if (zoom_.y) {
        zoom_.y = press_->scale.y_panned(by.y());
        touch();
    }
    set_zoom(press_->scale.x_panned(by.x()));
}

void Plot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    press_ = Press{event->position(), scale(), false, entry_at(event->position())};
}

void Plot::mouseMoveEvent(QMouseEvent* event)
{
    const bool of_legend = press_ ? press_->entry >= 0 : entry_at(event->position()) >= 0;
    if (!press_)
        setCursor(of_legend ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (press_ && !of_legend && (event->position() - press_->at).manhattanLength() >= QApplication::startDragDistance())
        press_->moved = true;
    if (press_ && press_->moved) {
        setCursor(Qt::ClosedHandCursor);
        pan(event->position());
    }
    hover(event->position());
}

void Plot::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !press_)
        return;
    const bool moved = press_->moved;
    const int entry = press_->entry;
    press_.reset();
    unsetCursor();
    const PlotScale now = scale();
    if (entry >= 0 && entry == entry_at(event->position()))
        toggle_series(drawing().legend[static_cast<std::size_t>(entry)].name);
    else if (!moved && entry < 0 && !drawing().empty() && now.area.contains(event->position())) {
        set_dot(nearest_dot(shown_.dots, now, event->position(), dot_reach));
        click(now.x_at(event->position().x()));
    }
}

void Plot::mouseDoubleClickEvent(QMouseEvent* event)
{
    press_.reset();
    if (event->button() != Qt::LeftButton)
        return;
    if (const int entry = entry_at(event->position()); entry >= 0)
        show_alone(drawing().legend[static_cast<std::size_t>(entry)].name);
    else
        reset_zoom();
}

void Plot::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (drawing().empty())
        return;
    const QPoint turn = event->angleDelta();
    const QRectF area = scale().area;
    const double factor = std::exp2(-turn.y() / wheel_octave);
    if (turn.x() != 0 && turn.y() == 0)
        set_zoom(scale().x_panned(turn.x() / wheel_octave * area.width() / 2));
    else if (event->modifiers() & Qt::ControlModifier)
        zoom_y(factor, std::clamp(event->position().y(), area.top(), area.bottom()));
    else
        zoom_x(factor, std::clamp(event->position().x(), area.left(), area.right()));
}

void Plot::leaveEvent(QEvent* event)
{
    leave();
    QWidget::leaveEvent(event);
}

void Plot::resizeEvent(QResizeEvent* event)
{
    touch();
    QWidget::resizeEvent(event);
}

void Plot::changeEvent(QEvent* event)
{
    const auto type = event->type();
    if (type == QEvent::PaletteChange || type == QEvent::StyleChange || type == QEvent::FontChange)
        touch();
    QWidget::changeEvent(event);
}

QSize Plot::sizeHint() const
{
    return {36 * fontMetrics().averageCharWidth() * 2, 14 * fontMetrics().height()};
}

QSize Plot::minimumSizeHint() const
{
    return {20 * fontMetrics().averageCharWidth(), 6 * fontMetrics().height()};
}

}  // namespace ttt

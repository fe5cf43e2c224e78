// What keys do to a Plot: a caret that is the crosshair, and zoom.
#include "views/plot/plot.h"

#include "views/plot/plot_extent.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double key_zoom = 1.5;
constexpr int fast_points = 10;  // with Shift

}  // namespace

void Plot::focusInEvent(QFocusEvent* event)
{
    by_keys_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    speak();
    QWidget::focusInEvent(event);
}

void Plot::speak()
{
    if (!hasFocus())
        return;
    QString words = spoken_entry();
    if (words.isEmpty() && crosshair_ && value_text_)
        words = value_text_(*crosshair_);
    setAccessibleDescription(words.isEmpty() ? tr("Left and Right move the caret, + and - zoom, 0 shows all, Enter "
                                                  "selects, Up and Down choose a series.")
                                             : words);
}

/// From `from` so many points of the longest line on, and at least as many pixels: a caret that always moves.
double Plot::caret_step(double from, bool forward, int points) const
{
    const PlotScale now = scale();
    const double direction = forward ? 1 : -1;
    const double next_pixel = now.x_at(now.x_pixel(from) + direction * points);
    const MinMaxPyramid* curve = nullptr;
    qint64 count = 0;
    for (const PlotLine& line : shown_.lines) {
        const qint64 shown = line.points ? shown_count(line.count, static_cast<std::size_t>(line.points->size())) : 0;
        if (shown > count) {
            curve = line.points.get();
            count = shown;
        }
    }
    if (!curve)
        return next_pixel;
    const qint64 here = curve->lower_bound(from), there = curve->lower_bound(next_pixel);
    const bool on_point = here < curve->size() && curve->x(here) == from;
    const qint64 index =
        forward ? std::max(there, here + (on_point ? points : points - 1)) : std::min(there, here - points);
    return curve->x(std::clamp<qint64>(index, 0, count - 1));
}

void Plot::put_caret(double x)
{
    const auto [from, to] = x_range();
    if (x < from || x > to) {
        const PlotScale now = scale();
        const double edge = x < from ? now.area.left() : now.area.right();
        const Span limits = x_limits(data_, axes_);
        x = std::clamp(x, limits.first, limits.second);
        set_zoom(now.x_panned(edge - now.x_pixel(x)));
    }
    entry_ = -1;
    set_crosshair(x);
    Q_EMIT hovered(x);
    speak();
}

void Plot::move_caret(bool forward, int points)
{
    const auto [from, to] = x_range();
    const auto has_dots = [](const PlotDots& dots) { return dots.count != 0; };
    if (std::none_of(shown_.dots.begin(), shown_.dots.end(), has_dots)) {
        put_caret(crosshair_ ? caret_step(*crosshair_, forward, points) : forward ? from : to);
        return;
    }
    DotPlace dot = dot_;
    for (int point = 0; point < points; ++point)
        if (const DotPlace next = next_dot(shown_.dots, dot, crosshair_.value_or(forward ? from : to), forward))
            dot = next;
    if (!dot)
        return;
    put_caret((*shown_.dots[static_cast<std::size_t>(dot.series)].points)[static_cast<std::size_t>(dot.index)].x());
    set_dot(dot);
}

bool Plot::zoom_by_key(int key, bool of_y)
{
    if (key == Qt::Key_0) {
        reset_zoom();
        return true;
    }
    const bool closer = key == Qt::Key_Plus || key == Qt::Key_Equal;
    if (!closer && key != Qt::Key_Minus)
        return false;
    const PlotScale now = scale();
    const double factor = closer ? 1 / key_zoom : key_zoom;
    if (of_y)
        zoom_y(factor, now.area.center().y());
    else
        zoom_x(factor, crosshair_ ? std::clamp(now.x_pixel(*crosshair_), now.area.left(), now.area.right())
                                  : now.area.center().x());
    return true;
}

void Plot::keyPressEvent(QKeyEvent* event)
{
    by_keys_ = true;
    update();
    if (legend_key(event->key()) || drawing().empty() ||
        zoom_by_key(event->key(), event->modifiers() & Qt::ControlModifier))
        return;
    const int points = event->modifiers() & Qt::ShiftModifier ? fast_points : 1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        move_caret(event->key() == Qt::Key_Right, points);
        return;
    case Qt::Key_Home:
        set_dot({});
        put_caret(x_range().first);
        return;
    case Qt::Key_End:
        set_dot({});
        put_caret(x_range().second);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (crosshair_)
            click(*crosshair_);
        return;
    case Qt::Key_Escape:
        entry_ = -1;
        set_crosshair(std::nullopt);
        set_dot({});
        Q_EMIT left();
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);  // Esc goes on to the window, too
}

}  // namespace ttt

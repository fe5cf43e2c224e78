#include "views/plot/plot_dots.h"

#include "views/plot/plot_curves.h"

#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ttt {

namespace {

constexpr double fill_opacity = 0.7;  // so that dots on dots can be told
constexpr double ring_gap = 2.5;      // between a dot and its ring, pixels

bool drawable(QPointF point, const PlotScale& scale)
{
    return std::isfinite(point.x()) && std::isfinite(point.y()) && (!scale.log_x || point.x() > 0) &&
           (!scale.log_y || point.y() > 0);
}

void set_dot_pen(QPainter& painter, const PlotDots& dots, const Theme& theme)
{
    QColor colour = dots.colour.in(theme);
    colour.setAlphaF(static_cast<float>(dots.hollow ? 1 : fill_opacity));
    painter.setPen(dots.hollow ? QPen(colour, 1.2) : QPen(Qt::NoPen));
    painter.setBrush(dots.hollow ? QBrush(Qt::NoBrush) : QBrush(colour));
}

QPixmap dot_sprite(const PlotDots& dots, const Theme& theme, double ratio)
{
    const int side = 2 * static_cast<int>(std::ceil(dots.radius + 1)) + 1;
    const int pixels = static_cast<int>(std::ceil(side * ratio));
    QPixmap sprite(pixels, pixels);
    sprite.setDevicePixelRatio(ratio);
    sprite.fill(Qt::transparent);
    QPainter painter(&sprite);
    painter.setRenderHint(QPainter::Antialiasing);
    set_dot_pen(painter, dots, theme);
    painter.drawEllipse(QPointF(pixels / ratio / 2, pixels / ratio / 2), dots.radius, dots.radius);
    return sprite;
}

/// Its place among all dots: ascending x, then series, then index.
std::tuple<double, int, qint64> order(const std::vector<PlotDots>& all, DotPlace dot)
{
    return {(*all[static_cast<std::size_t>(dot.series)].points)[static_cast<std::size_t>(dot.index)].x(), dot.series,
            dot.index};
}

/// The dot of one series that follows (or precedes) the place, {} at the end.
DotPlace next_in_series(const std::vector<PlotDots>& all, int series, std::tuple<double, int, qint64> from,
                        bool forward)
{
    const PlotDots& dots = all[static_cast<std::size_t>(series)];
    const qint64 count = dots.points ? shown_count(dots.count, dots.points->size()) : 0;
    qint64 low = 0, high = count;  // the first dot that is not before `from`
    while (low < high) {
        const qint64 middle = (low + high) / 2;
        if (order(all, {series, middle}) < from)
            low = middle + 1;
        else
            high = middle;
    }
    if (!forward)
        return low > 0 ? DotPlace{series, low - 1} : DotPlace{};
    if (low < count && order(all, {series, low}) == from)
        ++low;
    return low < count ? DotPlace{series, low} : DotPlace{};
}

}  // namespace

std::pair<qint64, qint64> dots_between(const PlotDots& dots, double from, double to)
{
    if (!dots.points)
        return {0, 0};
    const auto begin = dots.points->begin(), end = begin + shown_count(dots.count, dots.points->size());
    const auto less = [](QPointF point, double x) { return point.x() < x; };
    const auto greater = [](double x, QPointF point) { return x < point.x(); };
    const auto first = std::lower_bound(begin, end, from, less);
    return {first - begin, std::upper_bound(first, end, to, greater) - begin};
}

DotPlace nearest_dot(const std::vector<PlotDots>& all, const PlotScale& scale, QPointF at, double reach)
{
    DotPlace found;
    double best = reach;
    for (std::size_t series = 0; series < all.size(); ++series) {
        const auto [begin, end] = dots_between(all[series], scale.x_at(at.x() - reach), scale.x_at(at.x() + reach));
        for (qint64 index = begin; index < end; ++index) {
            const QPointF point = (*all[series].points)[static_cast<std::size_t>(index)];
            if (!drawable(point, scale))
                continue;
            const double distance = std::hypot(scale.x_pixel(point.x()) - at.x(), scale.y_pixel(point.y()) - at.y());
            if (distance <= best) {
                best = distance;
                found = {static_cast<int>(series), index};
            }
        }
    }
    return found;
}

DotPlace next_dot(const std::vector<PlotDots>& all, DotPlace from, double x, bool forward)
{
    const int none = forward ? -1 : static_cast<int>(all.size());  // all of this x still lie ahead
    const auto place = from ? order(all, from) : std::tuple<double, int, qint64>{x, none, -1};
    DotPlace found;
    for (int series = 0; series < static_cast<int>(all.size()); ++series) {
        const DotPlace next = next_in_series(all, series, place, forward);
        if (next && (!found || (order(all, next) < order(all, found)) == forward))
            found = next;
    }
    return found;
}

qint64 paint_dots(QPainter& painter, const PlotDots& dots, const PlotScale& scale, const Theme& theme, double ratio)
{
    const bool vectors = paints_vectors(painter);
    const QPixmap sprite = vectors ? QPixmap() : dot_sprite(dots, theme, ratio);
    const QPointF centre = QPointF(sprite.width(), sprite.height()) / ratio / 2;
    if (vectors)
        set_dot_pen(painter, dots, theme);
    const int columns = static_cast<int>(scale.area.width() * ratio) + 1;
    const int rows = static_cast<int>(scale.area.height() * ratio) + 1;
    std::vector<bool> taken(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    qint64 painted = 0;
    const auto [begin, end] = dots_between(dots, scale.x_min, scale.x_max);
    for (qint64 index = begin; index < end; ++index) {
        const QPointF point = (*dots.points)[static_cast<std::size_t>(index)];
        if (!drawable(point, scale) || point.y() < scale.y_min || point.y() > scale.y_max)
            continue;
        const QPointF at(scale.x_pixel(point.x()), scale.y_pixel(point.y()));
        const auto column = static_cast<std::size_t>((at.x() - scale.area.left()) * ratio);
        const auto row = static_cast<std::size_t>((at.y() - scale.area.top()) * ratio);
        const std::size_t cell = std::min(row * static_cast<std::size_t>(columns) + column, taken.size() - 1);
        if (taken[cell])
            continue;
        taken[cell] = true;
        ++painted;
        if (vectors)
            painter.drawEllipse(at, dots.radius, dots.radius);
        else
            painter.drawPixmap(at - centre, sprite);
    }
    return painted;
}

void paint_highlight(QPainter& painter, const PlotDots& dots, const PlotScale& scale, const Theme& theme)
{
    if (!dots.points || dots.highlighted < 0 || dots.highlighted >= shown_count(dots.count, dots.points->size()))
        return;
    const QPointF point = (*dots.points)[static_cast<std::size_t>(dots.highlighted)];
    const QPointF at(scale.x_pixel(point.x()), scale.y_pixel(point.y()));
    if (!drawable(point, scale) || !scale.area.adjusted(-1, -1, 1, 1).contains(at))
        return;
    painter.setPen(QPen(theme.mark, 2));
    painter.setBrush(Qt::NoBrush);
    const double radius = dots.radius + ring_gap;
    painter.drawEllipse(at, radius, radius);
}

}  // namespace ttt

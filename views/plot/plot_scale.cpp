#include "views/plot/plot_scale.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

/// About one point of four million: the deepest zoom.
constexpr double narrowest = 1.0 / (1 << 22);

double part(double value, double from, double to)
{
    return (value - from) / (to - from);
}

}  // namespace

DrawRange PlotScale::draw_range() const
{
    return {x_min, x_max, std::max(1, static_cast<int>(std::lround(area.width()))), log_x};
}

double PlotScale::x_pixel(double x) const
{
    const DrawRange range = draw_range();
    return area.left() + area.width() * part(range.to_axis(x), range.to_axis(x_min), range.to_axis(x_max));
}

double PlotScale::x_at(double pixel) const
{
    const DrawRange range = draw_range();
    const double from = range.to_axis(x_min), to = range.to_axis(x_max);
    return range.from_axis(from + (to - from) * part(pixel, area.left(), area.right()));
}

double PlotScale::y_pixel(double y) const
{
    const double at = !log_y  ? part(y, y_min, y_max)
                      : y > 0 ? part(std::log(y), std::log(y_min), std::log(y_max))
                              : std::numeric_limits<double>::quiet_NaN();
    return area.bottom() - area.height() * at;
}

double PlotScale::y_at(double pixel) const
{
    const double at = part(pixel, area.bottom(), area.top());
    return log_y ? y_min * std::pow(y_max / y_min, at) : y_min + (y_max - y_min) * at;
}

Span PlotScale::x_zoomed(double factor, double pixel) const
{
    return {x_at(pixel + (area.left() - pixel) * factor), x_at(pixel + (area.right() - pixel) * factor)};
}

Span PlotScale::y_zoomed(double factor, double pixel) const
{
    return {y_at(pixel + (area.bottom() - pixel) * factor), y_at(pixel + (area.top() - pixel) * factor)};
}

Span PlotScale::x_panned(double pixels) const
{
    return {x_at(area.left() - pixels), x_at(area.right() - pixels)};
}

Span PlotScale::y_panned(double pixels) const
{
    return {y_at(area.bottom() - pixels), y_at(area.top() - pixels)};
}

Span clamped(Span span, Span limits, bool log)
{
    const DrawRange axis{.log_x = log};
    const double low = axis.to_axis(limits.first), high = axis.to_axis(limits.second);
    double from = axis.to_axis(span.first), to = axis.to_axis(span.second);
    const double least = (high - low) * narrowest;
    if (to - from < least) {
        const double middle = (from + to) / 2;
        from = middle - least / 2;
        to = middle + least / 2;
    }
    if (to - from >= high - low)
        return limits;
    const double shift = from < low ? low - from : to > high ? high - to : 0;
    return {axis.from_axis(from + shift), axis.from_axis(to + shift)};
}

}  // namespace ttt

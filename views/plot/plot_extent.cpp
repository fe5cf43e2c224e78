#include "views/plot/plot_extent.h"

#include "views/plot/plot_dots.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double smallest_positive = 1e-300;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Grows to hold x, if x can be on the axis.
void include(Span& span, double x)
{
    if (!std::isfinite(x))
        return;
    span.first = std::min(span.first, x);
    span.second = std::max(span.second, x);
}

void include_curve(Span& span, const MinMaxPyramid& curve, qint64 count, bool log_x)
{
    const qint64 first = log_x ? curve.lower_bound(smallest_positive) : 0;
    if (first >= count)
        return;
    include(span, curve.x(first));
    include(span, curve.x(count - 1));
}

/// Of points or bars in ascending order of x.
template <class Points, class X>
void include_sorted(Span& span, const Points& points, qint64 count, bool log_x, X x_of)
{
    const auto end = points.begin() + count;
    const auto less = [&](const auto& point, double x) { return x_of(point) < x; };
    const auto first = log_x ? std::lower_bound(points.begin(), end, smallest_positive, less) : points.begin();
    if (first == end)
        return;
    include(span, x_of(*first));
    include(span, x_of(*(end - 1)));
}

}  // namespace

qint64 size_of(const PlotLine& line)
{
    return line.points ? shown_count(line.count, static_cast<std::size_t>(line.points->size())) : 0;
}

qint64 size_of(const PlotBand& band)
{
    return band.low && band.high
               ? shown_count(band.count, static_cast<std::size_t>(std::min(band.low->size(), band.high->size())))
               : 0;
}

std::optional<Span> x_extent(const PlotData& data, bool log_x)
{
    Span span{infinity, -infinity};
    for (const PlotLine& line : data.lines)
        if (line.points)
            include_curve(span, *line.points, size_of(line), log_x);
    for (const PlotBand& band : data.bands)
        if (band.low && band.high)
            include_curve(span, *band.low, size_of(band), log_x);
    for (const PlotDots& dots : data.dots)
        if (dots.points)
            include_sorted(span, *dots.points, shown_count(dots.count, dots.points->size()), log_x,
                           [](QPointF point) { return point.x(); });
    for (const PlotBars& bars : data.bars)
        if (bars.bars)
            include_sorted(span, *bars.bars, shown_count(bars.count, bars.bars->size()), log_x,
                           [](const PlotBar& bar) { return bar.x; });
    return span.first <= span.second ? std::optional(span) : std::nullopt;
}

Span home_x(const PlotData& data, const PlotAxes& axes)
{
    Span home = x_extent(data, axes.log_x).value_or(Span{axes.log_x ? 1 : 0, axes.log_x ? 2 : 1});
    home.first = axes.x_min.value_or(home.first);
    home.second = axes.x_max.value_or(home.second);
    if (axes.log_x && !(home.first > 0))
        home.first = 1;
    if (!(home.second > home.first))
        home.second = axes.log_x ? home.first * 2 : home.first + 1;
    return home;
}

Span x_limits(const PlotData& data, const PlotAxes& axes)
{
    const Span home = home_x(data, axes);
    const Span extent = x_extent(data, axes.log_x).value_or(home);
    return {std::min(home.first, extent.first), std::max(home.second, extent.second)};
}

}  // namespace ttt

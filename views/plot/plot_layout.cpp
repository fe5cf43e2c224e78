#include "views/plot/plot_layout.h"

#include "views/plot/plot_dots.h"
#include "views/plot/plot_extent.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double margin = 8, label_gap = 5;           // pixels
constexpr double y_tick_lines = 2.4;                  // lines of text per y tick
constexpr double x_tick_ems = 5.5, log_tick_ems = 4;  // widths of an "M" per x tick; powers of two are short

/// Outward to whole ticks of a linear axis.
Span rounded(Span span, int most)
{
    for (int round = 0; round < 3; ++round) {
        const double step = nice_step(span.first, span.second, most);
        const Span wider{std::floor(span.first / step + 1e-6) * step, std::ceil(span.second / step - 1e-6) * step};
        if (wider == span)
            break;
        span = wider;
    }
    return span;
}

/// Outward to 1, 2 or 5 times a power of ten.
Span log_rounded(Span span)
{
    constexpr double slack = 1e-9;
    const auto power = [](double y) { return std::pow(10, std::floor(std::log10(y))); };
    const double low = power(span.first), high = power(span.second);
    Span wider{low, 10 * high};
    for (const double factor : {2.0, 5.0}) {
        if (factor * low <= span.first * (1 + slack))
            wider.first = factor * low;
        if (factor * high >= span.second * (1 - slack))
            wider.second = std::min(wider.second, factor * high);
    }
    if (high >= span.second * (1 - slack))
        wider.second = high;
    return wider;
}

Span y_range(Span visible, const PlotAxes& axes, int most)
{
    if (!(visible.first <= visible.second))
        visible = axes.log_y ? Span{1, 10} : Span{0, 1};
    const double least = std::max(1e-9, std::abs(visible.second) * 1e-6);
    if (visible.second - visible.first < least) {
        const double room = visible.second == 0 ? 1 : std::abs(visible.second) * 0.05;
        visible = {visible.first - room, visible.second + room};
    }
    Span range = axes.log_y ? log_rounded(visible) : rounded(visible, most);
    if (axes.y_min && !(axes.log_y && *axes.y_min <= 0))
        range.first = *axes.y_min;
    range.second = axes.y_max.value_or(range.second);
    return range.first < range.second ? range : Span{range.first, axes.log_y ? range.first * 10 : range.first + 1};
}

void draw_curves(PlotLayout& layout, const PlotData& data, const DrawRange& range)
{
    const auto count = [&layout](qint64 drawn, qint64 stored) {
        if (stored < layout.stored)
            return;
        layout.drawn = stored == layout.stored ? std::max(layout.drawn, drawn) : drawn;
        layout.stored = stored;
    };
    for (const PlotLine& line : data.lines) {
        layout.lines.push_back(line.points ? downsample(*line.points, size_of(line), range) : DrawnLine());
        count(layout.lines.back().points, size_of(line));
    }
    for (const PlotBand& band : data.bands) {
        layout.bands.push_back(band.low && band.high ? downsample_band(*band.low, *band.high, size_of(band), range)
                                                     : DrawnBand());
        count(layout.bands.back().low.points, size_of(band));
    }
    for (const PlotDots& dots : data.dots) {
        const auto [begin, end] = dots_between(dots, range.x_min, range.x_max);
        count(end - begin, dots.points ? shown_count(dots.count, dots.points->size()) : 0);
    }
    for (const PlotBars& bars : data.bars)
        if (bars.bars)
            count(shown_count(bars.count, bars.bars->size()), shown_count(bars.count, bars.bars->size()));
}

/// The left edge follows the widest y label and the title beside it; legend rows above, x labels and title below.
void place(PlotLayout& layout, const PlotAxes& axes, QSizeF size, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double title = std::ceil(metrics.height());
    double widest = metrics.horizontalAdvance(QStringLiteral("0000"));  // usual labels move nothing when they change
    for (const Tick& tick : layout.y_ticks)
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    const double left = std::ceil(widest) + margin + label_gap + (axes.y_name.isEmpty() ? 0 : title);
    layout.legend_places = legend_places(layout.legend, size.width() - left - margin, font);
    double top = margin;
    for (QRectF& entry : layout.legend_places) {
        entry.translate(left, margin / 2);
        top = std::max(top, std::ceil(entry.bottom() + margin / 2));
    }
    top = std::max(top, std::ceil(metrics.height() / 2));
    const double bottom =
        std::floor(size.height() - metrics.height() - label_gap - 2 - (axes.x_name.isEmpty() ? 0 : title));
    const QRectF area(QPointF(left, top),
                      QPointF(std::max(left + 1, size.width() - margin - 4), std::max(top + 1, bottom)));
    layout.scale.area = area;
    layout.x_title = {area.center().x(), size.height() - 1 - title / 2};
    layout.y_title = {margin / 2 + title / 2, area.center().y()};
}

int most_ticks(double length, double each)
{
    return std::max(2, static_cast<int>(length / each));
}

}  // namespace

PlotLayout lay_out(const PlotData& data, const PlotAxes& axes, const PlotZoom& zoom, QSizeF size, const QFont& font)
{
    const QFontMetricsF metrics(font);
    PlotLayout layout;
    layout.legend = legend_entries(data);
    PlotScale& scale = layout.scale;
    scale.log_x = axes.log_x;
    scale.log_y = axes.log_y;
    std::tie(scale.x_min, scale.x_max) = zoom.x.value_or(home_x(data, axes));
    place(layout, axes, size, font);  // without y labels yet: close enough to count columns
    draw_curves(layout, data, scale.draw_range());
    const int most_y = most_ticks(scale.area.height(), metrics.height() * y_tick_lines);
    std::tie(scale.y_min, scale.y_max) =
        zoom.y ? *zoom.y : y_range(y_extent(data, layout.lines, layout.bands, scale), axes, most_y);
    if (!zoom.y)
        layout.unseen = unseen_values(data, scale);
    layout.y_ticks =
        axes.log_y ? decade_ticks(scale.y_min, scale.y_max, most_y) : linear_ticks(scale.y_min, scale.y_max, most_y);
    for (Tick& tick : layout.y_ticks)
        tick.label += axes.y_suffix;
    place(layout, axes, size, font);
    const int most_x = most_ticks(scale.area.width(), metrics.horizontalAdvance(QLatin1Char('M')) *
                                                          (axes.log_x ? log_tick_ems : x_tick_ems));
    layout.x_ticks =
        axes.log_x ? log_ticks(scale.x_min, scale.x_max, most_x) : linear_ticks(scale.x_min, scale.x_max, most_x);
    return layout;
}

}  // namespace ttt

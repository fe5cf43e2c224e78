#include "views/plot/plot_y_range.h"

#include "views/plot/minmax_pyramid.h"
#include "views/plot/plot_dots.h"
#include "views/plot/plot_extent.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t fewest_values = 5;      // fewer have no outliers
constexpr std::size_t most_sampled = 4096;    // for the quantiles
constexpr double fence = 3;                   // quartile distances
constexpr double tails_per_quartiles = 2.44;  // of a normal distribution: 5 % to 95 % against 25 % to 75 %
constexpr double most_outliers = 0.05, worth_it = 2;

void include(Span& span, double x)
{
    span.first = std::min(span.first, x);
    span.second = std::max(span.second, x);
}

Span extent_of(const std::vector<double>& values, Span limits)
{
    Span found{infinity, -infinity};
    for (const double value : values)
        if (value >= limits.first && value <= limits.second)
            include(found, value);
    return found;
}

/// The far fences. A series that hardly moves but for its tails has them as wide as the tails ask for.
Span fences(const std::vector<double>& values)
{
    std::vector<double> sample;
    for (std::size_t at = 0, stride = 1 + values.size() / most_sampled; at < values.size(); at += stride)
        sample.push_back(values[at]);
    std::sort(sample.begin(), sample.end());
    const auto quantile = [&sample](double part) {
        return sample[static_cast<std::size_t>(std::lround(part * static_cast<double>(sample.size() - 1)))];
    };
    const double low = quantile(0.25), high = quantile(0.75);
    const double spread = std::max(high - low, (quantile(0.95) - quantile(0.05)) / tails_per_quartiles);
    return spread > 0 ? Span{low - fence * spread, high + fence * spread} : Span{-infinity, infinity};
}

/// The values of one series, in the axis' own units.
class SeriesValues {
public:
    explicit SeriesValues(bool log) : log_(log) {}

    void add(double y)
    {
        if (std::isfinite(y) && (!log_ || y > 0))
            values_.push_back(log_ ? std::log(y) : y);
    }
    void add(const DrawnLine& line)
    {
        for (const QList<QPointF>& part : line.parts)
            for (const QPointF& point : part)
                add(point.y());
    }
    /// Widens `span`, which is in y.
    void take(Span& span)
    {
        const Span own = span_without_outliers(values_);
        values_.clear();
        if (own.first > own.second)
            return;
        include(span, log_ ? std::exp(own.first) : own.first);
        include(span, log_ ? std::exp(own.second) : own.second);
    }

private:
    bool log_;
    std::vector<double> values_;
};

template <class See>
void each_bar(const PlotBars& bars, const PlotScale& scale, See see)
{
    for (qint64 at = 0; bars.bars && at < shown_count(bars.count, bars.bars->size()); ++at)
        if (const PlotBar& bar = (*bars.bars)[static_cast<std::size_t>(at)];
            bar.x >= scale.x_min && bar.x <= scale.x_max)
            see(bar);
}

void count_line(UnseenValues& unseen, const PlotLine& line, const PlotScale& scale)
{
    if (!line.points)
        return;
    const auto up_to = [&](double x) { return std::min<std::int64_t>(size_of(line), line.points->lower_bound(x)); };
    const std::int64_t begin = up_to(scale.x_min), end = up_to(std::nextafter(scale.x_max, infinity));
    unseen.above += line.points->count_above(begin, end, scale.y_max);
    unseen.below += line.points->count_below(begin, end, scale.y_min);
}

}  // namespace

Span span_without_outliers(const std::vector<double>& values)
{
    const Span all = extent_of(values, {-infinity, infinity});
    if (values.size() < fewest_values)
        return all;
    const Span limits = fences(values), own = extent_of(values, limits);
    const auto outside = static_cast<double>(std::count_if(values.begin(), values.end(), [&limits](double value) {
        return value < limits.first || value > limits.second;
    }));
    const double allowed = std::max(1.0, most_outliers * static_cast<double>(values.size()));
    const bool squeezed = all.second - all.first > worth_it * (own.second - own.first);
    return squeezed && outside <= allowed ? own : all;
}

Span y_extent(const PlotData& data, const std::vector<DrawnLine>& lines, const std::vector<DrawnBand>& bands,
              const PlotScale& scale)
{
    Span y{infinity, -infinity};
    SeriesValues series(scale.log_y);
    for (const DrawnLine& line : lines) {
        series.add(line);
        series.take(y);
    }
    for (const DrawnBand& band : bands) {
        series.add(band.low);
        series.add(band.high);
        series.take(y);
    }
    for (const PlotDots& dots : data.dots) {
        const auto [begin, end] = dots_between(dots, scale.x_min, scale.x_max);
        for (qint64 at = begin; at < end; ++at)
            series.add((*dots.points)[static_cast<std::size_t>(at)].y());
        series.take(y);
    }
    for (const PlotBars& bars : data.bars) {
        each_bar(bars, scale, [&series](const PlotBar& bar) {
            series.add(bar.low);
            series.add(bar.high);
        });
        series.take(y);
    }
    for (const PlotRule& rule : data.references)
        if (std::isfinite(rule.at) && (!scale.log_y || rule.at > 0))
            include(y, rule.at);
    return y;
}

UnseenValues unseen_values(const PlotData& data, const PlotScale& scale)
{
    UnseenValues unseen;
    const auto see = [&](double low, double high) {
        unseen.above += high > scale.y_max ? 1 : 0;
        unseen.below += low < scale.y_min ? 1 : 0;
    };
    for (const PlotLine& line : data.lines)
        if (!line.faint)  // those are the same values, drawn once more
            count_line(unseen, line, scale);
    for (const PlotDots& dots : data.dots) {
        const auto [begin, end] = dots_between(dots, scale.x_min, scale.x_max);
        for (qint64 at = begin; at < end; ++at)
            see((*dots.points)[static_cast<std::size_t>(at)].y(), (*dots.points)[static_cast<std::size_t>(at)].y());
    }
    for (const PlotBars& bars : data.bars)
        each_bar(bars, scale, [&see](const PlotBar& bar) { see(bar.low, bar.high); });
    return unseen;
}

}  // namespace ttt

#include "app/window/methods/method_line.h"

#include "views/plot/minmax_pyramid.h"
#include "views/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr std::int64_t most_points = 400;  // of a curve: more than a chart has room for
constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

/// `number` counts the runs that learn; frozen has the colour that it has everywhere.
PlotColour colour_of(bool is_frozen, std::size_t number)
{
    const int at = static_cast<int>(number);
    return is_frozen ? PlotColour(&Theme::frozen)
                     : PlotColour(series_colour(theme(false), at), series_colour(theme(true), at));
}

/// Perplexity in each range, at the middle of its tokens.
std::shared_ptr<const MinMaxPyramid> points_of(const ComparedMethod& method, const Comparison& comparison)
{
    auto points = std::make_shared<MinMaxPyramid>();
    for (std::size_t at = 0; at < method.ranges.size(); ++at) {
        const Comparison::Range& range = comparison.ranges[at];
        const double middle = static_cast<double>(range.begin + range.end) / 2;
        points->append(middle, method.ranges[at].value_or(std::nan("")));
    }
    return points;
}

}  // namespace

MethodLine method_line(const Comparison& comparison, std::size_t at, const QString& name, std::span<const float> frozen)
{
    constexpr double width = 2;
    const ComparedMethod& method = comparison.methods[at];
    const bool is_frozen = method.run.name == frozen_name;
    const auto number = static_cast<std::size_t>(
        std::count_if(comparison.methods.begin(), comparison.methods.begin() + static_cast<std::ptrdiff_t>(at),
                      [](const ComparedMethod& other) { return other.run.name != frozen_name; }));
    MethodLine line;
    line.range_line = {.name = name,
                       .colour = colour_of(is_frozen, number),
                       .width = width,
                       .style = is_frozen ? Qt::SolidLine : dashes[number % dashes.size()],
                       .points = points_of(method, comparison)};
    if (is_frozen || comparison.block == 0)
        return line;
    line.gain = gain_so_far(frozen, method.run.nll, comparison.block, most_points);
    if (comparison.errors)
        std::ranges::transform(line.gain, line.gain.begin(), [](const GainPoint& point) { return error_gain(point); });
    auto change = std::make_shared<MinMaxPyramid>(), low = std::make_shared<MinMaxPyramid>(),
         high = std::make_shared<MinMaxPyramid>();
    for (const GainPoint& point : line.gain) {
        const double x = static_cast<double>(point.end - 1);
        change->append(x, 100 * point.change);
        low->append(x, 100 * point.low);
        high->append(x, 100 * point.high);
    }
    line.gain_line = line.range_line;
    line.gain_line.points = change;
    line.band = {.part_of = name, .colour = line.range_line.colour, .low = low, .high = high};
    return line;
}

}  // namespace ttt

#include "views/plot/downsample.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

/// Indices [edge k, edge k + 1) of the curve are column k; the last column holds x_max too.
std::vector<std::int64_t> column_indices(const MinMaxPyramid& curve, std::int64_t count, const DrawRange& range)
{
    std::vector<double> edges = column_edges(range);
    edges.back() = std::nextafter(edges.back(), std::numeric_limits<double>::infinity());
    std::vector<std::int64_t> indices;
    indices.reserve(edges.size());
    for (const double edge : edges)
        indices.push_back(std::min(curve.lower_bound(edge), count));
    return indices;
}

bool drawable(const MinMaxPyramid& curve, std::int64_t count, std::int64_t index, const DrawRange& range)
{
    return index >= 0 && index < count && !std::isnan(curve.y(index)) && (!range.log_x || curve.x(index) > 0);
}

/// Where the line from point `index` to the next one crosses x, in axis units.
QPointF cut(const MinMaxPyramid& curve, std::int64_t index, double x, const DrawRange& range)
{
    const double from = range.to_axis(curve.x(index)), to = range.to_axis(curve.x(index + 1)), at = range.to_axis(x);
    const double part = to > from ? (at - from) / (to - from) : 0;
    return {at, curve.y(index) + part * (curve.y(index + 1) - curve.y(index))};
}

class LineWriter {
public:
    explicit LineWriter(DrawnLine& line) : line_(line) {}

    void add(QPointF point)
    {
        if (split_)
            line_.parts.emplace_back();
        split_ = false;
        line_.parts.back().push_back(point);
        line_.y_min = std::min(line_.y_min, point.y());
        line_.y_max = std::max(line_.y_max, point.y());
    }
    void split() { split_ = true; }

private:
    DrawnLine& line_;
    bool split_ = true;
};

/// The point where a line comes in over the left edge, or leaves over the right one.
void add_cut(LineWriter& writer, const MinMaxPyramid& curve, std::int64_t count, std::int64_t before, double x,
             const DrawRange& range)
{
    if (drawable(curve, count, before, range) && drawable(curve, count, before + 1, range))
        writer.add(cut(curve, before, x, range));
}

void add_column(LineWriter& writer, DrawnLine& line, const MinMaxPyramid& curve, MinMaxPyramid::Extremes column,
                const DrawRange& range)
{
    std::array<std::int64_t, 4> places{column.first, column.min, column.max, column.last};
    std::sort(places.begin(), places.end());
    const auto end = std::unique(places.begin(), places.end());
    for (auto place = places.begin(); place != end; ++place) {
        writer.add({range.to_axis(curve.x(*place)), curve.y(*place)});
        ++line.points;
    }
}

}  // namespace

double DrawRange::to_axis(double x) const
{
    return log_x ? std::log2(x) : x;
}

double DrawRange::from_axis(double axis_x) const
{
    return log_x ? std::exp2(axis_x) : axis_x;
}

std::vector<double> column_edges(const DrawRange& range)
{
    const int columns = std::max(1, range.columns);
    const double from = range.to_axis(range.x_min), to = range.to_axis(range.x_max);
    std::vector<double> edges{range.x_min};
    for (int column = 1; column < columns; ++column)
        edges.push_back(range.from_axis(from + (to - from) * column / columns));
    edges.push_back(range.x_max);
    return edges;
}

DrawnLine downsample(const MinMaxPyramid& curve, std::int64_t count, const DrawRange& range)
{
    DrawnLine line;
    LineWriter writer(line);
    count = std::min(count, curve.size());
    const auto indices = column_indices(curve, count, range);
    if (indices.front() < count && curve.x(indices.front()) > range.x_min)
        add_cut(writer, curve, count, indices.front() - 1, range.x_min, range);
    for (std::size_t column = 0; column + 1 < indices.size(); ++column) {
        if (indices[column] == indices[column + 1])
            continue;
        const auto found = curve.extremes(indices[column], indices[column + 1]);
        if (found.min < 0)
            writer.split();
        else
            add_column(writer, line, curve, found, range);
    }
    if (indices.back() > 0 && curve.x(indices.back() - 1) < range.x_max)
        add_cut(writer, curve, count, indices.back() - 1, range.x_max, range);
    return line;
}

DrawnBand downsample_band(const MinMaxPyramid& low, const MinMaxPyramid& high, std::int64_t count,
                          const DrawRange& range)
{
    DrawnBand band;
    LineWriter low_writer(band.low), high_writer(band.high);
    count = std::min({count, low.size(), high.size()});
    const auto indices = column_indices(low, count, range);
    const auto add_edge = [&](std::int64_t before, double x) {
        for (const std::int64_t place : {before, before + 1})
            if (!drawable(low, count, place, range) || !drawable(high, count, place, range))
                return;
        add_cut(low_writer, low, count, before, x, range);
        add_cut(high_writer, high, count, before, x, range);
    };
    if (indices.front() < count && low.x(indices.front()) > range.x_min)
        add_edge(indices.front() - 1, range.x_min);
    for (std::size_t column = 0; column + 1 < indices.size(); ++column) {
        if (indices[column] == indices[column + 1])
            continue;
        const auto bottom = low.extremes(indices[column], indices[column + 1]);
        const auto top = high.extremes(indices[column], indices[column + 1]);
        if (bottom.min < 0 || top.min < 0) {
            low_writer.split();
            high_writer.split();
            continue;
        }
        for (const std::int64_t place : {bottom.first, bottom.last}) {
            low_writer.add({range.to_axis(low.x(place)), low.y(bottom.min)});
            high_writer.add({range.to_axis(low.x(place)), high.y(top.max)});
            ++band.low.points;
            if (bottom.first == bottom.last)
                break;
        }
    }
    if (indices.back() > 0 && low.x(indices.back() - 1) < range.x_max)
        add_edge(indices.back() - 1, range.x_max);
    return band;
}

}  // namespace ttt

// Curves at full resolution, drawn with a few points per pixel column. Pure, no widget.
#pragma once

#include "views/plot/minmax_pyramid.h"

#include <QList>
#include <QPointF>

#include <limits>

namespace ttt {

/// What is visible. Columns are equally wide on the axis: in x, or in log2 x when log_x (then x_min > 0).
struct DrawRange {
    double x_min = 0, x_max = 1;
    int columns = 1;
    bool log_x = false;

    double to_axis(double x) const;
    double from_axis(double axis_x) const;
};

/// The x of the columns' edges, columns + 1 of them, ascending; exactly x_min and x_max at the ends.
std::vector<double> column_edges(const DrawRange& range);

/// Points in axis units (log2 x on a log axis), split where a whole column is a gap.
struct DrawnLine {
    std::vector<QList<QPointF>> parts;
    std::int64_t points = 0;  // of the curve; not counted: cuts at the edges of the range
    double y_min = std::numeric_limits<double>::infinity(), y_max = -std::numeric_limits<double>::infinity();
};

/// First, least, greatest and last point of every pixel column (M4, doi:10.14778/2732951.2732953), of the first
/// `count` points of the curve. A line that goes on outside the range is cut at its edge by interpolation.
DrawnLine downsample(const MinMaxPyramid& curve, std::int64_t count, const DrawRange& range);

/// The area between two curves of the same x: per column the least of `low` and the greatest of `high`. Part k of
/// both has the same x.
struct DrawnBand {
    DrawnLine low, high;
};
DrawnBand downsample_band(const MinMaxPyramid& low, const MinMaxPyramid& high, std::int64_t count,
                          const DrawRange& range);

}  // namespace ttt

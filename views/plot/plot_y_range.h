// Which y a Plot shows: all that is in sight, but for a few values that would squeeze the rest.
#pragma once

#include "views/plot/plot_data.h"
#include "views/plot/plot_scale.h"

namespace ttt {

/// From the least to the greatest of the values, without outliers: few of them (at most 5 %) that lie more than three
/// quartile distances beyond the quartiles (Tukey's far fences) and that would more than double the span.
/// from > to: there are no values.
Span span_without_outliers(const std::vector<double>& values);

/// What the y axis should hold of what is in sight along x, lines and bands as drawn; each series has its own outliers,
/// so that none can vanish. log_y: of what lies above 0. from > to: nothing.
Span y_extent(const PlotData& data, const std::vector<DrawnLine>& lines, const std::vector<DrawnBand>& bands,
              const PlotScale& scale);

/// Stored values of lines, dots and bars that are in sight along x and lie beyond the y axis.
struct UnseenValues {
    qint64 above = 0, below = 0;
};
UnseenValues unseen_values(const PlotData& data, const PlotScale& scale);

}  // namespace ttt

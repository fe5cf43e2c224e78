// How far the data of a Plot reach.
#pragma once

#include "views/plot/plot_data.h"
#include "views/plot/plot_scale.h"

namespace ttt {

/// Points that are shown.
qint64 size_of(const PlotLine& line);
qint64 size_of(const PlotBand& band);

/// From the least to the greatest x of what is shown; on a log axis of what is above 0. nullopt: nothing is there.
std::optional<Span> x_extent(const PlotData& data, bool log_x);
/// The x range without zoom: from the axes, else the extent; always from < to, above 0 on a log axis.
Span home_x(const PlotData& data, const PlotAxes& axes);
/// How far zoom and drag may go: home and extent.
Span x_limits(const PlotData& data, const PlotAxes& axes);

}  // namespace ttt

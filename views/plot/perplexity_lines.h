// What the Plot of PerplexityView shows: colours, dashes, names and counts for the curves of a run. Copies no points.
#pragma once

#include "views/plot/perplexity_feed.h"
#include "views/plot/plot_data.h"

namespace ttt {

/// Adapted, twin and frozen, or in the difference mode adapted / frozen and adapted / twin; up to the playhead. The
/// thin dashed line of the frozen arm lies on top, so that it shows where adapted is the same. `run`: the run's name,
/// where there are others beside it.
PlotData perplexity_lines(const PerplexityFeed& feed, const QString& run = {});

/// The adapted curve of another run (its frozen one when it has no other; in the difference mode adapted / frozen),
/// thin, in the `at`-th of the colours and dashes that tell runs apart.
void add_other_run(PlotData& to, const PerplexityFeed& feed, const QString& name, std::size_t at);

/// From token 256, while less is there from the first eighth on, to the last token that the run will have.
PlotAxes perplexity_axes(const PerplexityFeed& feed, bool log_x, bool log_y = false);

}  // namespace ttt

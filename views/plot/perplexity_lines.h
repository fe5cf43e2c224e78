// What the Plot of PerplexityView shows: colours, dashes, names and counts for the curves of a run. Copies no points.
#pragma once

#include "views/plot/perplexity_feed.h"
#include "views/plot/plot_data.h"

namespace ttt {

/// Frozen, twin and adapted, or in the difference mode adapted / frozen and adapted / twin; up to the playhead.
PlotData perplexity_lines(const PerplexityFeed& feed);

/// The adapted curve of another run (its frozen one when it has no other; in the difference mode adapted / frozen),
/// thin, in the `at`-th of the colours and dashes that tell runs apart.
void add_other_run(PlotData& to, const PerplexityFeed& feed, const QString& name, std::size_t at);

/// From token 256, or the first of a short run, to the last that the run will have.
PlotAxes perplexity_axes(const PerplexityFeed& feed, bool log_x);

}  // namespace ttt

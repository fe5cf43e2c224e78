// Items of a run in words; where a stream of images changes and where its answers collapse, as lines in charts.
#pragma once

#include "views/plot/plot_data.h"
#include "views/run_model.h"

#include <optional>

namespace ttt {

/// "fog:5", "clean".
QString shift_words(const ShiftRecord& shift);

/// "token 1,234 · chunk 9", "image 1,234 · batch 6 · fog:5".
QString item_words(const RunModel& run, std::int64_t item);

/// Up to the playhead. `named`: they stand in the legend.
void add_shift_marks(PlotData& to, const RunModel& run, bool named = true);

/// What the watch over collapses saw first; see engine/records/collapse.h.
struct SeenCollapse {
    std::int64_t first_item = 0;  // that was judged
    double adapted = 0, frozen = 0;
};

/// nullopt: nothing collapsed up to the playhead.
std::optional<SeenCollapse> first_collapse(const RunModel& run);
QString collapse_sentence(const SeenCollapse& collapse);
void add_collapse_mark(PlotData& to, const RunModel& run);

}  // namespace ttt

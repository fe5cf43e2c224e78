// Pattern events as dots and bars, filtered by the attention window, filled as chunks arrive.
#pragma once

#include "views/plot/plot_data.h"
#include "views/tables/pattern_rows.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ttt {

class RunModel;

/// Whether the earlier B lies where the filter says. Full attention, or layers that differ: everything is inside.
bool passes(WindowFilter filter, const PatternEvent& event, std::optional<std::int64_t> window);

/// Plain value, GUI thread. x: chunks (position / C); y: logit change.
class PatternPoints {
public:
    explicit PatternPoints(WindowFilter filter = WindowFilter::all) : filter_(filter) {}

    /// Takes over what arrived since the last call.
    void update(const RunModel& run);
    WindowFilter filter() const { return filter_; }

    /// How many dots or bars belong to the steps up to the playhead.
    std::int64_t shown_dots(const RunModel& run) const;
    std::int64_t shown_bars(const RunModel& run) const;
    /// RunModel::patterns() index of a dot.
    std::int64_t pattern_of(std::int64_t dot) const { return sources_[static_cast<std::size_t>(dot)]; }
    /// The dot at this item, -1: none.
    std::int64_t dot_at(const RunModel& run, std::int64_t item) const;

    const std::shared_ptr<std::vector<QPointF>>& dots() const { return dots_; }
    /// One per chunk that has patterns: mean ± 2 · standard deviation of all other tokens, averaged over its patterns.
    const std::shared_ptr<std::vector<PlotBar>>& bars() const { return bars_; }

private:
    void add_chunk(const RunModel& run, std::int64_t chunk);

    WindowFilter filter_;
    std::shared_ptr<std::vector<QPointF>> dots_ = std::make_shared<std::vector<QPointF>>();
    std::shared_ptr<std::vector<PlotBar>> bars_ = std::make_shared<std::vector<PlotBar>>();
    std::vector<std::int64_t> sources_;  // by dot, ascending
    std::int64_t done_ = 0;              // chunks taken over
};

}  // namespace ttt

// One metric of a run as curves: a line for each fast layer, filled as chunks arrive.
#pragma once

#include "engine/records/metrics.h"
#include "views/plot/plot_data.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ttt {

class RunModel;

/// Plain value, GUI thread. x: chunks, the middle of each, so that a point stands where the map has its column.
class DriftCurves {
public:
    explicit DriftCurves(Metric metric = Metric::drift_relative) : metric_(metric) {}

    /// Takes over what arrived since the last call.
    void update(const RunModel& run);
    /// Up to the playhead. "L1", "L3" …: colours and dash patterns differ.
    PlotData data(const RunModel& run) const;
    /// "chunk 111", then a line for each layer.
    QString value_text(const RunModel& run, double x) const;

private:
    Metric metric_;
    std::vector<std::int32_t> layers_;
    std::vector<std::shared_ptr<MinMaxPyramid>> curves_;  // one per layer
    std::int64_t done_ = 0;                               // chunks taken over
};

}  // namespace ttt

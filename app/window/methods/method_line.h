// One method of a comparison as the lines of a Plot.
#pragma once

#include "app/compare_methods.h"
#include "views/plot/plot_data.h"

#include <span>
#include <vector>

namespace ttt {

struct MethodLine {
    std::vector<GainPoint> gain;  // empty: frozen itself, or nothing to measure against
    PlotLine gain_line;           // percent, of errors percentage points, over items
    PlotBand band;                // its 95 % interval
    PlotLine range_line;          // perplexity or error in each range, at the middle of its items
};

/// Of the `at`-th method. `frozen` [T] nats; empty: nothing to measure against.
MethodLine method_line(const Comparison& comparison, std::size_t at, const QString& name,
                       std::span<const float> frozen);

}  // namespace ttt

// A sweep of the session as the chart shows it.
#pragma once

#include "app/sweep_result.h"
#include "views/plot/sweep_grid.h"

namespace ttt {

/// The grid over the first two settings of the tag; of more, each place stands for the best of the others. cells[i] is
/// of outcomes[i].
struct ShownSweep {
    SweepGrid grid;
    std::vector<SweepRun> examples;  // of each cell one run: its settings are what "use this" takes
};

ShownSweep shown_sweep(const std::vector<SweepRun>& runs, const std::vector<std::string>& keys);

/// "Inner rate η × Target, 12 runs"
QString sweep_title(const std::string& tag, int runs);

/// "Best: η 0.002, perplexity 32.1 against 42.7 frozen, −24.7 % (…)"; of another chosen place without "Best: ".
QString cell_sentence(const SweepGrid& grid, int cell);

}  // namespace ttt

// What `ttt sweep` prints.
#pragma once

#include "app/sweep_plan.h"
#include "app/sweep_result.h"

#include <iosfwd>
#include <set>
#include <string>
#include <vector>

namespace ttt {

struct SweepReport {
    std::string session;
    SweepPlan plan;
    std::vector<SweepRun> runs;    // in the order of the grid, document by document; as far as it came
    std::set<std::string> reused;  // ids of those that were in the session
};

void print_sweep(std::ostream& out, const SweepReport& report);

/// One object: runs, points (over all documents) and the best of these.
void print_sweep_json(std::ostream& out, const SweepReport& report);

/// "adapted 38.51, frozen 42.30, -9.0 % (-10.1 … -7.9)" or its state and sentence.
std::string result_words(const SweepRun& run);

}  // namespace ttt

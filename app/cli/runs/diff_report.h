// What `ttt diff` found, for people and for programs.
#pragma once

#include "sessions/run_difference.h"

#include <iosfwd>

namespace ttt {

struct DiffReport {
    const RunNumbers& first;
    const RunNumbers& second;
    const RunDifference& difference;
};

void print_diff(std::ostream& out, const DiffReport& report);
void print_diff_json(std::ostream& out, const DiffReport& report);

}  // namespace ttt

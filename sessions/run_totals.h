// Totals of a run so far, from its steps alone: what an interrupted run shows in the list.
#pragma once

#include "engine/records/records.h"

namespace ttt {

void add_step(RunSummary& totals, const StepRecord& step);

}  // namespace ttt

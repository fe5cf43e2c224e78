// The steps of a run, read.
#pragma once

#include "engine/records/records.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ttt {

/// Steps [first, last) of a run, as far as there are; 0 <= first <= last. Throws where they do not follow each other,
/// or are more than the input. In a read transaction.
std::vector<StepRecord> read_steps(Database& database, std::int64_t run, std::int64_t first, std::int64_t last);

std::vector<std::pair<std::int64_t, double>> read_series(Database& database, std::int64_t run, Metric metric,
                                                         std::int32_t layer);

}  // namespace ttt

// Metrics, item columns and events in rows of many steps (series_rows.h), read.
#pragma once

#include "sessions/step_page.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ttt {

/// Adds to the steps what rows of series hold of them, in the order of the records. In a read transaction.
void add_series(StepPage& page);

/// (step, value) of every step of the run that has the metric in a row of a series, in order.
std::vector<std::pair<std::int64_t, double>> read_series_rows(Database& database, std::int64_t run, Metric metric,
                                                              std::int32_t layer);

}  // namespace ttt

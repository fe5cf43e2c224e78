// Metrics, item columns and patterns in rows of single steps, as formats 1 to 3 wrote them.
#pragma once

#include "sessions/step_page.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ttt {

/// Adds to the steps what such rows hold of them, in the order of the records. In a read transaction.
void add_step_rows(StepPage& page);

/// (step, value) of every step of the run that has the metric in such a row, in order.
std::vector<std::pair<std::int64_t, double>> read_metric_rows(Database& database, std::int64_t run, Metric metric,
                                                              std::int32_t layer);

}  // namespace ttt

// Metrics and item columns in rows of many steps (series_rows.h), read.
#pragma once

#include "sessions/run_info.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ttt {

/// Adds to `steps`, of one run and one after the other, what rows of series hold of them, in the order of the records.
/// In a read transaction. `layers`: of the run's model; `columns` tells the width of every column in the file.
void add_series(Database& database, std::int64_t run, std::int64_t layers, const std::vector<DictionaryEntry>& columns,
                std::span<StepRecord> steps);

/// (step, value) of every step of the run that has the metric in a row of a series, in order.
std::vector<std::pair<std::int64_t, double>> read_series_rows(Database& database, std::int64_t run, Metric metric,
                                                              std::int32_t layer);

}  // namespace ttt

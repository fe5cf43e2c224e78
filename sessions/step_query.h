// The step, metric, item_column and pattern tables, read.
#pragma once

#include "sessions/run_info.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ttt {

/// Steps [first, last) of a run, as far as there are; 0 <= first <= last. Throws where they do not follow each other,
/// or are more than the document. In a read transaction. `columns` tells the width of every column in the file.
std::vector<StepRecord> read_steps(Database& database, std::int64_t run, std::int64_t first, std::int64_t last,
                                   const std::vector<DictionaryEntry>& columns);

std::vector<std::pair<std::int64_t, double>> read_series(Database& database, std::int64_t run, Metric metric,
                                                         std::int32_t layer);

std::vector<DictionaryEntry> read_metric_dictionary(Database& database);
std::vector<DictionaryEntry> read_column_dictionary(Database& database);

}  // namespace ttt

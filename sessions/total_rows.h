// The totals of a run: a row for each column that has one.
#pragma once

#include "engine/records/records.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// In the place of those that are there. In a transaction.
void write_totals(Database& database, std::int64_t run, const std::vector<Total>& totals);

/// In the order of the columns' numbers. `database`: of any format.
std::vector<Total> read_totals(Database& database, std::int64_t run);

}  // namespace ttt

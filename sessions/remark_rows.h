// The remarks of a run, written and read.
#pragma once

#include "sessions/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// In a transaction of the caller.
void insert_remarks(Database& database, std::int64_t run, const std::vector<std::string>& remarks);

/// In order; none in a file of a format that has no remarks.
std::vector<std::string> read_remarks(Database& database, std::int64_t run);

}  // namespace ttt

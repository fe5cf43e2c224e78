// What other runs read before a run that goes on from there, in a session file.
#pragma once

#include "engine/records/records.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <vector>

namespace ttt {

void insert_stretches(Database& database, std::int64_t run, const std::vector<RunStretch>& stretches);

/// Throws Error where the file is damaged.
std::vector<RunStretch> read_stretches(Database& database, std::int64_t run);

}  // namespace ttt

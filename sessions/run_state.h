// Runs whose program died stay "running" in the file; here they are told from those that go on.
#pragma once

#include "engine/records/records.h"
#include "sessions/sqlite.h"

namespace ttt {

inline constexpr const char* interrupted_message = "The program ended before the run did.";

/// Marks every dead run interrupted. In a write transaction.
void end_dead_runs(Database& database);

}  // namespace ttt

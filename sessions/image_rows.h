// The images of a run in a session file: a set once, whoever shows it, and each run's shifts.
#pragma once

#include "engine/records/input.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <optional>

namespace ttt {

/// Throws Error when they are not as a record says. Inside of the writer's transaction.
void insert_images(Database& database, std::int64_t run, const ImageSetRecord& images);

/// nullopt: the run shows none, or the file is of a format that knows none. Throws Error where the file is damaged.
std::optional<ImageSetRecord> read_images(Database& database, std::int64_t run);

}  // namespace ttt

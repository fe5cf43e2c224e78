// The run and document tables, read.
#pragma once

#include "sessions/run_info.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// In the order in which they came into the file. A row that does not hang together becomes a RunInfo with `damage`.
std::vector<RunInfo> read_runs(Database& database);

/// The run with exactly this id, or the sentence: there is none, or it is damaged.
RunInfo read_run(Database& database, const std::string& id);
std::int64_t run_row(Database& database, const std::string& id);

std::vector<Annotation> read_annotations(Database& database, std::int64_t run);

/// Tags are stored one a line.
std::string join_tags(const std::vector<std::string>& tags);

}  // namespace ttt

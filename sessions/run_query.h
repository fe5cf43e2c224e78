// The run and document tables, read.
#pragma once

#include "sessions/run_info.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// Oldest first.
std::vector<RunInfo> read_runs(Database& database);

/// The run with exactly this id, or the sentence.
RunInfo read_run(Database& database, const std::string& id);
std::int64_t run_row(Database& database, const std::string& id);

DocumentRecord read_document(Database& database, std::int64_t run);

std::vector<Annotation> read_annotations(Database& database, std::int64_t run);

/// Tags are stored one a line.
std::string join_tags(const std::vector<std::string>& tags);

}  // namespace ttt

// The promises of README.md as queries, and what only a reading of all records tells.
#pragma once

#include "sessions/run_info.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ttt {

/// `query` gives a text for every time that the rule is broken; `sentence` and the first of them are what is said.
struct FormatRule {
    const char* sentence;
    const char* query;
};

/// Of the file as a whole.
std::span<const FormatRule> file_rules();

/// Of one run, whose row number is bound.
std::span<const FormatRule> run_rules(std::int64_t format);

/// Reads the input and all steps: sentences on what does not hang together, on sums that are not those of the steps,
/// and on an end that is none. `steps` grows by those that were read.
std::vector<std::string> wrong_with_records(Database& database, const RunInfo& info, std::int64_t& steps);

}  // namespace ttt

// What the list of runs shows, and what people add to a run.
#pragma once

#include "engine/records/records.h"
#include "sessions/own_settings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

struct RunInfo {
    std::int64_t row = 0;  // its number in this file: runs stand in the order of theirs
    RunHeader header;
    RunSummary summary;  // of a run that goes on or was interrupted: the totals of the steps in the file
    std::string name;
    std::vector<std::string> tags;
    std::string notes;
    OwnSettings own_settings;            // of a run of another program
    std::int64_t heartbeat_unix_ms = 0;  // when the row was last written
    std::string damage;                  // a sentence; empty: none. Else only the id is good, and `summary` says failed
};

/// A remark on items [begin, end) of a run.
struct Annotation {
    std::int64_t id = 0;  // given by the file
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t created_unix_ms = 0;
    std::string text;
};

}  // namespace ttt

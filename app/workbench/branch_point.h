// Where a run that goes on from a logged one begins. Plain values.
#pragma once

#include <cstdint>
#include <string>

namespace ttt {

struct BranchPoint {
    std::string session;  // file
    std::string run_id;   // full
    std::int64_t at = 0;  // the chunk from which on it has settings of its own
};

}  // namespace ttt

// Where a run began, in words. Std only.
#pragma once

#include "engine/records/records.h"

#include <string>

namespace ttt {

/// "branched from run 5f3a0c1e at chunk 37"; empty: the run was read from its start.
inline std::string branch_words(const RunHeader& header)
{
    constexpr std::size_t shown_letters = 8;
    if (header.before.empty())
        return {};
    const RunStretch& last = header.before.back();
    return "branched from run " + last.run_id.substr(0, shown_letters) + " at chunk " + std::to_string(last.steps);
}

}  // namespace ttt

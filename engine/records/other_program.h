// Who computed a run. Std only.
#pragma once

#include "engine/records/records.h"

namespace ttt {

/// Our engine's version is a number; other programs name themselves. Such a run is not ours to compute again.
inline bool is_of_another_program(const RunHeader& header)
{
    const std::string& version = header.engine_version;
    return !version.empty() && !(version.front() >= '0' && version.front() <= '9');
}

}  // namespace ttt

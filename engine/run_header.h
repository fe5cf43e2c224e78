// The header of a run: what was read with what, where and when.
#pragma once

#include "engine/records/records.h"

namespace ttt {

/// A random UUID (version 4).
std::string new_run_id();

/// Id, engine version, device name, start time; the rest is the caller's.
RunHeader start_header(const RunConfig& resolved);

}  // namespace ttt

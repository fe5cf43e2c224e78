// Whether a run that is asked for was made already: what a sweep need not do again.
#pragma once

#include "sessions/run_info.h"

#include <span>

namespace ttt {

/// Whether somebody chose the same for the logged run, of the same files, which nobody has changed since, and it was
/// read to its end by this version. What the document holds is not read: a file that was written after the run began
/// counts as another.
bool is_done(const RunInfo& logged, const RunConfig& asked);

/// The latest of them; nullptr: there is none.
const RunInfo* find_done(std::span<const RunInfo> runs, const RunConfig& asked);

}  // namespace ttt

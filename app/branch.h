// A run that goes on from a chunk of a logged one: what the engine needs of it, out of the session.
#pragma once

#include "engine/run_branch.h"

#include <cstdint>
#include <string>

namespace ttt {

class SessionReader;
struct RunInfo;

/// Of the run with this full id, from its chunk `at`, counted from 0, on. Throws ttt::Error with a sentence when the
/// run is another program's, reads no text, is damaged, or can't go on from there: it ends before it, or had diverged.
RunBranch read_branch(const SessionReader& reader, const std::string& run_id, std::int64_t at);

/// The steps [0, before.back().steps) of a run that holds them, for the stretch of it that comes then.
RunBranch read_stretches(const SessionReader& reader, const std::string& run_id, std::vector<RunStretch> before);

}  // namespace ttt

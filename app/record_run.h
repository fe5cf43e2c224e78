// Drives a run to its end: steps are logged first, then shown. The same for the terminal and the window.
#pragma once

#include "app/session_log.h"

#include <stop_token>
#include <vector>

namespace ttt {

class Runner;

/// The next step and those that were read together with it; none at the end. Throws what Runner::step() throws, with
/// nothing in hand.
std::vector<StepRecord> next_steps(Runner& runner);

/// Call it on the thread that owns the runner and the face of the log; `show` is called on the log's thread, and no
/// more once this has returned. Cancelled between stretches of chunks. What goes wrong in a step, or with logging it,
/// is logged as a failed run with its sentence, and thrown on.
RunSummary record_run(Runner& runner, SessionLog& log, const std::stop_token& cancel, ShowStep show);

}  // namespace ttt

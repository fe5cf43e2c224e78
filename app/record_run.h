// Drives a run to its end: steps are logged first, then shown. The same for the terminal and the window.
#pragma once

#include "engine/records/records.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace ttt {

class Runner;
class SessionWriter;

using ShowStep = std::function<void(const StepRecord&)>;

/// The next step and those that were read together with it; none at the end. Throws what Runner::step() throws, with
/// nothing in hand.
std::vector<StepRecord> next_steps(Runner& runner);

/// Call it on the thread that owns both. Cancelled between stretches of chunks. What goes wrong in a step is logged as
/// a failed run with its sentence, and thrown on.
RunSummary record_run(Runner& runner, SessionWriter& writer, std::stop_token cancel, const ShowStep& show);

}  // namespace ttt

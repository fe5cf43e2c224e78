// Drives a run to its end: every step is logged first, then shown. The same for the terminal and the window.
#pragma once

#include "engine/records/records.h"

#include <functional>
#include <stop_token>

namespace ttt {

class Runner;
class SessionWriter;

using ShowStep = std::function<void(const StepRecord&)>;

/// Call it on the thread that owns both. Cancelled between chunks. What goes wrong in a step is logged as a failed run
/// with its sentence, and thrown on.
RunSummary record_run(Runner& runner, SessionWriter& writer, std::stop_token cancel, const ShowStep& show);

} // namespace ttt

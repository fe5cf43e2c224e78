#include "app/record_run.h"

#include "engine/records/error.h"
#include "engine/runner.h"
#include "sessions/session_writer.h"

#include <optional>
#include <utility>

namespace ttt {

namespace {

void run_steps(Runner& runner, SessionWriter& writer, const std::stop_token& cancel, const ShowStep& show)
{
    while (!cancel.stop_requested()) {
        const std::optional<StepRecord> step = runner.step();
        if (!step)
            return;
        writer.append(*step);
        show(*step);
    }
}

/// What can't be logged either (the disk is full) is left to the writer, which marks the run interrupted.
void log_failure(const Runner& runner, SessionWriter& writer, const std::string& sentence)
{
    RunSummary summary = runner.summary();
    summary.state = RunState::failed;
    summary.message = sentence;
    try {
        writer.end(summary);
    } catch (const Error&) {
    }
}

} // namespace

RunSummary record_run(Runner& runner, SessionWriter& writer, std::stop_token cancel, const ShowStep& show)
{
    writer.begin(runner.header(), runner.document());
    try {
        run_steps(runner, writer, cancel, show);
    } catch (const std::exception& error) {
        log_failure(runner, writer, error.what());
        throw;
    }
    RunSummary summary = runner.summary();
    if (summary.state == RunState::running)
        summary.state = RunState::cancelled;
    writer.end(summary);
    return summary;
}

} // namespace ttt

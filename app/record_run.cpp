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
        const std::vector<StepRecord> steps = next_steps(runner);
        if (steps.empty())
            return;
        writer.append(steps);
        for (const StepRecord& step : steps)
            show(step);
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

}  // namespace

std::vector<StepRecord> next_steps(Runner& runner)
{
    std::vector<StepRecord> steps;
    do {
        std::optional<StepRecord> step = runner.step();
        if (!step)
            break;
        steps.push_back(std::move(*step));
    } while (runner.ready() > 0);
    return steps;
}

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

}  // namespace ttt

#include "app/record_run.h"

#include "engine/runner.h"

#include <optional>
#include <utility>

namespace ttt {

namespace {

void run_steps(Runner& runner, SessionLog& log, const std::stop_token& cancel)
{
    while (!cancel.stop_requested()) {
        std::vector<StepRecord> steps = next_steps(runner);
        if (steps.empty())
            return;
        log.append(std::move(steps));
    }
}

RunSummary summary_of(const Runner& runner)
{
    RunSummary summary = runner.summary();
    if (summary.state == RunState::running)
        summary.state = RunState::cancelled;
    return summary;
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

RunSummary record_run(Runner& runner, SessionLog& log, const std::stop_token& cancel, ShowStep show)
{
    log.begin(runner.header(), runner.input(), std::move(show));
    try {
        run_steps(runner, log, cancel);
        const RunSummary summary = summary_of(runner);
        log.end(summary);
        return summary;
    } catch (const std::exception& error) {
        log.fail(error.what());
        throw;
    }
}

}  // namespace ttt

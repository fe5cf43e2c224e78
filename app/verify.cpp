#include "app/verify.h"

#include "app/format.h"
#include "app/rerun.h"
#include "engine/records/compare.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "sessions/session_reader.h"

#include <limits>
#include <optional>

namespace ttt {

namespace {

std::string compare_step(Runner& runner, const StepRecord& logged)
{
    const std::optional<StepRecord> now = runner.step();
    if (!now)
        return "Step " + std::to_string(logged.index) + " is in the log, but the run ends before it.";
    return first_difference(logged, *now).value_or("");
}

/// Steps [verdict.steps, end) of the log; those before them the runner hands out unasked.
void compare_steps(const SessionReader& reader, Runner& runner, std::int64_t end, const ShowStep& show,
                   const std::stop_token& cancel, Verdict& verdict)
{
    const std::int64_t begin = verdict.steps;
    for (std::int64_t step = 0; step < begin && !cancel.stop_requested(); ++step)
        runner.step();
    verdict.cancelled = cancel.stop_requested();
    reader.for_each_step(verdict.run, [&](const StepRecord& logged) {
        if (logged.index < begin || logged.index >= end || !verdict.difference.empty() || verdict.cancelled)
            return;
        verdict.difference = compare_step(runner, logged);
        verdict.steps += verdict.difference.empty();
        verdict.cancelled = cancel.stop_requested();
        show(logged);
    });
}

bool goes_on(const Verdict& verdict)
{
    return verdict.difference.empty() && !verdict.cancelled;
}

void add_note(Verdict& verdict, const std::string& sentence)
{
    verdict.note += (verdict.note.empty() ? "" : " ") + sentence;
}

/// The rest of the steps, and whether the run ends where the log does.
void compare_rest(const SessionReader& reader, const RunInfo& logged, Runner& again, const std::stop_token& cancel,
                  const ShowStep& show, Verdict& verdict)
{
    compare_steps(reader, again, std::numeric_limits<std::int64_t>::max(), show, cancel, verdict);
    const RunState state = logged.summary.state;
    const bool is_whole = state == RunState::finished || state == RunState::diverged;
    if (is_whole && goes_on(verdict) && again.step())
        verdict.difference =
            "Step " + std::to_string(verdict.steps) + " is not in the log of a run that came to its end.";
    if (const std::string& device = again.header().device_name;
        !verdict.difference.empty() && device != logged.header.device_name)
        add_note(verdict, "It was logged on " + logged.header.device_name + " and computed again on " + device +
                              ", where sums round differently.");
}

}  // namespace

Verdict verify(const SessionReader& reader, const RunInfo& logged, Runner& again, const std::stop_token& cancel,
               const ShowStep& show)
{
    Verdict verdict{.run = logged.header.run_id, .difference = {}, .note = {}};
    compare_rest(reader, logged, again, cancel, show, verdict);
    return verdict;
}

Verdict verify(const SessionReader& reader, const RunInfo& logged, const std::stop_token& cancel, const ShowStep& show)
{
    const std::string& id = logged.header.run_id;
    if (logged.summary.state == RunState::running)
        throw Error("Run " + short_id(id) + " is still being written; verify it when it has ended.");
    Verdict verdict{.run = id, .difference = {}, .note = {}};
    const std::vector<RunStretch>& before = logged.header.before;
    for (std::size_t stretch = 0; stretch <= before.size() && goes_on(verdict); ++stretch) {
        Rerun rerun(reader, id, stretch);
        if (rerun.used_stored_text())
            add_note(verdict, "The document's file is gone or changed; the text in the session was used.");
        if (stretch < before.size())
            compare_steps(reader, rerun.runner(), before[stretch].steps, show, cancel, verdict);
        else
            compare_rest(reader, logged, rerun.runner(), cancel, show, verdict);
    }
    return verdict;
}

std::string text_of(const Verdict& verdict)
{
    std::string text;
    if (verdict.cancelled && verdict.difference.empty())
        text = "cancelled: the first " + thousands(verdict.steps) + " steps are identical\n";
    else if (verdict.difference.empty())
        text = "identical: " + thousands(verdict.steps) + " steps of run " + short_id(verdict.run) + '\n';
    else
        text = "different: " + verdict.difference + '\n';
    return verdict.note.empty() ? text : text + verdict.note + '\n';
}

}  // namespace ttt

#include "app/verify.h"

#include "app/format.h"
#include "app/rerun.h"
#include "engine/records/compare.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "sessions/session_reader.h"

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

void compare_steps(const SessionReader& reader, Runner& runner, const ShowStep& show, const std::stop_token& cancel,
                   Verdict& verdict)
{
    reader.for_each_step(verdict.run, [&](const StepRecord& logged) {
        if (!verdict.difference.empty() || verdict.cancelled)
            return;
        verdict.difference = compare_step(runner, logged);
        verdict.steps += verdict.difference.empty();
        verdict.cancelled = cancel.stop_requested();
        show(logged);
    });
}

}  // namespace

Verdict verify(const SessionReader& reader, const RunInfo& logged, Runner& again, const std::stop_token& cancel,
               const ShowStep& show)
{
    Verdict verdict{.run = logged.header.run_id, .difference = {}, .note = {}};
    compare_steps(reader, again, show, cancel, verdict);
    const RunState state = logged.summary.state;
    const bool is_whole = state == RunState::finished || state == RunState::diverged;
    if (is_whole && verdict.difference.empty() && !verdict.cancelled && again.step())
        verdict.difference =
            "Step " + std::to_string(verdict.steps) + " is not in the log of a run that came to its end.";
    if (const std::string& device = again.header().device_name;
        !verdict.difference.empty() && device != logged.header.device_name)
        verdict.note = "It was logged on " + logged.header.device_name + " and computed again on " + device +
                       ", where sums round differently.";
    return verdict;
}

Verdict verify(const SessionReader& reader, const RunInfo& logged, const std::stop_token& cancel, const ShowStep& show)
{
    if (logged.summary.state == RunState::running)
        throw Error("Run " + short_id(logged.header.run_id) + " is still being written; verify it when it has ended.");
    Rerun rerun(reader, logged.header.run_id);
    Verdict verdict = verify(reader, logged, rerun.runner(), cancel, show);
    if (rerun.used_stored_text())
        verdict.note = "The document's file is gone or changed; the text in the session was used." +
                       (verdict.note.empty() ? "" : " " + verdict.note);
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

#include "app/cli/verify_command.h"

#include "app/cli/format.h"
#include "app/cli/interrupt.h"
#include "app/cli/option_checks.h"
#include "app/cli/perplexity_json.h"
#include "app/cli/progress_bar.h"
#include "app/cli/rerun.h"
#include "app/cli/run_options.h"
#include "engine/records/compare.h"
#include "engine/threads.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <optional>

namespace ttt {

namespace {

struct VerifyOptions {
    std::string session;
    std::string run;
    std::int64_t threads = 0;
    bool json = false;
    bool quiet = false;
};

struct Verdict {
    std::string run;
    std::int64_t steps = 0;   // compared
    std::string difference;   // empty: identical
    std::string note;
    bool cancelled = false;
};

std::string compare_step(Runner& runner, const StepRecord& logged)
{
    const std::optional<StepRecord> now = runner.step();
    if (!now)
        return "Step " + std::to_string(logged.index) + " is in the log, but the run ends before it.";
    return first_difference(logged, *now).value_or("");
}

void compare_steps(const SessionReader& reader, Runner& runner, ProgressBar& bar, const std::stop_token& cancel,
                   Verdict& verdict)
{
    reader.for_each_step(verdict.run, [&](const StepRecord& logged) {
        if (!verdict.difference.empty() || verdict.cancelled)
            return;
        verdict.difference = compare_step(runner, logged);
        verdict.steps += verdict.difference.empty();
        verdict.cancelled = cancel.stop_requested();
        bar.show(logged);
    });
}

Verdict verify(const VerifyOptions& options, const std::stop_token& cancel)
{
    const SessionReader reader(session_path(options.session));
    const RunInfo logged = reader.find(options.run);
    if (logged.summary.state == RunState::running)
        throw Error("Run " + short_id(logged.header.run_id) + " is still being written; verify it when it has ended.");
    Rerun rerun(reader, logged.header.run_id);
    Verdict verdict{.run = logged.header.run_id, .difference = {}, .note = {}};
    if (rerun.used_stored_text())
        verdict.note = "The document's file is gone or changed; the text in the session was used.";
    ProgressBar bar(logged.header, options.quiet);
    compare_steps(reader, rerun.runner(), bar, cancel, verdict);
    const bool whole = verdict.difference.empty() && !verdict.cancelled && logged.summary.state == RunState::finished;
    if (whole && rerun.runner().step())
        verdict.difference = "Step " + std::to_string(verdict.steps) + " is not in the log of a run that finished.";
    if (const std::string& device = rerun.runner().header().device_name;
        !verdict.difference.empty() && device != logged.header.device_name)
        verdict.note += (verdict.note.empty() ? "" : " ") + ("It was logged on " + logged.header.device_name
                        + " and computed again on " + device + ", where sums round differently.");
    return verdict;
}

void print_json(const Verdict& verdict)
{
    const nlohmann::ordered_json json{{"run", verdict.run},
                                      {"identical", verdict.difference.empty() && !verdict.cancelled},
                                      {"chunks", verdict.steps},
                                      {"difference", verdict.difference},
                                      {"note", verdict.note}};
    std::cout << text_of(json) << '\n';
}

void print_text(const Verdict& verdict)
{
    if (verdict.cancelled && verdict.difference.empty())
        std::cout << "cancelled: the first " << thousands(verdict.steps) << " steps are identical\n";
    else if (verdict.difference.empty())
        std::cout << "identical: " << thousands(verdict.steps) << " steps of run " << short_id(verdict.run) << '\n';
    else
        std::cout << "different: " << verdict.difference << '\n';
    if (!verdict.note.empty())
        std::cout << verdict.note << '\n';
}

ExitCode run_verify(const VerifyOptions& options)
{
    const Interrupt interrupt;
    if (options.threads > 0)
        set_threads(options.threads);
    const Verdict verdict = verify(options, interrupt.token());
    (options.json ? print_json : print_text)(verdict);
    if (!verdict.difference.empty())
        return ExitCode::failed;
    return verdict.cancelled ? ExitCode::cancelled : ExitCode::done;
}

} // namespace

void add_verify_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("verify", "Compute a logged run again and compare every record");
    const auto options = std::make_shared<VerifyOptions>();
    add_session_option(command, options->session);
    add_run_id_option(command, options->run);
    command.add_option("--threads", options->threads, "Processor threads; default: all cores")
        ->check(whole_number(1))->type_name("N");
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress");
    command.callback([options, &result] { result = run_verify(*options); });
}

} // namespace ttt

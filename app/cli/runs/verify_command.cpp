#include "app/cli/runs/verify_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/progress_bar.h"
#include "app/verify.h"
#include "engine/machine/threads.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct VerifyOptions {
    std::string session;
    std::string run;
    std::int64_t threads = 0;
    bool json = false;
    bool quiet = false;
};

void print_json(const Verdict& verdict)
{
    const nlohmann::ordered_json json{{"run", verdict.run},
                                      {"identical", verdict.difference.empty() && !verdict.cancelled},
                                      {"chunks", verdict.steps},
                                      {"difference", verdict.difference},
                                      {"note", verdict.note}};
    std::cout << text_of(json) << '\n';
}

ExitCode run_verify(const VerifyOptions& options)
{
    const Interrupt interrupt;
    if (options.threads > 0)
        set_threads(options.threads);
    const SessionReader reader(session_path(options.session));
    const RunInfo logged = reader.find(options.run);
    ProgressBar bar(logged.header, options.quiet);
    const Verdict verdict = verify(reader, logged, interrupt.token(), [&](const StepRecord& step) { bar.show(step); });
    if (options.json)
        print_json(verdict);
    else
        std::cout << text_of(verdict);
    if (!verdict.difference.empty())
        return ExitCode::failed;
    return verdict.cancelled ? ExitCode::cancelled : ExitCode::done;
}

}  // namespace

void add_verify_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("verify", "Compute a logged run again and compare every record");
    const auto options = std::make_shared<VerifyOptions>();
    add_session_option(command, options->session);
    add_run_id_option(command, options->run);
    command.add_option("--threads", options->threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress");
    command.callback([options, &result] { result = run_verify(*options); });
}

}  // namespace ttt

#include "app/cli/runs/show_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/runs/run_report.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct ShowOptions {
    std::string session;
    std::string run;
    bool json = false;
};

}  // namespace

void add_show_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("show", "Print a logged run; needs only the session");
    const auto options = std::make_shared<ShowOptions>();
    add_session_option(command, options->session);
    add_run_id_option(command, options->run);
    add_json_option(command, options->json);
    command.callback([options] {
        const SessionReader reader(session_path(options->session));
        const RunReport report = read_report(reader, reader.find(options->run));
        (options->json ? print_report_json : print_report)(std::cout, report);
    });
}

}  // namespace ttt

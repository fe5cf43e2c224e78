#include "app/cli/runs/export_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/runs/run_report.h"
#include "app/cli/shared/output_file.h"
#include "app/cli/shared/terminal_text.h"
#include "sessions/edit.h"
#include "sessions/export.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct ExportOptions {
    std::string session;
    std::string run;
    std::string items;
    std::string metrics;
    std::string json_run;
    std::string session_copy;
};

void say_written(const std::string& path)
{
    if (path != "-")
        std::cerr << "Written: " << terminal_text(path) << '\n';
}

void write_if_named(const std::string& path, const std::function<void(std::ostream&)>& write)
{
    if (path.empty())
        return;
    write_output(path, write);
    say_written(path);
}

void export_run(const ExportOptions& options)
{
    if (options.items.empty() && options.metrics.empty() && options.json_run.empty() && options.session_copy.empty())
        throw UsageError("Nothing to export: name a file with --items, --metrics, --json-run or --session-copy.");
    const SessionReader reader(session_path(options.session));
    const RunInfo run = reader.find(options.run);
    const std::string& id = run.header.run_id;
    write_if_named(options.items, [&](std::ostream& out) { export_items_csv(reader, id, out); });
    write_if_named(options.metrics, [&](std::ostream& out) { export_metrics_csv(reader, id, out); });
    write_if_named(options.json_run, [&](std::ostream& out) { print_report_json(out, read_report(reader, run)); });
    if (!options.session_copy.empty()) {
        copy_run(reader.path(), id, options.session_copy);
        say_written(options.session_copy);
    }
}

}  // namespace

void add_export_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("export", "Write a logged run into files; \"-\" is standard output");
    const auto options = std::make_shared<ExportOptions>();
    add_session_option(command, options->session);
    add_run_id_option(command, options->run);
    command.add_option("--items", options->items, "CSV, one row per token")->type_name("FILE");
    command.add_option("--metrics", options->metrics, "CSV, one row per step, layer and metric")->type_name("FILE");
    command.add_option("--json-run", options->json_run, "The object that `ttt show --json` prints")->type_name("FILE");
    command.add_option("--session-copy", options->session_copy, "Session file to copy the run into, made if missing")
        ->type_name("FILE");
    command.callback([options] { export_run(*options); });
}

}  // namespace ttt

#include "app/cli/runs/run_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/runs/run_report.h"
#include "app/cli/runs/setting_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/progress_bar.h"
#include "app/compare_methods.h"
#include "app/places.h"
#include "app/record_run.h"
#include "engine/methods/gradient_memory.h"
#include "engine/model/model_path.h"
#include "engine/records/methods.h"
#include "engine/runner.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct RunCommand {
    RunOptions run;
    std::string session;
    bool json = false;
    bool quiet = false;
};

/// Methods that learn by gradients take a multiple of the model.
void tell_memory(const RunHeader& header)
{
    if (!learns_by_gradients(header.config) || header.config.arms == Arms::frozen)
        return;
    const GradientMemory needed =
        memory_needed(header.config, read_model_config(header.config.model), header.parameter_count, header.item_count);
    std::cerr << "Needs about " << in_gib(needed.total()) << " of memory: " << parts_in_words(needed) << '\n';
}

RunReport record(const RunCommand& command, const std::stop_token& cancel)
{
    Runner runner(resolve(command.run), cancel);
    RunReport report{
        .session = session_path(command.session), .header = runner.header(), .summary = {}, .ranges = {}, .all = {}};
    tell_method(command.run, report.header.config);
    tell_remarks(report.header.remarks);
    if (!command.quiet && !command.json)
        tell_memory(report.header);
    make_parent_folder(report.session);
    SessionLog log(report.session);
    report.input_name = name_of(runner.input());
    RangeTotals totals;
    ShiftTotals shifts;
    ProgressBar bar(report.header, command.quiet);
    report.summary = record_run(runner, log, cancel, [&](const StepRecord& step) {
        totals.add(step);
        shifts.add(step);
        bar.show(step);
    });
    report.ranges = totals.ranges();
    report.all = totals.all();
    report.shifts = shifts.list(runner.input());
    return report;
}

ExitCode run(const RunCommand& command)
{
    const Interrupt interrupt;
    const RunReport report = record(command, interrupt.token());
    if (command.json)
        print_report_json(std::cout, report);
    else if (!command.quiet)
        print_report(std::cout, report);
    if (report.summary.state != RunState::diverged)
        return report.summary.state == RunState::cancelled ? ExitCode::cancelled : ExitCode::done;
    std::cerr << "ttt: " << report.summary.message << '\n';
    return ExitCode::failed;
}

}  // namespace

void add_run_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand(
        "run", "Read a document or a stream of images with a model that learns, and log every step");
    const auto options = std::make_shared<RunCommand>();
    add_document_options(command, options->run);
    add_image_run_options(command, options->run);
    add_setting_option(command, options->run.config, "name");
    add_session_option(command, options->session);
    add_model_options(command, options->run);
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress and no table");
    command.callback([options, &result] { result = run(*options); });
}

}  // namespace ttt

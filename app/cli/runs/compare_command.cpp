#include "app/cli/runs/compare_command.h"

#include "app/cli/runs/compare_report.h"
#include "app/cli/runs/method_setting.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/runs/setting_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/progress_bar.h"
#include "app/cli/shared/terminal_text.h"
#include "app/places.h"
#include "app/record_run.h"
#include "engine/machine/device.h"
#include "engine/model/model_config.h"
#include "engine/model/model_path.h"
#include "engine/runner.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <unistd.h>

namespace ttt {

namespace {

struct CompareCommand {
    RunOptions run;
    std::vector<std::string> methods;
    std::vector<std::string> settings;
    std::string session;
    bool json = false;
    bool quiet = false;
};

struct PlannedRun {
    std::string name;
    RunConfig config;
};

/// frozen first, whether it was named or not: the others are measured against it.
std::vector<std::string> names_of(const CompareCommand& command, const ModelConfig& model)
{
    std::vector<std::string> names{std::string(frozen_name)};
    for (const std::string& name : command.methods.empty() ? suitable_names(model) : command.methods)
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    return names;
}

std::vector<PlannedRun> planned(const CompareCommand& command)
{
    const RunConfig shared = resolve(command.run);
    const ModelConfig model = read_model_config(shared.model);
    const std::vector<std::string> names = names_of(command, model);
    std::vector<PlannedRun> runs;
    for (const std::string& name : names)
        runs.push_back({name, with_settings(shared, name, command.settings)});
    check_settings(command.settings, names);
    for (PlannedRun& run : runs)
        run.config = compared_config(run.config, run.name, model);
    return runs;
}

class Comparer {
public:
    Comparer(const CompareCommand& command, std::stop_token cancel)
        : command_(command), cancel_(std::move(cancel)), log_(session_path(command.session))
    {
        report_.session = session_path(command.session);
    }

    void read(const PlannedRun& planned, const std::string& place)
    {
        const bool is_fresh = reset_peak_memory(planned.config.device.known().value_or(Device::cpu));
        MethodResult result;
        try {
            result = record(planned, place);
        } catch (const Error& error) {
            if (results_.empty())
                throw;  // nothing to compare with
            result.name = planned.name;
            result.problem = error.what();
        }
        result.is_memory_bound = !is_fresh && result.peak_memory_mib <= peak_;
        peak_ = std::max(peak_, result.peak_memory_mib);
        results_.push_back(std::move(result));
    }

    CompareReport report()
    {
        const MethodResult frozen = results_.front();
        report_.comparison = compare_methods(std::move(results_), frozen.nll, frozen.chunk);
        return report_;
    }

private:
    MethodResult record(const PlannedRun& planned, const std::string& place)
    {
        Runner runner(planned.config, cancel_);
        tell(runner.header());
        if (results_.empty())
            tell_remarks(runner.header().remarks);  // the same text for all
        if (!command_.quiet && isatty(STDERR_FILENO))
            std::cerr << planned.name << ", " << place << '\n';
        MethodCollector collector(planned.name, runner.header());
        ProgressBar bar(runner.header(), command_.quiet);
        const RunSummary summary = record_run(runner, log_, cancel_, [&](const StepRecord& step) {
            collector.add(step);
            bar.show(step);
        });
        return collector.result(summary);
    }

    void tell(const RunHeader& header)
    {
        report_.model = header.config.model;
        report_.document = header.config.document;
        report_.tokens = header.item_count;
        report_.device = header.device_name + ", " + header.config.dtype.text();
    }

    const CompareCommand& command_;
    std::stop_token cancel_;
    SessionLog log_;
    std::vector<MethodResult> results_;
    double peak_ = 0;  // MiB
    CompareReport report_;
};

ExitCode exit_code(const CompareReport& report, bool is_cancelled)
{
    if (is_cancelled)
        return ExitCode::cancelled;
    const auto& methods = report.comparison.methods;
    const bool failed = std::any_of(methods.begin(), methods.end(),
                                    [](const ComparedMethod& method) { return !method.run.problem.empty(); });
    return failed ? ExitCode::failed : ExitCode::done;
}

ExitCode compare(const CompareCommand& command)
{
    const Interrupt interrupt;
    const std::vector<PlannedRun> runs = planned(command);
    make_parent_folder(session_path(command.session));
    Comparer comparer(command, interrupt.token());
    for (std::size_t at = 0; at < runs.size() && !interrupt.token().stop_requested(); ++at)
        comparer.read(runs[at], std::to_string(at + 1) + " of " + std::to_string(runs.size()));
    const CompareReport report = comparer.report();
    if (command.json)
        print_comparison_json(std::cout, report);
    else if (!command.quiet)
        print_comparison(std::cout, report);
    for (const ComparedMethod& method : report.comparison.methods)
        if (!method.run.problem.empty() && !interrupt.token().stop_requested())
            std::cerr << "ttt: " << method.run.name << ": " << terminal_text(method.run.problem) << '\n';
    return exit_code(report, interrupt.token().stop_requested());
}

}  // namespace

void add_compare_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand(
        "compare", "Read a document with several methods, one after another, and say what each gained");
    const auto options = std::make_shared<CompareCommand>();
    options->run.no_twin = true;
    std::vector<std::string> names{std::string(frozen_name)};
    names.insert(names.end(), method_names().begin(), method_names().end());
    command
        .add_option("--methods", options->methods,
                    "Of frozen, in-place, dynamic-evaluation and lora, by commas; default: all that the model can do. "
                    "frozen is always read, and first")
        ->delimiter(',')
        ->check(CLI::IsMember(names))
        ->type_name("NAMES");
    command
        .add_option("--set", options->settings,
                    "A setting of one method, METHOD.FIELD=VALUE such as lora.rank=4, once for each; FIELD is an "
                    "option of `ttt run` without its dashes. The options below are of all methods alike")
        ->allow_extra_args(false)
        ->type_name("SETTING");
    add_document_options(command, options->run);
    add_session_option(command, options->session);
    add_model_option(command, options->run.config.model);
    add_setting_option(command, options->run.config, "window");
    add_setting_option(command, options->run.config, "probes");
    add_machine_options(command, options->run);
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress and no table");
    command.callback([options, &result] { result = compare(*options); });
}

}  // namespace ttt

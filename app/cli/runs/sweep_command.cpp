#include "app/cli/runs/sweep_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/runs/setting_options.h"
#include "app/cli/runs/sweep_report.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/progress_bar.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "app/places.h"
#include "app/record_run.h"
#include "app/same_run.h"
#include "engine/files/file_path.h"
#include "engine/model/model_path.h"
#include "engine/records/cancelled.h"
#include "engine/records/settings/setting_text.h"
#include "engine/run_choices.h"
#include "engine/runner.h"
#include "sessions/edit.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

namespace ttt {

namespace {

struct SweepCommand {
    RunOptions run;
    std::vector<std::string> over;
    std::vector<std::string> documents;
    std::string session;
    bool json = false;
    bool quiet = false;
};

std::vector<std::string> documents_of(const SweepCommand& command)
{
    std::vector<std::string> documents;
    for (const std::string& document : command.documents) {
        documents.push_back(absolute_path(document));
        if (!std::filesystem::exists(documents.back()))
            throw Error("There is no document '" + document + "'.");
    }
    return documents;
}

/// A setting that is swept and set at once would be two things.
void check_options(const SweepCommand& command, const std::vector<SweepAxis>& axes)
{
    for (const SweepAxis& axis : axes)
        for (const Setting& setting : settings())
            if (setting.key == axis.key && !is_default(setting, command.run.config))
                throw Error(axis.key + ": the setting is swept; leave its option " + option_name(setting) + " out.");
}

SweepPlan plan_of(const SweepCommand& command)
try {
    std::vector<SweepAxis> axes;
    for (const std::string& text : command.over)
        axes.push_back(sweep_axis(text));
    check_options(command, axes);
    std::vector<std::string> documents = documents_of(command);
    RunConfig base = resolve(command.run);
    if (documents.empty())
        documents.push_back(base.document);
    const ModelFacts facts = facts_of(read_model_config(base.model), base.model);
    return sweep_plan(base, std::move(axes), std::move(documents), &facts);
} catch (const UsageError&) {
    throw;
} catch (const Error& error) {
    throw UsageError(error.what());
}

class Sweeper {
public:
    Sweeper(const SweepCommand& command, SweepPlan plan, std::stop_token cancel)
        : command_(command), cancel_(std::move(cancel)), log_(session_path(command.session))
    {
        report_.session = session_path(command.session);
        report_.plan = std::move(plan);
        if (std::filesystem::exists(report_.session))
            logged_ = SessionReader(report_.session).runs();
    }

    void run_all()
    {
        for (const SweepPoint& point : report_.plan.points)
            for (const std::string& document : report_.plan.documents) {
                if (cancel_.stop_requested())
                    return;
                RunConfig config = point.config;
                config.document = document;
                say(place() + point.words + ", " + file_name(document));
                report_.runs.push_back(run(config));
                say("  " + result_words(report_.runs.back()) + (is_reused() ? " (it was in the session)" : ""));
            }
    }

    const SweepReport& report() const { return report_; }

private:
    std::string place() const
    {
        return std::to_string(report_.runs.size() + 1) + " of " + std::to_string(report_.plan.run_count()) + ": ";
    }

    void say(const std::string& words) const
    {
        if (!command_.quiet)
            std::cerr << terminal_text(words) << '\n';
    }

    bool is_reused() const { return report_.reused.contains(report_.runs.back().run_id); }

    SweepRun run(const RunConfig& config)
    {
        if (const RunInfo* done = find_done(logged_, config)) {
            SweepRun run = read_sweep_run(SessionReader(report_.session), done->header.run_id);
            report_.reused.insert(run.run_id);
            tag(run);
            return run;
        }
        SweepRun run{.run_id = {}, .config = config, .summary = {}};
        run.summary.state = RunState::failed;
        try {
            record(run);
        } catch (const Cancelled&) {
            run.summary.state = RunState::cancelled;
        } catch (const Error& error) {
            run.summary.message = error.what();
        }
        if (!run.run_id.empty())
            tag(run);
        return run;
    }

    bool sweeps_methods() const
    {
        return std::ranges::find(report_.plan.axes, "method", &SweepAxis::key) != report_.plan.axes.end();
    }

    void record(SweepRun& run)
    {
        Runner runner(run.config, cancel_);
        run.config = runner.header().config;
        run.run_id = runner.header().run_id;
        if (report_.runs.empty()) {
            if (!sweeps_methods())
                tell_method(command_.run, run.config);
            tell_remarks(runner.header().remarks);
        }
        ProgressBar bar(runner.header(), command_.quiet);
        SweepBlocks blocks;
        run.summary = record_run(runner, log_, cancel_, [&](const StepRecord& step) {
            blocks.add(step);
            bar.show(step);
        });
        run.blocks = blocks.take();
    }

    /// The group is what has its tag.
    void tag(const SweepRun& run) const
    {
        std::vector<std::string> tags = SessionReader(report_.session).info(run.run_id).tags;
        if (std::ranges::find(tags, report_.plan.tag) != tags.end())
            return;
        tags.push_back(report_.plan.tag);
        set_tags(report_.session, run.run_id, tags);
    }

    const SweepCommand& command_;
    std::stop_token cancel_;
    SessionLog log_;
    std::vector<RunInfo> logged_;  // before the sweep
    SweepReport report_;
};

ExitCode sweep(const SweepCommand& command)
{
    const Interrupt interrupt;
    SweepPlan plan = plan_of(command);
    make_parent_folder(session_path(command.session));
    Sweeper sweeper(command, std::move(plan), interrupt.token());
    sweeper.run_all();
    const SweepReport& report = sweeper.report();
    if (command.json)
        print_sweep_json(std::cout, report);
    else if (!command.quiet)
        print_sweep(std::cout, report);
    if (interrupt.token().stop_requested())
        return ExitCode::cancelled;
    const bool any =
        std::ranges::any_of(report.runs, [](const SweepRun& run) { return run.summary.state == RunState::finished; });
    return any ? ExitCode::done : ExitCode::failed;
}

}  // namespace

void add_sweep_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command =
        *program.add_subcommand("sweep", "Read a document with every value of a setting, or of several, and say which "
                                         "is best; what the session holds already is not read again");
    const auto options = std::make_shared<SweepCommand>();
    command
        .add_option("--over", options->over,
                    "A setting of `ttt run` and its values, SETTING=VALUE,VALUE such as inner_lr=0.001,0.002; once for "
                    "each setting, the grid is full. A list that is one value has plus signs: fast_layers=1+2,3+4")
        ->required()
        ->allow_extra_args(false)
        ->type_name("SETTING");
    command.add_option("--document", options->documents, "Text files, plain or .xz; default: the shipped document")
        ->type_name("FILE");
    add_tokens_option(command, options->run);
    add_reading_options(command, options->run.config);
    add_session_option(command, options->session);
    add_model_options(command, options->run);
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress and no table");
    command.callback([options, &result] { result = sweep(*options); });
}

}  // namespace ttt

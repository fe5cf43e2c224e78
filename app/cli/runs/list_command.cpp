#include "app/cli/runs/list_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/runs/run_report.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/records/branch_words.h"
#include "engine/records/settings/differences.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

struct ListOptions {
    std::string session;
    bool json = false;
};

const char* state_of(const RunInfo& run)
{
    return run.damage.empty() ? state_name(run.summary.state) : "damaged";
}

std::string with_branch(const std::string& words, const RunHeader& header)
{
    const std::string branched = branch_words(header);
    return words.empty() || branched.empty() ? words + branched : words + ", " + branched;
}

/// Of another program's run also what it was set to.
std::string set_up_words(const RunInfo& run)
{
    const std::string choices = choice_words(run.header.config), own = words_of(run.own_settings);
    return with_branch(choices.empty() || own.empty() ? choices + own : choices + ", " + own, run.header);
}

/// Perplexity of a text, the error of images.
std::string outcome(const RunInfo& run, Arm arm)
{
    if (run.header.kind != images_kind)
        return fixed(perplexity(run.summary, arm), 2);
    const std::optional<Column> wrong = column_of(Quantity::error, arm);
    const double error = wrong ? mean_of(run.summary, *wrong) : std::nan("");
    return std::isnan(error) ? "–" : fixed(error, 2) + " %";
}

std::string input_of(const RunConfig& config)
{
    return file_name(config.images.empty() ? config.document : config.images);
}

void print_json(const SessionReader& reader)
{
    Json runs = Json::array();
    for (const RunInfo& run : reader.runs())
        runs.push_back({{"run", run.header.run_id},
                        {"state", state_of(run)},
                        {"message", run.summary.message},
                        {"started_unix_ms", run.header.started_unix_ms},
                        {"name", run.name},
                        {"kind", run.header.kind},
                        {"document", file_name(run.header.config.document)},
                        {"images", file_name(run.header.config.images)},
                        {"model", file_name(run.header.config.model)},
                        {"choices", set_up_words(run)},
                        {"tokens", run.summary.items},
                        {"chunks", run.summary.steps},
                        {"updates", run.summary.updates}});
    const Json list{{"session", reader.path()}, {"runs", runs}};
    std::cout << text_of(list) << '\n';
}

void print_text(const SessionReader& reader)
{
    const std::vector<RunInfo> runs = reader.runs();
    std::cout << "Session " << terminal_text(reader.path()) << (runs.empty() ? ": no runs yet" : "") << '\n';
    if (runs.empty())
        return;
    Table table(
        {"run", "started", "state", "document", "model", "set up", "tokens", "chunk", "frozen", "twin", "adapted"});
    for (const RunInfo& run : runs) {
        const RunConfig& config = run.header.config;
        const RunSummary& totals = run.summary;
        if (!run.damage.empty()) {
            table.add_row({short_id(run.header.run_id), "–", state_of(run), "–", "–", "–", "–", "–", "–", "–", "–"});
            continue;
        }
        table.add_row({short_id(run.header.run_id), local_time(run.header.started_unix_ms), state_of(run),
                       input_of(config), file_name(config.model),
                       run.name.empty() ? set_up_words(run) : with_branch(run.name, run.header),
                       thousands(totals.items), std::to_string(items_per_step(run.header)), outcome(run, Arm::frozen),
                       outcome(run, Arm::twin), outcome(run, Arm::adapted)});
    }
    std::cout << table;
    for (const RunInfo& run : runs)
        if (!run.damage.empty())
            std::cout << terminal_text(run.damage) << '\n';
}

}  // namespace

void add_list_command(CLI::App& program, ExitCode&)
{
    CLI::App& command =
        *program.add_subcommand("list", "List the runs of a session, in the order in which they were logged");
    const auto options = std::make_shared<ListOptions>();
    add_session_option(command, options->session);
    add_json_option(command, options->json);
    command.callback([options] {
        const SessionReader reader(session_path(options->session));
        (options->json ? print_json : print_text)(reader);
    });
}

}  // namespace ttt

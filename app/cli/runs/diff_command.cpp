#include "app/cli/runs/diff_command.h"

#include "app/cli/runs/diff_report.h"
#include "app/cli/runs/run_options.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct DiffCommand {
    std::string first, second;
    std::vector<std::string> tolerances;
    std::vector<std::string> only;
    std::string session;
    bool json = false;
};

/// Also of one that is not there: no id of a run looks so.
bool is_file(const std::string& name)
{
    std::error_code none;
    return name.ends_with(".ttt") || std::filesystem::exists(name, none);
}

/// FILE: its latest run. FILE#ID: that one of it. ID: of the session that --session names.
RunNumbers numbers_of(const std::string& name, const std::string& session)
{
    std::string path = session_path(session), run = name;
    const std::size_t mark = name.rfind('#');
    if (is_file(name)) {
        path = name;
        run.clear();
    } else if (mark != std::string::npos) {
        path = name.substr(0, mark);
        run = name.substr(mark + 1);
    }
    const SessionReader reader(path);
    return read_numbers(reader, reader.find(run).header.run_id);
}

double number_in(const std::string& text, const std::string& option)
{
    double value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || !(value >= 0))
        throw UsageError("--tolerance " + option +
                         ": write ABSOLUTE, ABSOLUTE,RELATIVE, or either behind KEY=, for "
                         "example nll_adapted=1e-3,1e-4.");
    return value;
}

/// "1e-3" or "1e-3,1e-4"; one number alone is the absolute one, and nothing is allowed besides.
Tolerance tolerance_of(const std::string& text, const std::string& option)
{
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos)
        return {.absolute = number_in(text, option), .relative = 0};
    return {.absolute = number_in(text.substr(0, comma), option),
            .relative = number_in(text.substr(comma + 1), option)};
}

DifferenceOptions options_of(const DiffCommand& command)
{
    DifferenceOptions options;
    options.only = command.only;
    for (const std::string& given : command.tolerances) {
        const std::size_t mark = given.find('=');
        if (mark == std::string::npos)
            options.tolerance = tolerance_of(given, given);
        else
            options.by_key[given.substr(0, mark)] = tolerance_of(given.substr(mark + 1), given);
    }
    return options;
}

bool has_key(const RunNumbers& run, const std::string& key)
{
    const auto is_it = [&key](const auto& metric) { return metric.first.first == key; };
    return run.columns.contains(key) || std::ranges::any_of(run.metrics, is_it);
}

void expect_keys(const DifferenceOptions& options, const RunNumbers& first, const RunNumbers& second)
{
    std::vector<std::string> named = options.only;
    for (const auto& [key, tolerance] : options.by_key)
        named.push_back(key);
    for (const std::string& key : named)
        if (!has_key(first, key) && !has_key(second, key))
            throw UsageError("Neither run has a metric or column \"" + key + "\".");
}

ExitCode diff(const DiffCommand& command)
{
    const DifferenceOptions options = options_of(command);
    const RunNumbers first = numbers_of(command.first, command.session);
    const RunNumbers second = numbers_of(command.second, command.session);
    expect_keys(options, first, second);
    const RunDifference difference = difference_of(first, second, options);
    (command.json ? print_diff_json : print_diff)(std::cout, {first, second, difference});
    return difference.first() ? ExitCode::failed : ExitCode::done;
}

}  // namespace

void add_diff_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand(
        "diff", "Find the first step, layer and item where two runs of the same text or images part");
    command.footer(R"(A run is named by its session FILE (its latest run), by FILE#ID, or by its ID alone in --session.
Only what both runs logged is compared, by its key; timings never, ranks and lists of tokens when they are named.
Exit codes: 0 they agree; 1 they part, or can't be compared; 2 wrong usage.)");
    const auto options = std::make_shared<DiffCommand>();
    command.add_option("first", options->first, "A run")->type_name("RUN")->required();
    command.add_option("second", options->second, "The other run")->type_name("RUN")->required();
    command
        .add_option("--tolerance", options->tolerances,
                    "How far two numbers may be apart: [KEY=]ABSOLUTE[,RELATIVE], for all or one key; default: "
                    "1e-4,1e-4 for columns (1e-4 and 1e-4 of the larger one), 1e-5,1e-4 for metrics")
        ->type_name("TOLERANCE")
        ->allow_extra_args(false);
    command.add_option("--only", options->only, "Compare nothing but this metric or column; may be given again")
        ->type_name("KEY")
        ->allow_extra_args(false);
    add_session_option(command, options->session);
    add_json_option(command, options->json);
    command.callback([options, &result] { result = diff(*options); });
}

}  // namespace ttt

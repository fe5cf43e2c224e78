#include "app/cli/runs/branch_options.h"

#include "app/branch.h"
#include "app/cli/runs/setting_options.h"
#include "app/cli/shared/exit_code.h"
#include "app/cli/shared/option_checks.h"
#include "engine/machine/threads.h"
#include "engine/runner.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

/// What may stand beside the settings that change.
constexpr std::array<std::string_view, 9> of_the_command{"--from",  "--at",   "--session", "--threads", "--json",
                                                         "--quiet", "--help", "-h,--help", "--help-all"};

/// "--inner-lr, --decay": those that the method has.
std::string options_in_words(const RunConfig& config)
{
    std::string words;
    for (const std::string_view key : branch_settings())
        if (const Setting* setting = find_setting(key, config.method))
            words += (words.empty() ? "" : ", ") + option_name(*setting);
    return words;
}

bool was_given(const CLI::App& command, const std::string& name)
{
    const CLI::Option* option = command.get_option_no_throw(name);
    return option && option->count() > 0;
}

bool was_given(const CLI::App& command, const Setting& setting)
{
    return was_given(command, option_name(setting)) || was_given(command, "--no-" + option_name(setting).substr(2));
}

bool is_changing(const std::string& option)
{
    return std::ranges::any_of(branch_settings(), [&](std::string_view key) {
        const auto of_key = std::ranges::find(settings(), key, &Setting::key);
        const std::string name = option_name(*of_key);
        return option == name || option == "--no-" + name.substr(2);
    });
}

void check_given(const CLI::App& command, const RunConfig& config)
{
    for (const CLI::Option* option : command.get_options()) {
        const std::string name = option->get_name();
        if (option->count() > 0 && std::ranges::find(of_the_command, name) == of_the_command.end() &&
            !is_changing(name))
            throw UsageError(name + " can't change in a run that goes on from another one; what may change is " +
                             options_in_words(config) + ".");
    }
}

/// Has no name until it is given one.
RunConfig changed(RunConfig config, const RunOptions& options)
{
    config.name.clear();
    for (const std::string_view key : branch_settings()) {
        const Setting* setting = find_setting(key, config.method);
        if (!setting || !was_given(*options.command, *setting))
            continue;
        std::visit([&](auto member) { config.*member = options.config.*member; }, setting->member);
        if (config.chosen && std::ranges::find(*config.chosen, key) == config.chosen->end())
            config.chosen->emplace_back(key);
    }
    return config;
}

}  // namespace

void add_branch_options(CLI::App& command, BranchOptions& options)
{
    CLI::Option* from = command.add_option("--from", options.from,
                                           "Go on from a chunk of this run of the session, by the first characters of "
                                           "its id, or 'latest': the chunks before it are copied, settings may change");
    from->type_name("RUN");
    command
        .add_option("--at", options.at,
                    "The chunk, counted from 0, from which on the new settings hold; only with --from")
        ->needs(from)
        ->check(whole_number(1))
        ->type_name("CHUNK");
}

std::unique_ptr<Runner> start_branch(const BranchOptions& branch, const RunOptions& options, const std::string& session,
                                     const std::stop_token& cancel)
{
    if (!branch.at)
        throw UsageError("--from needs --at CHUNK: the chunk of that run from which on this one goes on.");
    const SessionReader reader(session_path(session));
    const RunInfo info = reader.find(branch.from == "latest" ? "" : branch.from);
    const RunConfig& config = info.header.config;
    RunBranch start = read_branch(reader, info.header.run_id, *branch.at);
    check_given(*options.command, config);
    check_method_options(*options.command, config.method);
    if (options.threads > 0)
        set_threads(options.threads);
    return std::make_unique<Runner>(changed(config, options), std::move(start), cancel);
}

}  // namespace ttt

#include "app/cli/runs/check_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "sessions/session_check.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

void print_json(const std::string& path, const SessionCheck& check)
{
    Json broken = Json::array();
    for (const BrokenPromise& promise : check.broken)
        broken.push_back({{"run", promise.run}, {"sentence", promise.sentence}});
    const Json json{{"session", path},
                    {"format", check.format},
                    {"runs", check.runs},
                    {"steps", check.steps},
                    {"keeps_its_format", check.broken.empty()},
                    {"broken", broken}};
    std::cout << text_of(json) << '\n';
}

void print_text(const SessionCheck& check)
{
    for (const BrokenPromise& promise : check.broken)
        std::cout << terminal_text((promise.run.empty() ? "" : "Run " + short_id(promise.run) + ": ") +
                                   promise.sentence)
                  << '\n';
    if (check.broken.empty())
        std::cout << "Format " << check.format << " is kept: " << thousands(check.runs) << " runs, "
                  << thousands(check.steps) << " steps\n";
}

}  // namespace

void add_check_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand(
        "check", "Read a whole session and say every promise of its format that it breaks (sessions/README.md)");
    command.footer("Exit codes: 0 the format is kept; 1 it is broken, or the file can't be read; 2 wrong usage.");
    const auto path = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    command.add_option("session", *path, "Session file")->type_name("FILE")->required();
    add_json_option(command, *json);
    command.callback([=, &result] {
        const SessionCheck check = check_session(*path);
        *json ? print_json(*path, check) : print_text(check);
        result = check.broken.empty() ? ExitCode::done : ExitCode::failed;
    });
}

}  // namespace ttt

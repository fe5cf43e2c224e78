#include "app/cli/lab/ask_command.h"

#include "app/cli/lab/ask_report.h"
#include "app/cli/lab/own_text_run.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "engine/ask.h"
#include "engine/machine/threads.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ttt {

namespace {

struct AskOptions {
    RunOptions run;
    std::string session;
    std::string run_id;
    AskPlace place;
    std::vector<std::string> prompts;
    AskChoices choices{.length = 32};
    bool is_logged = false;  // the question is about a run of a session
    bool json = false;
};

/// What may stand beside --run: the other options belong to a text that is read for the first time.
constexpr std::array<std::string_view, 16> of_the_question{
    "--run",   "--session", "--at",   "--prompt",  "--length", "--temperature", "--top-p",   "--stop",
    "--learn", "--without", "--seed", "--threads", "--json",   "--help",        "-h,--help", "--help-all"};

void check_logged(const CLI::App& command)
{
    for (const CLI::Option* option : command.get_options())
        if (option->count() > 0 && std::ranges::find(of_the_question, option->get_name()) == of_the_question.end())
            throw UsageError(option->get_name() + " can't be chosen anew for a run that was logged; leave it out, or " +
                             "--run and --session.");
}

Ask of_logged_run(const AskOptions& options)
{
    const SessionReader reader(session_path(options.session));
    const std::string id = reader.find(options.run_id).header.run_id;
    const RunHeader header = reader.header(id);
    check_own_text(header, "it can't be asked, its model is not ours");
    if (options.run.threads > 0)
        set_threads(options.run.threads);
    return Ask(header.config, reader.document(id).token_ids,
               {.before = header.before, .model_hash = header.model_hash});
}

Ask opened(const AskOptions& options, const std::stop_token& cancel)
{
    if (options.is_logged) {
        check_logged(*options.run.command);
        return of_logged_run(options);
    }
    RunConfig config = resolve(options.run);
    if (config.tokens == 0)  // the rest of the text is of no matter
        config.tokens = std::max<std::int64_t>(1, options.place.at);
    Ask ask(config, cancel);
    tell_method(options.run, config);
    tell_remarks(ask.remarks());
    return ask;
}

/// The next turn of a conversation at the place; the one before it becomes a part of that.
void take_turn(Ask& ask, const std::string& prompt, const AskChoices& choices, const std::stop_token& cancel,
               AskReport& report)
{
    if (!report.answers.empty())
        report.turns.push_back({std::move(report.prompt), std::move(report.answers)});
    report.prompt = prompt;
    report.expected = ask.read(report.turns, prompt);
    report.answers = ask.go_on(
        report.turns, prompt, choices, [&report](const ArmAnswer& answer) { report.pace.hear(answer); }, cancel);
}

ExitCode run(AskOptions options)
{
    const Interrupt interrupt;
    options.choices.seed = options.run.config.seed;
    if (const std::string problem = problem_of(options.choices); !problem.empty())
        throw UsageError(problem);
    Ask ask = opened(options, interrupt.token());
    ask.stand(options.place, interrupt.token());
    AskReport report;
    report.place = options.place;
    if (options.prompts.empty())
        options.prompts.emplace_back();
    for (const std::string& prompt : options.prompts)
        take_turn(ask, prompt, options.choices, interrupt.token(), report);
    (options.json ? print_ask_json : print_ask)(std::cout, report);
    return interrupt.token().stop_requested() ? ExitCode::cancelled : ExitCode::done;
}

void add_question_options(CLI::App& command, AskOptions& options)
{
    command.add_option("--at", options.place.at, "The place: so many tokens of the text are read before the question")
        ->required()
        ->check(whole_number(0))
        ->type_name("TOKEN");
    command
        .add_option("--prompt", options.prompts,
                    "What is written there; nothing: what comes next in the text. Several times: a conversation, in "
                    "which each arm has its own answers before it")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("TEXT");
    command.add_option("--without", options.place.without, "This chunk, counted from 0, is read but teaches nothing")
        ->check(whole_number(0))
        ->type_name("CHUNK");
    command.add_flag("--learn", options.place.learns, "Learn from the prompt and the answer, too, chunk by chunk");
}

void add_answer_options(CLI::App& command, AskChoices& choices)
{
    command.add_option("--length", choices.length, "Let each arm go on for so many tokens; default: 32")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_option("--temperature", choices.temperature, "0: always the likeliest token; default: 1")
        ->check(number(0))
        ->type_name("X");
    command
        .add_option("--top-p", choices.top_p, "Draw from the likeliest tokens that have so much together; default: 1")
        ->check(number(0))
        ->type_name("P");
    command.add_option("--stop", choices.stop, "An answer ends before this text; may be given several times")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("TEXT");
}

}  // namespace

void add_ask_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("ask", "Ask the model at a place of a text what it expects there");
    const auto options = std::make_shared<AskOptions>();
    add_question_options(command, *options);
    add_answer_options(command, options->choices);
    const CLI::Option* session = add_session_option(command, options->session);
    const CLI::Option* run_id = add_run_id_option(command, options->run_id);
    add_document_options(command, options->run);
    add_model_options(command, options->run);
    add_json_option(command, options->json);
    command.callback([options, session, run_id, &result] {
        options->is_logged = session->count() > 0 || run_id->count() > 0;
        result = run(*options);
    });
}

}  // namespace ttt

#include "app/cli/lab/trace_command.h"
#include "app/cli/lab/own_text_run.h"

#include "app/cli/lab/token_text.h"
#include "app/cli/lab/trace_report.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/progress_bar.h"
#include "app/format.h"
#include "engine/files/printable.h"
#include "engine/lab.h"
#include "engine/machine/threads.h"
#include "sessions/session_reader.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

namespace ttt {

namespace {

struct TraceOptions {
    std::string session;
    std::string run;
    std::optional<std::int64_t> item;
    std::optional<std::int64_t> chunk;
    std::string token;
    std::int64_t top = 5;
    std::int64_t threads = 0;
    bool json = false;
    bool quiet = false;
};

/// Before a model is loaded: what can't be asked of this run.
void check_question(const TraceOptions& options, const RunHeader& header, std::int64_t tokens)
{
    check_own_text(header, "what it learned can't be traced");
    const auto numbers = [](std::int64_t begin, std::int64_t end) {
        return begin >= end ? "none" : std::to_string(begin) + " to " + std::to_string(end - 1);
    };
    const std::int64_t chunks = tokens / header.config.chunk;
    if (options.item && *options.item >= tokens)
        throw Error("Run " + short_id(header.run_id) + " has no token " + std::to_string(*options.item) +
                    " to trace: those that were predicted are " + numbers(1, tokens) + ".");
    if (options.chunk && *options.chunk >= chunks)
        throw Error("Run " + short_id(header.run_id) + " has no chunk " + std::to_string(*options.chunk) +
                    " that was written: its whole chunks are " + numbers(0, chunks) + ".");
}

/// A question about one place needs the text up to it, in whole chunks: a part of one would be rounded otherwise than
/// in the run. What a chunk taught needs all of it.
std::vector<std::int32_t> needed_text(const TraceOptions& options, const RunHeader& header,
                                      const DocumentRecord& document)
{
    std::vector<std::int32_t> text = document.token_ids;
    if (options.chunk)
        return text;
    const std::int64_t end = (*options.item / header.config.chunk + 1) * header.config.chunk;
    text.resize(std::min(text.size(), static_cast<std::size_t>(end)));
    return text;
}

void check_model(const Lab& lab, const RunHeader& header)
{
    if (lab.model_hash() != header.model_hash)
        throw Error("The model " + printable(header.config.model) + " has changed since the run was logged (then " +
                    header.model_hash + ", now " + lab.model_hash() + "), so what it learned can't be traced.");
}

/// False: cancelled.
bool read_again(Lab& lab, RunHeader header, std::int64_t tokens, bool quiet, const std::stop_token& cancel)
{
    const std::int64_t chunk = header.config.chunk;
    header.item_count = tokens;
    header.step_count = (tokens + chunk - 1) / chunk;
    ProgressBar bar(header, quiet);
    StepRecord step;
    while (!cancel.stop_requested()) {
        if (!lab.step())
            return true;
        step.index = (lab.items_read() - 1) / chunk;
        step.end = lab.items_read();
        bar.show(step);
    }
    return false;
}

ExitCode trace(const TraceOptions& options)
{
    const Interrupt interrupt;
    if (!options.item && !options.chunk)
        throw UsageError("Name a place with --item N, a chunk with --chunk N, or both.");
    if (!options.item && !options.token.empty())
        throw UsageError("--token asks for a logit at one place: name it with --item N.");
    if (options.threads > 0)
        set_threads(options.threads);
    const SessionReader reader(session_path(options.session));
    const std::string id = reader.find(options.run).header.run_id;
    TraceReport report{.header = reader.header(id),
                       .document = reader.document(id),
                       .top = static_cast<std::size_t>(options.top),
                       .logit = {},
                       .chunk = {}};
    check_question(options, report.header, static_cast<std::int64_t>(report.document.token_ids.size()));
    const std::int32_t token = options.token.empty() ? -1 : token_named(report.document, options.token);

    std::vector<std::int32_t> text = needed_text(options, report.header, report.document);
    const auto tokens = static_cast<std::int64_t>(text.size());
    Lab lab(report.header.config, std::move(text));
    check_model(lab, report.header);
    if (!read_again(lab, report.header, tokens, options.quiet || options.json, interrupt.token()))
        return ExitCode::cancelled;
    if (options.item)
        report.logit = lab.trace_logit(*options.item, token);
    if (options.chunk)
        report.chunk = lab.trace_chunk(*options.chunk);
    (options.json ? print_trace_json : print_trace)(std::cout, report);
    return ExitCode::done;
}

}  // namespace

void add_trace_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("trace", "Say what taught a run its prediction at one place");
    const auto options = std::make_shared<TraceOptions>();
    add_session_option(command, options->session);
    add_run_id_option(command, options->run);
    command.add_option("--item", options->item, "The place: a token of the document, counted from 0")
        ->check(whole_number(1))
        ->type_name("N");
    command
        .add_option("--token", options->token,
                    "Trace this token's logit there, by its text or id; default: the token that stands there")
        ->type_name("TEXT");
    command.add_option("--chunk", options->chunk, "Say what this chunk, counted from 0, taught the text behind it")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_option("--top", options->top, "Rows of each list; default: 5")->check(whole_number(1))->type_name("N");
    command.add_option("--threads", options->threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress");
    command.callback([options, &result] { result = trace(*options); });
}

}  // namespace ttt

#include "app/cli/lab/patterns_command.h"

#include "app/cli/lab/patterns_report.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/places.h"
#include "engine/model/model_path.h"
#include "engine/run_document.h"
#include "engine/text/text_file.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace ttt {

namespace {

struct PatternsOptions {
    RunOptions text;  // its document and its model
    std::optional<std::int64_t> window;
    std::optional<std::int64_t> chunk;
    NgramSettings ngrams;
    std::int64_t top = 20;
    bool json = false;
};

/// What the widest layer sees; 0, everything, is the widest.
std::int64_t widest(const std::vector<std::int64_t>& windows)
{
    const bool is_full = std::find(windows.begin(), windows.end(), 0) != windows.end();
    return windows.empty() || is_full ? 0 : *std::max_element(windows.begin(), windows.end());
}

void print_patterns(const PatternsOptions& options)
{
    if (options.ngrams.longest < options.ngrams.shortest)
        throw UsageError("--max must not be below --min.");
    RunConfig text = options.text.config;
    text.document = text.document.empty() ? shipped_document() : absolute_path(text.document);
    const std::string model = text.model.empty() ? shipped_model() : absolute_path(text.model);
    const ModelConfig config = read_model_config(model);
    NgramSettings settings = options.ngrams;
    settings.window = options.window.value_or(widest(config.windows));
    settings.chunk = options.chunk.value_or(config.ttt.chunk);
    const RunDocument read = read_document(text, Tokenizer::load(model));
    tell_remarks(read.remarks);
    const DocumentRecord& document = read.record;
    const PatternsReport report{.document = text.document,
                                .model = model,
                                .record = document,
                                .settings = settings,
                                .top = static_cast<std::size_t>(options.top),
                                .inductions = count_inductions(document.token_ids, settings.window),
                                .ngrams = repeated_ngrams(document.token_ids, settings)};
    (options.json ? print_json : print_text)(report);
}

void add_ngram_options(CLI::App& command, PatternsOptions& options)
{
    command.add_option("--min", options.ngrams.shortest, "Shortest repeat, in tokens; default: 3")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--max", options.ngrams.longest, "Longest repeat that is told in full; default: 8")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--top", options.top, "Rows of the table; default: 20")->check(whole_number(0))->type_name("N");
    command
        .add_option("--window", options.window,
                    "Attention window in tokens; 0: everything; default: the model's widest")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_option("--chunk", options.chunk, "Tokens per chunk; default: the model's")
        ->check(whole_number(1))
        ->type_name("N");
}

}  // namespace

void add_patterns_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("patterns", "Count what a document repeats; nothing is run");
    const auto options = std::make_shared<PatternsOptions>();
    add_document_options(command, options->text);
    add_model_option(command, options->text.config.model);
    command.get_option("--model")->description("Directory whose tokenizer is used; default: the shipped model");
    add_ngram_options(command, *options);
    add_json_option(command, options->json);
    command.callback([options] { print_patterns(*options); });
}

}  // namespace ttt

#include "app/cli/lab/compose_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/format.h"
#include "app/marked_text.h"
#include "engine/text/composer.h"
#include "engine/text/document_marks.h"
#include "engine/text/text_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_rows = 24;

struct ComposeOptions {
    ComposePlan plan;
    std::string document;
    std::string filler;
    bool json = false;
};

std::int64_t noisy_of(const ComposedText& composed, std::size_t pattern)
{
    return std::count_if(composed.marks.begin(), composed.marks.end(), [pattern](const DocumentMark& mark) {
        return mark.noisy && mark.pattern == static_cast<std::int64_t>(pattern);
    });
}

std::int64_t first_byte(const ComposedText& composed, std::size_t pattern)
{
    return std::find_if(
               composed.marks.begin(), composed.marks.end(),
               [pattern](const DocumentMark& mark) { return mark.pattern == static_cast<std::int64_t>(pattern); })
        ->begin;
}

std::string filler_words(const ComposeOptions& options, const ComposeCounts& counts)
{
    if (options.filler.empty())
        return thousands(counts.filler_words) + " invented words";
    return options.filler + ", " + thousands(counts.filler_words) + " of " +
           thousands(word_count(options.plan.filler)) + " words";
}

void print_patterns(const ComposedText& composed)
{
    Table table({"pattern", "times", "noisy", "first at byte"});
    const std::size_t rows = std::min(composed.patterns.size(), most_rows);
    for (std::size_t i = 0; i < rows; ++i)
        table.add_row({composed.patterns[i], thousands(composed.counts.repeats), thousands(noisy_of(composed, i)),
                       thousands(first_byte(composed, i))});
    std::cout << table;
    if (composed.patterns.size() > rows)
        std::cout << "… and " << thousands(static_cast<std::int64_t>(composed.patterns.size() - rows))
                  << " more; --json prints all\n";
}

void print_text(const ComposeOptions& options, const ComposedText& composed)
{
    const ComposePlan& plan = options.plan;
    const ComposeCounts& counts = composed.counts;
    const double share = 100.0 * static_cast<double>(counts.planted_words) / static_cast<double>(counts.words);
    std::cout << "Written  " << options.document << ", " << thousands(counts.words) << " words, "
              << thousands(static_cast<std::int64_t>(composed.text.size())) << " bytes\n"
              << "Marks    " << marks_path(options.document) << ", " << thousands(counts.occurrences)
              << " occurrences\n"
              << "Filler   " << filler_words(options, counts) << '\n'
              << "Planted  " << thousands(counts.patterns) << (counts.patterns == 1 ? " pattern of " : " patterns of ")
              << plan.pattern_words << " words, " << thousands(counts.repeats) << " times each, " << thousands(plan.gap)
              << " words apart: " << fixed(share, 1) << " % of the text\n"
              << "Noise    " << thousands(counts.noisy) << " of " << thousands(counts.occurrences - counts.patterns)
              << " later occurrences end differently\n\n";
    print_patterns(composed);
}

void print_json(const ComposeOptions& options, const ComposedText& composed)
{
    const ComposeCounts& counts = composed.counts;
    Json patterns = Json::array();
    for (std::size_t i = 0; i < composed.patterns.size(); ++i)
        patterns.push_back({{"text", composed.patterns[i]},
                            {"noisy", noisy_of(composed, i)},
                            {"first_byte", first_byte(composed, i)}});
    const Json json{{"document", options.document},
                    {"marks", marks_path(options.document)},
                    {"bytes", composed.text.size()},
                    {"words", counts.words},
                    {"filler_words", counts.filler_words},
                    {"planted_words", counts.planted_words},
                    {"repeats", counts.repeats},
                    {"occurrences", counts.occurrences},
                    {"noisy", counts.noisy},
                    {"gap", options.plan.gap},
                    {"seed", options.plan.seed},
                    {"patterns", std::move(patterns)}};
    std::cout << text_of(json) << '\n';
}

void check_document(const ComposeOptions& options)
{
    if (options.document == "-" || options.document.ends_with(".xz"))
        throw UsageError("The text is written plain, with its marks beside it; give a file name like text.txt, not " +
                         options.document + ".");
    std::error_code different;
    if (!options.filler.empty() && std::filesystem::equivalent(options.document, options.filler, different))
        throw UsageError("The filler " + options.filler + " would be overwritten; write the text into another file.");
}

std::string read_filler(const std::string& path)
{
    TextFile file = open_text_file(path);
    tell_remarks(file.remarks);
    return std::move(file.text);
}

void write_composed(ComposeOptions options)
{
    check_document(options);
    if (!options.filler.empty())
        options.plan.filler = read_filler(options.filler);
    if (const std::string fault = fault_of(options.plan); !fault.empty())
        throw UsageError(fault);
    const ComposedText composed = compose(options.plan);
    write_marked_text(options.document, composed.text, composed.marks,
                      command_of(options.plan, file_name(options.filler)));
    (options.json ? print_json : print_text)(options, composed);
}

void add_plan_options(CLI::App& command, ComposePlan& plan)
{
    command.add_option("--words", plan.words, "Length of the whole text; 0: all of the filler; default: 4000")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_option("--patterns", plan.patterns, "Different patterns; default: 8")
        ->check(whole_number(1))
        ->type_name("N");
    CLI::Option* repeats = command.add_option("--repeats", plan.repeats, "Occurrences of each, at least 2; default: 4")
                               ->check(whole_number(2))
                               ->type_name("N");
    command
        .add_option("--frequency", plan.frequency,
                    "Share of all words that are planted, up to 0.9; repeats follow from it")
        ->check(number(0))
        ->type_name("X")
        ->excludes(repeats);
    command.add_option("--gap", plan.gap, "Words between two occurrences of a pattern; default: 300")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_option("--pattern-words", plan.pattern_words, "Length of a pattern A … B, 2 to 8; default: 3")
        ->check(whole_number(2))
        ->type_name("N");
    command.add_option("--noise", plan.noise, "Share of later occurrences that end differently, 0 to 1; default: 0")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--seed", plan.seed, "Of names, places and invented words; default: 1")
        ->check(whole_number(0))
        ->type_name("N");
}

}  // namespace

void add_compose_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("compose", "Write a document with planted repeats, and their marks");
    const auto options = std::make_shared<ComposeOptions>();
    command.add_option("out", options->document, "Text file to write; the marks go to OUT.marks.json")
        ->required()
        ->type_name("OUT");
    command.add_option("--filler", options->filler, "Text to plant into, plain or .xz; default: invented words")
        ->type_name("FILE");
    add_plan_options(command, options->plan);
    add_json_option(command, options->json);
    command.callback([options] { write_composed(*options); });
}

}  // namespace ttt

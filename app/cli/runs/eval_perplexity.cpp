#include "app/cli/runs/eval_perplexity.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/runs/run_report.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/progress_bar.h"
#include "app/cli/shared/range_table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/evaluation/ranges.h"
#include "engine/runner.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct PerplexityOptions {
    RunOptions run;
    std::vector<std::string> documents;
    bool json = false;
    bool quiet = false;
};

struct DocumentResult {
    std::string document;
    RunSummary summary;
    std::vector<RangePerplexity> ranges;
};

/// `all` adds up over the documents, position by position.
DocumentResult measure(const RunOptions& options, bool quiet, RangeTotals& all, const std::stop_token& cancel)
{
    Runner runner(resolve(options), cancel);
    tell_method(options, runner.header().config);
    tell_remarks(runner.header().remarks);
    RangeTotals totals;
    ProgressBar bar(runner.header(), quiet);
    while (!cancel.stop_requested()) {
        const std::optional<StepRecord> step = runner.step();
        if (!step)
            break;
        totals.add(*step);
        all.add(*step);
        bar.show(*step);
    }
    return {runner.header().config.document, runner.summary(), totals.ranges()};
}

void print_ranges(const std::string& heading, const std::vector<RangePerplexity>& ranges)
{
    RangeTable table(heading);
    for (const RangePerplexity& range : ranges)
        table.add(range);
    std::cout << table << '\n';
}

void print_text(const std::vector<DocumentResult>& results, const RangeTotals& all)
{
    for (const DocumentResult& result : results)
        print_ranges(file_name(result.document), result.ranges);
    if (results.size() > 1)
        print_ranges("all documents", all.ranges());
}

void print_json(const std::vector<DocumentResult>& results, const RangeTotals& all)
{
    nlohmann::ordered_json documents = nlohmann::ordered_json::array();
    for (const DocumentResult& result : results)
        documents.push_back({{"document", result.document},
                             {"state", state_name(result.summary.state)},
                             {"tokens", result.summary.items},
                             {"perplexity", perplexity_json(result.summary)},
                             {"ranges", ranges_json(result.ranges)}});
    const nlohmann::ordered_json json{{"documents", documents}, {"ranges", ranges_json(all.ranges())}};
    std::cout << text_of(json) << '\n';
}

bool tell_diverged(const std::vector<DocumentResult>& results)
{
    bool any = false;
    for (const DocumentResult& result : results)
        if (result.summary.state == RunState::diverged) {
            std::cerr << "ttt: " << terminal_text(file_name(result.document)) << ": " << result.summary.message << '\n';
            any = true;
        }
    return any;
}

/// All documents under the same options; none named: the shipped one.
std::vector<RunOptions> runs_of(const PerplexityOptions& options)
{
    std::vector<RunOptions> runs(std::max<std::size_t>(options.documents.size(), 1), options.run);
    for (std::size_t i = 0; i < options.documents.size(); ++i)
        runs[i].config.document = options.documents[i];
    return runs;
}

ExitCode measure_all(const PerplexityOptions& options)
{
    const Interrupt interrupt;
    RangeTotals all;
    std::vector<DocumentResult> results;
    for (const RunOptions& run : runs_of(options)) {
        results.push_back(measure(run, options.quiet, all, interrupt.token()));
        if (interrupt.token().stop_requested())
            return ExitCode::cancelled;
    }
    (options.json ? print_json : print_text)(results, all);
    return tell_diverged(results) ? ExitCode::failed : ExitCode::done;
}

}  // namespace

void add_eval_perplexity(CLI::App& eval, ExitCode& result)
{
    CLI::App& command = *eval.add_subcommand("perplexity", "Perplexity by position, of one or several documents");
    const auto options = std::make_shared<PerplexityOptions>();
    options->run.config.probes = false;
    command.add_option("--document", options->documents, "Text files, plain or .xz; default: the shipped document")
        ->type_name("FILE");
    add_tokens_option(command, options->run);
    add_reading_options(command, options->run.config);
    add_model_options(command, options->run);
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress");
    command.callback([options, &result] { result = measure_all(*options); });
}

}  // namespace ttt

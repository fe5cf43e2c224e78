#include "app/cli/runs/eval_recall.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/evaluation/recall.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <unistd.h>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

struct RecallOptions {
    RunOptions run;
    RecallConfig recall;
    bool json = false;
    bool quiet = false;
};

std::string percent(const ArmRecall& arm)
{
    return fixed(100 * arm.hits, 1) + " %";
}

void print_text(const std::vector<SpanRecall>& spans)
{
    Table table({"span", "tokens", "frozen", "twin", "adapted", "NLL frozen", "NLL twin", "NLL adapted"});
    for (const SpanRecall& span : spans)
        table.add_row({thousands(span.span), thousands(span.tokens), percent(span.frozen),
                       span.twin ? percent(*span.twin) : "–", percent(span.adapted), fixed(span.frozen.nll, 2),
                       span.twin ? fixed(span.twin->nll, 2) : "–", fixed(span.adapted.nll, 2)});
    std::cout << "Random spans read twice: tokens of the second copy that were the likeliest\n" << table;
}

Json arm_json(const ArmRecall& arm)
{
    return {{"recall", arm.hits}, {"nll", arm.nll}};
}

void print_json(const std::vector<SpanRecall>& spans)
{
    Json list = Json::array();
    for (const SpanRecall& span : spans) {
        Json json{{"span", span.span},
                  {"tokens", span.tokens},
                  {"frozen", arm_json(span.frozen)},
                  {"adapted", arm_json(span.adapted)}};
        if (span.twin)
            json["twin"] = arm_json(*span.twin);
        list.push_back(std::move(json));
    }
    std::cout << text_of(Json{{"spans", list}}) << '\n';
}

void show_progress(std::int64_t done, std::int64_t all)
{
    std::ostream(unfiltered(std::cerr)) << "\r" << done << "/" << all << " documents" << (done == all ? "\r\033[K" : "")
                                        << std::flush;
}

void measure(const RecallOptions& options)
{
    const RunConfig run = resolve_model(options.run);
    RecallConfig config = options.recall;
    config.model = run.model;
    config.twin = run.twin;
    config.seed = run.seed;
    config.device = run.device;
    config.dtype = run.dtype;
    const bool visible = !options.quiet && isatty(STDERR_FILENO);
    const std::vector<SpanRecall> spans = recall(config, visible ? show_progress : nullptr);
    (options.json ? print_json : print_text)(spans);
}

}  // namespace

void add_eval_recall(CLI::App& eval, ExitCode&)
{
    CLI::App& command = *eval.add_subcommand("recall", "Recall of random spans that return after so many tokens");
    const auto options = std::make_shared<RecallOptions>();
    add_model_option(command, options->run.config.model);
    add_twin_options(command, options->run);
    command.add_option("--spans", options->recall.spans, "Lengths of the spans in tokens; default: 384,768,1536")
        ->delimiter(',')
        ->check(whole_number(2))
        ->type_name("N,N");
    command.add_option("--repeats", options->recall.repeats, "Documents per span; default: 4")
        ->check(whole_number(1))
        ->type_name("N");
    add_machine_options(command, options->run);
    add_json_option(command, options->json);
    command.add_flag("--quiet", options->quiet, "No progress");
    command.callback([options] { measure(*options); });
}

}  // namespace ttt

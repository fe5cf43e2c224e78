#include "app/cli/lab/heads_command.h"

#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/open_text.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/format.h"
#include "engine/lab.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t default_tokens = 4096;
constexpr double clearly = 5;  // times what even attention would score, to be called an induction head

struct HeadsOptions {
    RunOptions run;
    bool json = false;
};

/// Most of prefix matching on random spans first.
std::vector<HeadScore> by_prefix(std::vector<HeadScore> heads)
{
    std::stable_sort(heads.begin(), heads.end(),
                     [](const HeadScore& a, const HeadScore& b) { return a.prefix_random > b.prefix_random; });
    return heads;
}

std::string nats(const char* arm, double value)
{
    return std::isnan(value) ? "" : std::string(", ") + arm + (value > 0 ? " +" : " ") + fixed(value, 3) + " nats";
}

std::string in_context_line(const InContextScore& score)
{
    if (score.contexts == 0)
        return "In-context learning: not measured, the text is shorter than one context of 512 tokens.";
    return "In-context learning: loss at token 500 minus loss at token 50" + nats("frozen", score.frozen) +
           nats("adapted", score.adapted) + " (" + thousands(score.contexts) +
           (score.contexts == 1 ? " context" : " contexts") + " of 512 tokens; negative: context helps).";
}

std::string name_of(const HeadScore& head)
{
    return "layer " + std::to_string(head.layer) + " head " + std::to_string(head.head);
}

std::string share(double prefix, double even)
{
    return fixed(100 * prefix, 1) + " % (even: " + fixed(100 * even, 1) + " %)";
}

/// On random tokens, where nothing but the repeat can be known.
std::string on_random(const HeadSurvey& survey, const HeadScore& best)
{
    const std::string part = name_of(best) + " puts " + share(best.prefix_random, survey.even_random) +
                             " of its attention on what came after the token's earlier place";
    if (best.prefix_random <= clearly * survey.even_random)
        return "No head finds repeats of random tokens: even the strongest, " + part;
    return "The strongest, " + part +
           (best.copying_random > 0 ? ", and raises its logit: an induction head" : ", but does not raise its logit");
}

std::string on_document(const HeadSurvey& survey)
{
    const auto measured = [](const HeadScore& head) {
        return std::isnan(head.prefix_document) ? -1 : head.prefix_document;
    };
    const auto best =
        std::max_element(survey.heads.begin(), survey.heads.end(),
                         [&](const HeadScore& a, const HeadScore& b) { return measured(a) < measured(b); });
    if (std::isnan(best->prefix_document))
        return "On the text no token came back in sight";
    return "On the text " + name_of(*best) + " does it most, " + share(best->prefix_document, survey.even_document);
}

std::string meaning(const HeadSurvey& survey, const HeadScore& best)
{
    const std::string limit = survey.window == 0
                                  ? ""
                                  : " Attention sees " + thousands(survey.window) +
                                        " tokens in each layer; repeats further apart are left to what layers pass on "
                                        "and to the fast weights.";
    return on_random(survey, best) + ". " + on_document(survey) + "." + limit;
}

void print_text(const OpenedText& text, const HeadSurvey& survey)
{
    const std::vector<HeadScore> heads = by_prefix(survey.heads);
    Table table({"layer", "head", "prefix random", "copying random", "prefix document", "copying document", ""});
    for (const HeadScore& head : heads)
        table.add_row({std::to_string(head.layer), std::to_string(head.head), fixed(head.prefix_random, 3),
                       fixed(head.copying_random, 2), fixed(head.prefix_document, 3), fixed(head.copying_document, 2),
                       &head == &heads.front() ? "← strongest" : ""});
    table.add_row({"even", "", fixed(survey.even_random, 3), "", fixed(survey.even_document, 3), "", ""});
    std::cout << "Heads of " << text.config.model << " on " << survey.spans << " random spans of " << survey.span
              << " tokens, each read twice, and on " << thousands(survey.items) << " tokens of " << text.document.name
              << "\nprefix   part of the attention on what followed an earlier occurrence of the token, 0 to 1"
                 "\ncopying  by how many standard deviations the head raises the logits of the tokens it attends to"
                 "\neven     what a head would score that looks at everything it sees alike\n\n"
              << table << '\n'
              << in_context_line(survey.in_context) << '\n'
              << meaning(survey, heads.front()) << '\n';
}

void print_json(const OpenedText& text, const HeadSurvey& survey)
{
    Json heads = Json::array();
    for (const HeadScore& head : by_prefix(survey.heads))
        heads.push_back({{"layer", head.layer},
                         {"head", head.head},
                         {"prefix_random", head.prefix_random},
                         {"copying_random", head.copying_random},
                         {"prefix_document", head.prefix_document},
                         {"copying_document", head.copying_document}});
    const Json json{{"model", text.config.model},
                    {"document", text.config.document},
                    {"tokens", survey.items},
                    {"window", survey.window},
                    {"span", survey.span},
                    {"repeats", survey.repeats},
                    {"spans", survey.spans},
                    {"even_random", survey.even_random},
                    {"even_document", survey.even_document},
                    {"in_context",
                     {{"frozen", survey.in_context.frozen},
                      {"adapted", survey.in_context.adapted},
                      {"contexts", survey.in_context.contexts}}},
                    {"heads", heads}};
    std::cout << text_of(json) << '\n';
}

ExitCode survey(const HeadsOptions& options)
{
    const Interrupt interrupt;
    const OpenedText text = open_text(options.run, interrupt.token());
    try {
        const Lab lab(text.config, text.document.token_ids);
        const HeadSurvey survey = lab.survey_heads(text.config.tokens, interrupt.token());
        (options.json ? print_json : print_text)(text, survey);
        return ExitCode::done;
    } catch (const Error&) {
        if (interrupt.token().stop_requested())
            return ExitCode::cancelled;
        throw;
    }
}

}  // namespace

void add_heads_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand(
        "heads", "Find the induction heads: prefix matching and copying of every attention head");
    const auto options = std::make_shared<HeadsOptions>();
    add_text_options(command, options->run, default_tokens);
    add_json_option(command, options->json);
    command.callback([options, &result] { result = survey(*options); });
}

}  // namespace ttt

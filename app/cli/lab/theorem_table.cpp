#include "app/cli/lab/theorem_table.h"

#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/format.h"
#include "engine/ttt/theorem_tables.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;
using Shape = TheoremTableShape;

Table cross_talk_text(const std::vector<CrossTalkRow>& rows, std::int64_t draws)
{
    Table table({"width of the keys f", "others, RMS", "v*", "v* first of " + thousands(draws)});
    for (const CrossTalkRow& row : rows)
        table.add_row({thousands(row.inner), fixed(row.others, 3), fixed(row.target, 3), thousands(row.first)});
    return table;
}

Table common_mode_text(const std::vector<CommonModeRow>& rows, std::int64_t draws)
{
    const std::string first = "first of " + thousands(draws);
    Table table({"common mode mu", "key cosine", "others, RMS", "v*", first, "centred: RMS", "v*", first});
    for (const CommonModeRow& row : rows)
        table.add_row({fixed(row.mu, 2), fixed(row.cosine, 3), fixed(row.others, 3), fixed(row.target, 3),
                       thousands(row.first), fixed(row.centred_others, 3), fixed(row.centred_target, 3),
                       thousands(row.centred_first)});
    return table;
}

Json cross_talk_json(const std::vector<CrossTalkRow>& rows)
{
    Json json = Json::array();
    for (const CrossTalkRow& row : rows)
        json.push_back({{"inner", row.inner}, {"others", row.others}, {"target", row.target}, {"first", row.first}});
    return json;
}

Json common_mode_json(const std::vector<CommonModeRow>& rows)
{
    Json json = Json::array();
    for (const CommonModeRow& row : rows)
        json.push_back(
            {{"common_mode", row.mu},
             {"key_cosine", row.cosine},
             {"others", row.others},
             {"target", row.target},
             {"first", row.first},
             {"centred",
              {{"others", row.centred_others}, {"target", row.centred_target}, {"first", row.centred_first}}}});
    return json;
}

void print_json(const char* table, Json rows, const TheoremTableOptions& options, std::uint64_t seed)
{
    const Json json{{"table", table},          {"draws", options.draws},          {"seed", seed},
                    {"tokens", Shape::tokens}, {"vocabulary", Shape::vocabulary}, {"width", Shape::width},
                    {"rows", std::move(rows)}};
    std::cout << text_of(json) << '\n';
}

void print_heading(const TheoremTableOptions& options)
{
    std::cout << "One run over " << Shape::tokens << " tokens of " << Shape::vocabulary
              << ": change of the logits in units of the signal, over " << thousands(options.draws)
              << " random texts\n";
}

}  // namespace

void print_theorem_table(const TheoremTableOptions& options, std::uint64_t seed, bool json)
{
    const bool by_width = options.name == "width";
    if (json && by_width)
        return print_json("width", cross_talk_json(cross_talk_table(options.draws, seed)), options, seed);
    if (json)
        return print_json("common-mode", common_mode_json(common_mode_table(options.draws, seed)), options, seed);
    print_heading(options);
    if (by_width)
        std::cout << cross_talk_text(cross_talk_table(options.draws, seed), options.draws);
    else
        std::cout << common_mode_text(common_mode_table(options.draws, seed), options.draws);
}

}  // namespace ttt

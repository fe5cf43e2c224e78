#include "app/cli/lab/ask_report.h"

#include "app/cli/lab/token_text.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"

#include <nlohmann/json.hpp>

#include <ostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr double median = 0.5, slowest = 0.99;

Json top_json(const ArmAnswer& answer)
{
    Json top = Json::array();
    for (const TokenChance& chance : answer.top)
        top.push_back({{"token", chance.token}, {"text", chance.bytes}, {"probability", chance.probability}});
    return top;
}

Json turns_json(const std::vector<AskTurn>& turns)
{
    Json all = Json::array();
    for (const AskTurn& turn : turns) {
        Json texts = Json::object();
        for (const ArmAnswer& answer : turn.answers)
            texts[std::string(name_of(answer.arm))] = answer.text;
        all.push_back({{"prompt", turn.prompt}, {"texts", std::move(texts)}});
    }
    return all;
}

/// "' the' 12.3 %"
std::string chance_text(const TokenChance& chance)
{
    return "'" + visible_text(chance.bytes) + "' " + fixed(100 * chance.probability, 1) + " %";
}

std::string place_text(const AskReport& report)
{
    std::string text = "At token " + thousands(report.place.at);
    if (report.place.without)
        text += ", without chunk " + thousands(*report.place.without);
    if (!report.prompt.empty())
        text += ", behind '" + visible_text(report.prompt) + "'";
    return text + (report.place.learns ? ", learning from what is read here" : "");
}

}  // namespace

void print_ask(std::ostream& out, const AskReport& report)
{
    std::vector<std::string> headings{"likeliest"};
    for (const ArmAnswer& arm : report.expected)
        headings.emplace_back(name_of(arm.arm));
    Table table(headings);
    const std::size_t rows = report.expected.empty() ? 0 : report.expected.front().top.size();
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<std::string> cells{std::to_string(row + 1)};
        for (const ArmAnswer& arm : report.expected)
            cells.push_back(chance_text(arm.top[row]));
        table.add_row(std::move(cells));
    }
    out << place_text(report) << ", the next token is expected to be\n\n" << table;
    for (const ArmAnswer& answer : report.answers)
        if (answer.tokens > 0)
            out << '\n'
                << name_of(answer.arm) << ": " << terminal_text(text_before(report.turns, answer.arm, report.prompt))
                << visible_text(answer.text) << '\n';
    if (!report.pace.empty())
        out << "\nA token of every arm took " << fixed(report.pace.within(median), 1) << " ms (median), "
            << fixed(report.pace.within(slowest), 1) << " ms (99 % took less).\n";
}

void print_ask_json(std::ostream& out, const AskReport& report)
{
    Json json{{"at", report.place.at}};
    if (report.place.without)
        json["without"] = *report.place.without;
    json["learns"] = report.place.learns;
    json["arms"] = Json::object();
    for (std::size_t index = 0; index < report.expected.size(); ++index)
        json["arms"][std::string(name_of(report.expected[index].arm))] = {{"top", top_json(report.expected[index])},
                                                                          {"text", report.answers[index].text},
                                                                          {"tokens", report.answers[index].tokens}};
    if (!report.turns.empty())
        json["turns"] = turns_json(report.turns);
    if (!report.pace.empty())
        json["token_ms"] = {{"p50", report.pace.within(median)}, {"p99", report.pace.within(slowest)}};
    out << text_of(json) << '\n';
}

}  // namespace ttt

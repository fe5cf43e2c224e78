#include "app/cli/runs/diff_report.h"

#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/range_table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/records/item_names.h"
#include "engine/records/settings/settings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

std::string number(double value)
{
    constexpr int digits = 9;  // as many as tell two floats apart
    if (std::isnan(value))
        return "–";
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr};
}

std::string token_text(const RunNumbers& run, std::int64_t item)
{
    const DocumentRecord* document = text_of(run.input);
    if (!document || item + 1 >= static_cast<std::int64_t>(document->byte_offsets.size()))
        return "";
    const auto begin = static_cast<std::size_t>(document->byte_offsets[static_cast<std::size_t>(item)]);
    const auto end = static_cast<std::size_t>(document->byte_offsets[static_cast<std::size_t>(item) + 1]);
    return document->bytes.substr(begin, end - begin);
}

std::string name_of(const RunNumbers& run)
{
    return short_id(run.header.run_id) + ", " + std::string(method_title(run.header.config)) +
           (run.header.engine_version.empty() ? "" : ", " + run.header.engine_version);
}

std::string label_of(const KeyDifference& key, const ItemNames& names)
{
    return key.key + (key.is_column   ? ""
                      : key.layer < 0 ? ", per " + std::string(names.step)
                                      : ", layer " + std::to_string(key.layer));
}

std::string place_name(const KeyDifference& key, const ItemNames& names)
{
    return std::string(key.is_column ? names.item : names.step);
}

void print_first(std::ostream& out, const DiffReport& report, const KeyDifference& key)
{
    const ValuePair& pair = *key.first;
    const std::string& kind = report.difference.kind;
    out << "They part at " << place_of(key, kind);
    if (const std::string text = token_text(report.first, pair.place); key.is_column && !text.empty())
        out << ", '" << terminal_text(text) << "'";
    out << ": " << number(pair.first) << " and " << number(pair.second) << ", "
        << number(std::abs(pair.first - pair.second)) << " apart (allowed " << number(key.tolerance.absolute) << " + "
        << number(key.tolerance.relative) << " of the larger).\n\nAround it\n";
    Table table({place_name(key, item_names(kind)), "first", "second", "apart"});
    for (const ValuePair& near : key.around)
        table.add_row({thousands(near.place) + (near.place == pair.place ? " *" : ""), number(near.first),
                       number(near.second), number(std::abs(near.first - near.second))});
    out << table;
}

void print_keys(std::ostream& out, const RunDifference& difference)
{
    out << "\nAll that was compared\n";
    const ItemNames names = item_names(difference.kind);
    Table table({"number", "parts in " + std::string(names.step), "differ", "of", "largest distance", "at"});
    for (const KeyDifference& key : difference.keys)
        table.add_row({label_of(key, names), key.first ? thousands(key.step) : "–", thousands(key.differing),
                       thousands(key.compared), number(std::abs(key.largest.first - key.largest.second)),
                       place_name(key, names) + " " + thousands(key.largest.place)});
    out << table;
}

void print_lacking(std::ostream& out, const char* whose, const std::vector<std::string>& keys)
{
    std::string list;
    for (const std::string& key : keys)
        list += (list.empty() ? "" : ", ") + key;
    if (!list.empty())
        out << whose << terminal_text(list) << '\n';
}

Json json_of(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json json_of(const ValuePair& pair, const std::string& place)
{
    return {{place, pair.place}, {"first", json_of(pair.first)}, {"second", json_of(pair.second)}};
}

Json json_of(const KeyDifference& key, const ItemNames& names)
{
    const std::string place = place_name(key, names);
    Json json{{"key", key.key}, {"kind", key.is_column ? "column" : "metric"}};
    json["layer"] = key.is_column || key.layer < 0 ? Json(nullptr) : Json(key.layer);
    json["absolute"] = key.tolerance.absolute;
    json["relative"] = key.tolerance.relative;
    json["compared"] = key.compared;
    json["differing"] = key.differing;
    json["largest"] = json_of(key.largest, place);
    if (!key.first)
        return json;
    json[std::string(names.step)] = key.step;
    json["at"] = json_of(*key.first, place);
    json["around"] = Json::array();
    for (const ValuePair& near : key.around)
        json["around"].push_back(json_of(near, place));
    return json;
}

}  // namespace

void print_diff(std::ostream& out, const DiffReport& report)
{
    const RunDifference& difference = report.difference;
    const ItemNames names = item_names(difference.kind);
    print_field(out, "First", name_of(report.first));
    print_field(out, "Second", name_of(report.second));
    if (!difference.note.empty())
        print_field(out, "Note", difference.note);
    out << '\n';
    if (const KeyDifference* first = difference.first())
        print_first(out, report, *first);
    else
        out << "They agree within the tolerance: " << thousands(difference.steps) << ' ' << names.steps << ", "
            << thousands(difference.items) << ' ' << names.items << ".\n";
    print_keys(out, difference);
    print_lacking(out, "Only the first has ", difference.only_first);
    print_lacking(out, "Only the second has ", difference.only_second);
}

void print_diff_json(std::ostream& out, const DiffReport& report)
{
    const RunDifference& difference = report.difference;
    const ItemNames names = item_names(difference.kind);
    Json keys = Json::array();
    for (const KeyDifference& key : difference.keys)
        keys.push_back(json_of(key, names));
    const KeyDifference* first = difference.first();
    Json json{{"first", report.first.header.run_id},
              {"second", report.second.header.run_id},
              {"agree", first == nullptr},
              {std::string(names.steps), difference.steps},
              {std::string(names.items), difference.items},
              {"note", difference.note},
              {"difference", first ? json_of(*first, names) : Json(nullptr)},
              {"compared", keys},
              {"only_first", difference.only_first},
              {"only_second", difference.only_second}};
    if (first && first->is_column && difference.kind == document_kind)
        json["difference"]["text"] = token_text(report.first, first->first->place);
    out << text_of(json) << '\n';
}

}  // namespace ttt

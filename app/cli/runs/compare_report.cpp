#include "app/cli/runs/compare_report.h"

#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <ostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr double most_change = 100;  // times as much: no percentage says that

/// "-12.3 %"; "diverged" where what was learned broke the model; "–" where too few tokens give no interval.
std::string change_of(const Gain& gain)
{
    if (gain.change > most_change)
        return "diverged";
    return std::isfinite(gain.low) ? percent_change(1, 1 + gain.change) : "–";
}

std::string percent(double part)
{
    return std::isnan(part) ? "–" : fixed(100 * part, 1) + " %";
}

/// "-13.0 … -11.6 %"
std::string interval(const Gain& gain)
{
    const std::string bounds = gain.high <= most_change ? interval_text(gain) : "–";
    return bounds == "–" ? bounds : bounds + " %";
}

std::string memory(const MethodResult& run)
{
    if (std::isnan(run.peak_memory_mib))
        return "–";
    return (run.is_memory_bound ? "≤ " : "") + thousands(std::llround(run.peak_memory_mib)) + " MiB";
}

void print_ranges(std::ostream& out, const Comparison& comparison)
{
    std::vector<std::string> heads{"positions"}, all{"all"};
    for (const ComparedMethod& method : comparison.methods) {
        heads.push_back(method.run.name);
        all.push_back(fixed(method.perplexity, 2));
    }
    Table table(heads);
    for (std::size_t at = 0; at < comparison.ranges.size(); ++at) {
        const Comparison::Range& range = comparison.ranges[at];
        std::vector<std::string> cells{thousands(range.begin) + " – " + thousands(range.end)};
        for (const ComparedMethod& method : comparison.methods)
            cells.push_back(
                fixed(at < method.ranges.size() ? method.ranges[at].value_or(std::nan("")) : std::nan(""), 2));
        table.add_row(cells);
    }
    table.add_row(all);
    out << table;
}

void print_methods(std::ostream& out, const Comparison& comparison)
{
    Table table({"method", "perplexity", "against frozen", "95 % interval", "worse tokens", "seconds", "peak memory"});
    for (const ComparedMethod& method : comparison.methods)
        table.add_row({method.run.name, fixed(method.perplexity, 2), change_of(method.gain), interval(method.gain),
                       percent(method.gain.worse), method.run.nll.empty() ? "–" : fixed(method.run.seconds, 1),
                       memory(method.run)});
    out << table;
}

void put(Json& json, const char* key, double value)
{
    if (std::isfinite(value))  // JSON knows no infinity
        json[key] = value;
}

Json ranges_of(const ComparedMethod& method, const Comparison& comparison)
{
    Json list = Json::array();
    for (std::size_t at = 0; at < method.ranges.size(); ++at) {
        Json range{{"begin", comparison.ranges[at].begin}, {"end", comparison.ranges[at].end}};
        put(range, "perplexity", method.ranges[at].value_or(std::nan("")));
        list.push_back(std::move(range));
    }
    return list;
}

Json json_of(const ComparedMethod& method, const Comparison& comparison)
{
    Json json{{"method", method.run.name}, {"run", method.run.run_id}, {"problem", method.run.problem}};
    put(json, "perplexity", method.perplexity);
    if (std::isfinite(method.gain.low))  // too few tokens claim nothing
        put(json, "change", method.gain.change);
    put(json, "change_low", method.gain.low);
    put(json, "change_high", method.gain.high);
    put(json, "worse", method.gain.worse);
    put(json, "guarded", method.guarded);
    json["worse_than_frozen"] = method.worse;
    json["seconds"] = method.run.seconds;
    put(json, "peak_memory_mib", method.run.peak_memory_mib);
    json["peak_memory_is_bound"] = method.run.is_memory_bound;
    json["ranges"] = ranges_of(method, comparison);
    return json;
}

}  // namespace

void print_comparison(std::ostream& out, const CompareReport& report)
{
    const Comparison& comparison = report.comparison;
    print_field(out, "Model", report.model);
    print_field(out, "Document", report.document + ", " + thousands(report.tokens) + " tokens");
    print_field(out, "Device", report.device);
    out << "\nPerplexity by position\n";
    print_ranges(out, comparison);
    out << '\n';
    print_methods(out, comparison);
    for (const ComparedMethod& method : comparison.methods)
        if (!method.worse.empty())
            out << '\n'
                << method.run.name << ": " << method.worse << " A guarded arm would have read "
                << fixed(method.guarded, 2) << ".\n";
    out << "\nInterval: blocks of " << thousands(comparison.block) << " tokens drawn anew, "
        << thousands(BlockBootstrap::draws) << " times. Worse tokens: by more than " << worse_by_nats
        << " nats. Seconds: without probes.\n";
    print_field(out, "Session", report.session);
}

void print_comparison_json(std::ostream& out, const CompareReport& report)
{
    Json json{{"session", report.session}, {"model", report.model},   {"document", report.document},
              {"tokens", report.tokens},   {"device", report.device}, {"block", report.comparison.block}};
    json["methods"] = Json::array();
    for (const ComparedMethod& method : report.comparison.methods)
        json["methods"].push_back(json_of(method, report.comparison));
    out << text_of(json) << '\n';
}

}  // namespace ttt

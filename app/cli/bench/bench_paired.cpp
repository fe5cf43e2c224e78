#include "app/cli/bench/bench_paired.h"

#include "app/cli/bench/bench_options.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/format.h"
#include "engine/evaluation/run_bench.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <limits>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

Json way_json(const RunTimes& way, const RunTimes& first)
{
    return {{"way", way.name},
            {"seconds", way.seconds.median},
            {"least", way.seconds.least},
            {"most", way.seconds.most},
            {"tokens_per_second", way.tokens_per_second()},
            {"against_first", way.seconds.median / first.seconds.median},
            {"perplexity", perplexity_json(way.summary)}};
}

void print_ways_json(const std::vector<RunTimes>& ways, int repeats)
{
    Json json = setting_json(ways.front().header, repeats);
    for (const RunTimes& way : ways)
        json["ways"].push_back(way_json(way, ways.front()));
    std::cout << text_of(json) << '\n';
}

void print_ways_text(const std::vector<RunTimes>& ways, int repeats)
{
    Table table({"run", "seconds", "tokens/s", "against the first"});
    for (const RunTimes& way : ways)
        table.add_row({way.name, spread(way.seconds, 2), thousands(static_cast<std::int64_t>(way.tokens_per_second())),
                       fixed(way.seconds.median / ways.front().seconds.median, 3)});
    std::cout << setting_text(ways.front().header, repeats) << '\n' << table;
}

/// The probes' share twice: as the records count it, and as the costly ones' absence shows it (NaN: not measured).
struct ProbeShares {
    double counted;
    double by_absence;
};

ProbeShares shares_of(const std::vector<RunTimes>& ways)
{
    const double whole = ways[0].seconds.median;
    const double absent = ways.size() > 1 ? ways[1].seconds.median : std::numeric_limits<double>::quiet_NaN();
    return {ways[0].probe_share(), (whole - absent) / whole};
}

void print_probes_json(const std::vector<RunTimes>& ways, int repeats)
{
    const ProbeShares shares = shares_of(ways);
    Json json = setting_json(ways.front().header, repeats);
    json["forward"] = time_json(ways[0].forward_ms, "ms");
    json["update"] = time_json(ways[0].update_ms, "ms");
    json["probes"] = time_json(ways[0].probe_ms, "ms");
    json["probe_share"] = shares.counted;
    if (ways.size() > 1)
        json["costly_share"] = shares.by_absence;
    std::cout << text_of(json) << '\n';
}

void print_probes_text(const std::vector<RunTimes>& ways, int repeats)
{
    const RunTimes& run = ways.front();
    const double all = run.forward_ms.median + run.update_ms.median + run.probe_ms.median;
    Table table({"part of a chunk", "ms", "share"});
    const auto add = [&](const char* name, const BenchTime& time) {
        table.add_row({name, spread(time, 2), share_text(time.median / all)});
    };
    add("forward", run.forward_ms);
    add("update", run.update_ms);
    add("probes", run.probe_ms);
    std::cout << setting_text(run.header, repeats) << '\n' << table;
    if (ways.size() > 1)
        std::cout << "Without the costly probes the run takes " << share_text(shares_of(ways).by_absence) << " less.\n";
}

std::vector<RunTimes> measure(const RunBenchOptions& options, bool only_probes)
{
    std::vector<RunWay> ways = run_ways(bench_config(options));
    constexpr std::size_t with_and_without = 2;
    if (only_probes && ways.size() > with_and_without)
        ways.resize(with_and_without);
    return bench_runs({.ways = std::move(ways), .repeats = options.repeats, .tell = tell_progress});
}

void add_command(CLI::App& bench, const char* name, const char* help, bool only_probes,
                 void (*print_json)(const std::vector<RunTimes>&, int),
                 void (*print_text)(const std::vector<RunTimes>&, int))
{
    CLI::App& command = *bench.add_subcommand(name, help);
    const auto options = std::make_shared<RunBenchOptions>();
    add_bench_options(command, *options);
    add_model_options(command, options->run);
    command.callback([=] {
        const std::vector<RunTimes> ways = measure(*options, only_probes);
        (options->json ? print_json : print_text)(ways, options->repeats);
    });
}

}  // namespace

void add_bench_paired(CLI::App& bench)
{
    add_command(bench, "paired", "A whole run, without its costly probes, and each arm alone", false, print_ways_json,
                print_ways_text);
}

void add_bench_probes(CLI::App& bench)
{
    add_command(bench, "probes", "Where the time of a chunk goes: forward, update, probes", true, print_probes_json,
                print_probes_text);
}

}  // namespace ttt

#include "app/cli/bench/bench_cpu.h"

#include "app/cli/bench/cpu_times.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/format.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

// What is promised of the shipped model on two threads.
constexpr double wanted_start = 1.5;       // seconds, at most
constexpr double wanted_measuring = 0.10;  // share of probes and log, at most
constexpr double wanted_ratio = 1.5;       // against the peer, at least
constexpr double wanted_agreement = 1e-4;  // relative, between perplexities

Json peer_json(const CpuTimes& times)
{
    if (!times.peer)
        return times.peer_missing.empty() ? Json() : Json{{"missing", times.peer_missing}};
    return {{"program", times.peer->program},
            {"seconds", times.peer->seconds.median},
            {"least", times.peer->seconds.least},
            {"most", times.peer->seconds.most},
            {"ratio", times.ratio()},
            {"ratio_of_least", times.ratio_of_least()},
            {"disagreement", times.peer->disagreement}};
}

Json memory_json(const StartTimes& run)
{
    return {{"tokens", run.tokens}, {"peak_mib", run.peak_mib}};
}

void print_json(const CpuTimes& times, int repeats)
{
    Json json = setting_json(times.paired.header, repeats);
    json["start"] = time_json(times.start.first_chunk);
    json["paired"] = time_json(times.paired.seconds);
    json["tokens_per_second"] = times.paired.tokens_per_second();
    json["without_costly_probes"] = time_json(times.plain.seconds);
    json["probe_share"] = times.paired.probe_share();
    json["log_share"] = times.log.share.median;
    json["memory"] = {memory_json(times.shorter), memory_json(times.longer)};
    json["peer"] = peer_json(times);
    std::cout << text_of(json) << '\n';
}

std::string verdict(bool reached)
{
    return reached ? "reached" : "missed";
}

void add_peer(const CpuTimes& times, Table& table)
{
    if (!times.peer)
        return;
    table.add_row({"peer, " + times.peer->program, spread(times.peer->seconds, 2) + " s", "", ""});
    table.add_row({"speed against the peer", fixed(times.ratio(), 2) + " x", "≥ " + fixed(wanted_ratio, 1) + " x",
                   verdict(times.ratio() >= wanted_ratio)});
    table.add_row({"least against least", fixed(times.ratio_of_least(), 2) + " x", "", ""});
    table.add_row({"perplexities apart", fixed(100 * times.peer->disagreement, 4) + " %",
                   "≤ " + fixed(100 * wanted_agreement, 2) + " %",
                   verdict(times.peer->disagreement <= wanted_agreement)});
}

void add_memory(const StartTimes& run, Table& table)
{
    table.add_row({"peak memory, " + thousands(run.tokens) + " tokens", fixed(run.peak_mib, 0) + " MiB", "", ""});
}

void print_text(const CpuTimes& times, int repeats)
{
    Table table({"", "measured", "wanted", ""});
    table.add_row({"start to the first logged chunk", spread(times.start.first_chunk, 2) + " s",
                   "< " + fixed(wanted_start, 1) + " s", verdict(times.start.first_chunk.median < wanted_start)});
    table.add_row({"paired run", spread(times.paired.seconds, 2) + " s", "", ""});
    table.add_row({"tokens a second", thousands(std::llround(times.paired.tokens_per_second())), "", ""});
    add_peer(times, table);
    table.add_row({"without costly probes", spread(times.plain.seconds, 2) + " s", "", ""});
    table.add_row({"probes", share_text(times.paired.probe_share()), "", ""});
    table.add_row({"log", share_text(times.log.share.median), "", ""});
    table.add_row({"probes and log", share_text(times.measuring()), "≤ " + share_text(wanted_measuring),
                   verdict(times.measuring() <= wanted_measuring)});
    add_memory(times.shorter, table);
    add_memory(times.longer, table);
    std::cout << setting_text(times.paired.header, repeats) << '\n' << table;
    if (!times.peer_missing.empty())
        std::cout << "No peer: " << times.peer_missing << '\n';
}

}  // namespace

void add_bench_cpu(CLI::App& bench)
{
    CLI::App& command =
        *bench.add_subcommand("cpu", "All that is promised of a run on the CPU, beside a plain PyTorch program");
    const auto options = std::make_shared<CpuOptions>();
    add_bench_options(command, options->bench);
    add_bench_model_options(command, options->bench);
    command.add_option("--python", options->python, "Program that has torch; default: python3")->type_name("PROGRAM");
    CLI::Option* peer =
        command.add_option("--peer", options->peer, "File of the peer; default: tests/bench/peer_cpu.py")
            ->type_name("FILE");
    command.add_flag("--no-peer", options->no_peer, "Leave the peer out")->excludes(peer);
    command.callback(
        [options] { (options->bench.json ? print_json : print_text)(measure_cpu(*options), options->bench.repeats); });
}

}  // namespace ttt

#include "engine/evaluation/run_bench.h"

#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/runner.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace ttt {
namespace {

/// The numbers of the repeats of one way.
struct Repeats {
    std::vector<double> seconds, forward, update, probe;
};

/// What the records of one run say about their time, milliseconds.
struct StepTimes {
    double forward = 0;
    double update = 0;
    double probe = 0;

    void add(const StepRecord& step)
    {
        for (const MetricValue& value : step.metrics) {
            if (value.metric == Metric::forward_ms)
                forward += value.value;
            if (value.metric == Metric::update_ms)
                update += value.value;
            if (value.metric == Metric::probe_ms)
                probe += value.value;
        }
    }
};

void warm_up(RunConfig config)
{
    config.tokens = config.tokens > 0 ? std::min(config.tokens, warm_up_tokens) : warm_up_tokens;
    Runner runner(config);
    while (runner.step()) {
    }
}

void time_run(const RunConfig& config, Repeats& repeats, RunTimes& times)
{
    Runner runner(config);
    StepTimes sums;
    const auto start = std::chrono::steady_clock::now();
    while (const std::optional<StepRecord> step = runner.step())
        sums.add(*step);
    repeats.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    times.header = runner.header();
    times.summary = runner.summary();
    const auto steps = static_cast<double>(times.summary.steps);
    repeats.forward.push_back(sums.forward / steps);
    repeats.update.push_back(sums.update / steps);
    repeats.probe.push_back(sums.probe / steps);
}

void sum_up(const Repeats& repeats, RunTimes& times)
{
    times.seconds = bench_time(repeats.seconds);
    times.forward_ms = bench_time(repeats.forward);
    times.update_ms = bench_time(repeats.update);
    times.probe_ms = bench_time(repeats.probe);
}

}  // namespace

std::vector<RunWay> run_ways(const RunConfig& asked)
{
    std::vector<RunWay> ways{{asked.arms.text(), asked}};
    const auto add = [&](const char* name, const auto& change) {
        RunConfig config = asked;
        change(config);
        if (config != asked)
            ways.push_back({name, std::move(config)});
    };
    add("without costly probes", [](RunConfig& config) { config.probes = false; });
    if (asked.arms != Arms::paired)
        return ways;
    const auto alone = [](Arms arm) {
        return [arm](RunConfig& config) {
            config.arms = arm;
            config.twin.clear();
        };
    };
    add("frozen alone", alone(Arms::frozen));
    add("adapted alone", alone(Arms::adapted));
    return ways;
}

BenchTime bench_time(std::vector<double> values)
{
    if (values.empty())
        throw Error("[run_bench] bench_time: expected at least one value");
    std::sort(values.begin(), values.end());
    return {values[values.size() / 2], values.front(), values.back()};
}

std::vector<RunTimes> bench_runs(const RunBench& bench)
try {
    std::vector<RunTimes> table(bench.ways.size());
    std::vector<Repeats> repeats(bench.ways.size());
    for (const RunWay& way : bench.ways)
        warm_up(way.config);
    for (int repeat = 0; repeat < bench.repeats; ++repeat)
        for (std::size_t index = 0; index < bench.ways.size(); ++index) {
            const RunWay& way = bench.ways[index];
            if (bench.tell)
                bench.tell(way.name, repeat);
            table[index].name = way.name;
            time_run(way.config, repeats[index], table[index]);
        }
    for (std::size_t index = 0; index < table.size(); ++index)
        sum_up(repeats[index], table[index]);
    return table;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt

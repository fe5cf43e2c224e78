#include "app/cli/bench/bench_start.h"

#include "app/cli/bench/child_process.h"
#include "app/cli/bench/temporary_folder.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/format.h"
#include "app/record_run.h"
#include "engine/evaluation/run_bench.h"
#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "sessions/session_writer.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

struct StartOptions {
    RunBenchOptions bench;
    std::string child;  // "", "first-chunk" or "whole"
};

std::vector<std::string> child_arguments(const RunBenchOptions& options, const char* child)
{
    const RunConfig& config = options.run.config;
    std::vector<std::string> arguments{
        "/proc/self/exe", "bench", "start", "--child", child, "--tokens", std::to_string(config.tokens)};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty())
            arguments.insert(arguments.end(), {name, value});
    };
    add("--device", config.device.text());
    add("--dtype", config.dtype.text());
    add("--model", config.model);
    add("--document", config.document);
    add("--threads", options.run.threads > 0 ? std::to_string(options.run.threads) : "");
    return arguments;
}

/// The child's lines: one when the first chunk is logged, one with the peak memory when it read to the end.
std::vector<ChildLine> run_in_process(const RunBenchOptions& options, const char* child)
{
    ChildOutcome outcome = run_child(child_arguments(options, child));
    const std::size_t lines = std::string(child) == "whole" ? 2 : 1;
    if (outcome.code != 0 || outcome.lines.size() < lines)
        throw Error("A run in a process of its own failed (exit code " + std::to_string(outcome.code) +
                    "); what it says is above.");
    return std::move(outcome.lines);
}

void be_child(const StartOptions& options)
{
    const TemporaryFolder folder;
    Runner runner(bench_config(options.bench));
    SessionWriter writer(folder.file("session.ttt"));
    writer.begin(runner.header(), runner.input());
    for (bool first = true;; first = false) {
        const std::vector<StepRecord> steps = next_steps(runner);
        if (steps.empty())
            break;
        writer.append(steps);
        if (!first)
            continue;
        std::cout << steps.front().end << std::endl;
        if (options.child == "first-chunk")
            return;
    }
    writer.end(runner.summary());
    std::cout << peak_memory_mib(runner.header().config.device.value()) << std::endl;
}

void print(const StartOptions& options)
{
    const StartTimes times = bench_start(options.bench);
    if (options.bench.json)
        std::cout << text_of(Json{{"tokens", times.tokens},
                                  {"repeats", options.bench.repeats},
                                  {"first_chunk", time_json(times.first_chunk)}})
                  << '\n';
    else
        std::cout << "From the start of the process to the first logged chunk: " << spread(times.first_chunk, 3)
                  << " s, median of " << options.bench.repeats << " (least – most)\n";
}

}  // namespace

StartTimes bench_start(const RunBenchOptions& options)
{
    std::vector<double> seconds;
    run_in_process(options, "first-chunk");  // warms up the disk cache
    for (int repeat = 0; repeat < options.repeats; ++repeat) {
        tell_progress("start of a process", repeat);
        seconds.push_back(run_in_process(options, "first-chunk").front().seconds);
    }
    return {.first_chunk = bench_time(seconds), .peak_mib = 0, .tokens = options.run.config.tokens};
}

StartTimes bench_memory(const RunBenchOptions& options, std::int64_t tokens)
{
    RunBenchOptions shorter = options;
    shorter.run.config.tokens = tokens;
    tell_progress("memory of " + thousands(tokens) + " tokens", 0);
    const std::vector<ChildLine> lines = run_in_process(shorter, "whole");
    return {.first_chunk = bench_time({lines[0].seconds}), .peak_mib = std::stod(lines[1].text), .tokens = tokens};
}

void add_bench_start(CLI::App& bench)
{
    CLI::App& command = *bench.add_subcommand("start", "From the start of a process to its first logged chunk");
    const auto options = std::make_shared<StartOptions>();
    add_bench_options(command, options->bench);
    add_bench_model_options(command, options->bench);
    command.add_option("--child", options->child, "Be the process that is measured")
        ->check(CLI::IsMember({"first-chunk", "whole"}))
        ->group("");  // not for people: hidden
    command.callback([options] { (options->child.empty() ? print : be_child)(*options); });
}

}  // namespace ttt

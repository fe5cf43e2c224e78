#include "app/cli/bench/bench_busy.h"

#include "app/cli/bench/bench_options.h"
#include "app/cli/bench/child_process.h"
#include "app/cli/bench/temporary_folder.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/table.h"
#include "app/format.h"
#include "engine/evaluation/run_bench.h"
#include "engine/files/json.h"
#include "engine/records/error.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

struct BusyOptions {
    RunBenchOptions bench;
    int loops = 2;  // per core
};

/// What libgomp reads: variable and value; empty: nothing, BusyWatch decides.
struct Waiting {
    const char* name;
    const char* variable;
    const char* value;
};

constexpr Waiting ways[] = {{"as shipped", "", ""},
                            {"sleep at once", "OMP_WAIT_POLICY", "passive"},
                            {"spin 1,000", "GOMP_SPINCOUNT", "1000"},
                            {"spin 3,000", "GOMP_SPINCOUNT", "3000"},
                            {"spin 10,000", "GOMP_SPINCOUNT", "10000"},
                            {"libgomp's own: 300,000", "GOMP_SPINCOUNT", "300000"}};

struct WaitingTimes {
    std::vector<double> quiet;  // seconds of the steps
    std::vector<double> busy;
};

/// The environment of children, as long as it lives.
class ChildSetting {
public:
    explicit ChildSetting(const Waiting& way) : variable_(way.variable)
    {
        if (*variable_)
            setenv(variable_, way.value, 1);
    }
    ~ChildSetting()
    {
        if (*variable_)
            unsetenv(variable_);
    }
    ChildSetting(const ChildSetting&) = delete;
    ChildSetting& operator=(const ChildSetting&) = delete;

private:
    const char* variable_;
};

/// Other people's work, as long as it lives.
class BusyLoops {
public:
    explicit BusyLoops(int count)
    {
        for (int loop = 0; loop < count; ++loop)
            loops_.emplace_back([](const std::stop_token& end) {
                while (!end.stop_requested()) {
                }
            });
    }

private:
    std::vector<std::jthread> loops_;
};

std::vector<std::string> child_arguments(const RunBenchOptions& options, const std::string& session)
{
    const RunConfig config = bench_config(options);
    const std::string device = config.device.text(), dtype = config.dtype.text();
    std::vector<std::string> arguments{"/proc/self/exe", "run",           "--json",   "--no-twin",
                                       "--session",      session,         "--model",  config.model,
                                       "--document",     config.document, "--tokens", std::to_string(config.tokens),
                                       "--device",       device,          "--dtype",  dtype};
    if (options.run.threads > 0)
        arguments.insert(arguments.end(), {"--threads", std::to_string(options.run.threads)});
    return arguments;
}

double run_seconds(const RunBenchOptions& options, const Waiting& way)
{
    const ChildSetting setting(way);
    const TemporaryFolder folder;
    const ChildOutcome outcome = run_child(child_arguments(options, folder.file("session.ttt")));
    if (outcome.code != 0)
        throw Error("A run in a process of its own failed (exit code " + std::to_string(outcome.code) +
                    "); what it says is above.");
    std::string text;
    for (const ChildLine& line : outcome.lines)
        text += line.text;
    return parse_json(text, "What the run printed").at("seconds").get<double>();
}

std::vector<WaitingTimes> measure(const BusyOptions& options)
{
    const int loops = options.loops * static_cast<int>(std::thread::hardware_concurrency());
    std::vector<WaitingTimes> times(std::size(ways));
    for (int repeat = 0; repeat < options.bench.repeats; ++repeat)
        for (std::size_t way = 0; way < times.size(); ++way) {
            tell_progress(ways[way].name, repeat);
            times[way].quiet.push_back(run_seconds(options.bench, ways[way]));
            const BusyLoops others(loops);
            times[way].busy.push_back(run_seconds(options.bench, ways[way]));
        }
    return times;
}

double best(const std::vector<WaitingTimes>& times, std::vector<double> WaitingTimes::*which)
{
    double least = bench_time(times.front().*which).median;
    for (const WaitingTimes& way : times)
        least = std::min(least, bench_time(way.*which).median);
    return least;
}

void print_json(const BusyOptions& options, const std::vector<WaitingTimes>& times)
{
    Json json{{"loops_per_core", options.loops}, {"repeats", options.bench.repeats}, {"ways", Json::array()}};
    for (std::size_t way = 0; way < times.size(); ++way)
        json["ways"].push_back({{"name", ways[way].name},
                                {"quiet", time_json(bench_time(times[way].quiet))},
                                {"busy", time_json(bench_time(times[way].busy))}});
    std::cout << json.dump(2) << '\n';
}

void print_text(const BusyOptions& options, const std::vector<WaitingTimes>& times)
{
    const double quiet = best(times, &WaitingTimes::quiet);
    const double busy = best(times, &WaitingTimes::busy);
    Table table({"threads wait", "quiet, s", "against the best", "busy, s", "against the best"});
    for (std::size_t way = 0; way < times.size(); ++way) {
        const BenchTime alone = bench_time(times[way].quiet);
        const BenchTime beside = bench_time(times[way].busy);
        table.add_row({ways[way].name, spread(alone, 2), fixed(alone.median / quiet, 2) + " ×", spread(beside, 2),
                       fixed(beside.median / busy, 2) + " ×"});
    }
    std::cout << thousands(options.bench.run.config.tokens) << " tokens, alone and beside " << options.loops
              << " busy loops per core; seconds of the steps, median of " << options.bench.repeats
              << " (least – most)\n"
              << table;
}

}  // namespace

void add_bench_busy(CLI::App& bench)
{
    CLI::App& command =
        *bench.add_subcommand("busy", "A run beside other work on the same processor, by how its threads wait");
    const auto options = std::make_shared<BusyOptions>();
    add_bench_options(command, options->bench);
    add_bench_model_options(command, options->bench);
    command.add_option("--loops", options->loops, "Busy loops per core; default: 2")
        ->check(whole_number(1))
        ->type_name("N");
    command.callback([options] { (options->bench.json ? print_json : print_text)(*options, measure(*options)); });
}

}  // namespace ttt

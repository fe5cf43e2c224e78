#include "app/cli/bench_log.h"

#include "app/cli/bench_options.h"
#include "app/cli/perplexity_json.h"
#include "app/cli/table.h"
#include "app/cli/temporary_folder.h"
#include "app/format.h"
#include "app/record_run.h"
#include "engine/evaluation/run_bench.h"
#include "engine/runner.h"
#include "sessions/session_writer.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <numeric>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Milliseconds of one run.
struct LoggedRun {
    std::vector<double> appends;  // of the steps that were read together
    std::size_t steps = 0;
    double begin = 0;
    double end = 0;
    double whole = 0;

    double appended() const { return std::accumulate(appends.begin(), appends.end(), 0.0); }
};

template <class Act>
double time_of(const Act& act)
{
    const Clock::time_point start = Clock::now();
    act();
    return milliseconds_since(start);
}

LoggedRun log_run(Runner& runner, const std::string& path)
{
    LoggedRun run;
    const Clock::time_point start = Clock::now();
    SessionWriter writer(path);
    run.begin = time_of([&] { writer.begin(runner.header(), runner.document()); });
    for (;;) {
        const std::vector<StepRecord> steps = next_steps(runner);
        if (steps.empty())
            break;
        run.appends.push_back(time_of([&] { writer.append(steps); }));
        run.steps += steps.size();
    }
    run.end = time_of([&] { writer.end(runner.summary()); });
    run.whole = milliseconds_since(start);
    return run;
}

/// The file and what SQLite keeps beside it.
std::int64_t bytes_of(const std::string& path)
{
    std::int64_t bytes = 0;
    for (const char* suffix : {"", "-wal"})
        if (std::filesystem::exists(path + suffix))
            bytes += static_cast<std::int64_t>(std::filesystem::file_size(path + suffix));
    return bytes;
}

void print_json(const LogTimes& log, int repeats)
{
    Json json = setting_json(log.header, repeats);
    json["append"] = time_json(log.append_ms, "ms");
    json["slowest_append"] = time_json(log.slowest_ms, "ms");
    json["begin"] = time_json(log.begin_ms, "ms");
    json["end"] = time_json(log.end_ms, "ms");
    json["share"] = time_json(log.share, "share");
    json["bytes"] = log.bytes;
    std::cout << text_of(json) << '\n';
}

void print_text(const LogTimes& log, int repeats)
{
    Table table({"log", "ms"});
    table.add_row({"begin, with the document", spread(log.begin_ms, 2)});
    table.add_row({"append, a step", spread(log.append_ms, 3)});
    table.add_row({"the slowest append", spread(log.slowest_ms, 2)});
    table.add_row({"end", spread(log.end_ms, 2)});
    std::cout << setting_text(log.header, repeats) << '\n'
              << table << share_text(log.share.median) << " of the run; " << thousands(log.bytes) << " bytes, "
              << thousands(log.bytes / std::max<std::int64_t>(1, log.header.step_count)) << " a step\n";
}

}  // namespace

LogTimes bench_log(const RunConfig& config, int repeats)
{
    std::vector<double> append, slowest, begin, end, share;
    LogTimes log;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const TemporaryFolder folder;
        const std::string path = folder.file("session.ttt");
        Runner runner(config);
        tell_progress("logged run", repeat);
        const LoggedRun run = log_run(runner, path);
        append.push_back(run.appended() / static_cast<double>(run.steps));
        slowest.push_back(*std::max_element(run.appends.begin(), run.appends.end()));
        begin.push_back(run.begin);
        end.push_back(run.end);
        share.push_back((run.begin + run.appended() + run.end) / run.whole);
        log.header = runner.header();
        log.bytes = bytes_of(path);
    }
    log.append_ms = bench_time(append);
    log.slowest_ms = bench_time(slowest);
    log.begin_ms = bench_time(begin);
    log.end_ms = bench_time(end);
    log.share = bench_time(share);
    return log;
}

void add_bench_log(CLI::App& bench)
{
    CLI::App& command = *bench.add_subcommand("log", "What it costs to log every step, and its share of a run");
    const auto options = std::make_shared<RunBenchOptions>();
    add_bench_options(command, *options);
    add_model_options(command, options->run);
    command.callback([options] {
        (options->json ? print_json : print_text)(bench_log(bench_config(*options), options->repeats),
                                                  options->repeats);
    });
}

}  // namespace ttt

#include "app/cli/bench/bench_log.h"

#include "app/cli/bench/bench_options.h"
#include "app/cli/bench/temporary_folder.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/format.h"
#include "app/record_run.h"
#include "engine/evaluation/run_bench.h"
#include "engine/runner.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Seconds.
struct LoggedRun {
    double whole = 0;
    double waited = 0;   // of it, for the log
    double writing = 0;  // of the log's thread
};

LoggedRun log_run(Runner& runner, const std::string& path)
{
    const Clock::time_point start = Clock::now();
    SessionLog log(path);
    record_run(runner, log, {}, [](const StepRecord&) {});
    return {seconds_since(start), log.waited(), log.writing()};
}

double bare_run(Runner& runner)
{
    const Clock::time_point start = Clock::now();
    while (!next_steps(runner).empty()) {
    }
    return seconds_since(start);
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
    json["logged"] = time_json(log.logged);
    json["bare"] = time_json(log.bare);
    json["share"] = time_json(log.share, "share");
    json["bytes"] = log.bytes;
    std::cout << text_of(json) << '\n';
}

void print_text(const LogTimes& log, int repeats)
{
    Table table({"log", ""});
    table.add_row({"append, a step, on the log's thread", spread(log.append_ms, 3) + " ms"});
    table.add_row({"the run with its log", spread(log.logged, 2) + " s"});
    table.add_row({"the run without a log", spread(log.bare, 2) + " s"});
    table.add_row({"waited for the log", share_text(log.share.median)});
    std::cout << setting_text(log.header, repeats) << '\n'
              << table << thousands(log.bytes) << " bytes, "
              << thousands(log.bytes / std::max<std::int64_t>(1, log.header.step_count)) << " a step\n";
}

}  // namespace

LogTimes bench_log(const RunConfig& config, int repeats)
{
    std::vector<double> append, logged, bare, share;
    LogTimes log;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const TemporaryFolder folder;
        const std::string path = folder.file("session.ttt");
        tell_progress("logged run", repeat);
        {
            Runner runner(config);
            log.header = runner.header();
            const LoggedRun run = log_run(runner, path);
            append.push_back(1e3 * run.writing / static_cast<double>(log.header.step_count));
            logged.push_back(run.whole);
            share.push_back(run.waited / run.whole);
        }
        log.bytes = bytes_of(path);
        Runner runner(config);
        bare.push_back(bare_run(runner));
    }
    log.append_ms = bench_time(append);
    log.logged = bench_time(logged);
    log.bare = bench_time(bare);
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

#include "app/cli/bench/bench_options.h"

#include "app/cli/shared/option_checks.h"
#include "app/format.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <unistd.h>

namespace ttt {

using Json = nlohmann::ordered_json;

void add_bench_options(CLI::App& command, RunBenchOptions& options)
{
    options.run.config.tokens = bench_tokens;
    command
        .add_option("--document", options.run.config.document, "Text file, plain or .xz; default: the shipped document")
        ->type_name("FILE");
    command.add_option("--tokens", options.run.config.tokens, "Read at most so many tokens; default: 32768")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--repeats", options.repeats, "Timed runs of each, in turn; default: 3")
        ->check(whole_number(1))
        ->type_name("N");
    add_json_option(command, options.json);
}

void add_bench_model_options(CLI::App& command, RunBenchOptions& options)
{
    add_model_option(command, options.run.config.model);
    add_machine_options(command, options.run);
}

RunConfig bench_config(const RunBenchOptions& options)
{
    RunOptions run = options.run;
    run.no_twin = !run.twin;
    return resolve(run);
}

Json time_json(const BenchTime& time, const char* median)
{
    return {{median, time.median}, {"least", time.least}, {"most", time.most}};
}

Json setting_json(const RunHeader& header, int repeats)
{
    return {{"model", header.config.model},
            {"document", header.config.document},
            {"tokens", header.item_count},
            {"chunk", header.config.chunk},
            {"device", header.device_name},
            {"dtype", header.config.dtype.text()},
            {"repeats", repeats}};
}

std::string setting_text(const RunHeader& header, int repeats)
{
    return file_name(header.config.document) + ", " + thousands(header.item_count) + " tokens, " +
           file_name(header.config.model) + ", " + header.device_name + ", " + header.config.dtype.text() +
           "; median of " + std::to_string(repeats) + " (least – most)";
}

std::string spread(const BenchTime& time, int digits)
{
    return fixed(time.median, digits) + " (" + fixed(time.least, digits) + " – " + fixed(time.most, digits) + ")";
}

std::string share_text(double share)
{
    return fixed(100 * share, 1) + " %";
}

void tell_progress(const std::string& what, int repeat)
{
    if (isatty(STDERR_FILENO))
        std::cerr << what << ", " << repeat + 1 << '\n';
}

}  // namespace ttt

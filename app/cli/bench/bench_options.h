// What the benches of whole runs share: their options, how times are printed.
#pragma once

#include "app/cli/runs/run_options.h"
#include "engine/evaluation/prefill_bench.h"
#include "engine/records/records.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace ttt {

inline constexpr std::int64_t bench_tokens = 32768;

struct RunBenchOptions {
    RunOptions run;
    int repeats = 3;
    bool json = false;
};

/// --document --tokens --repeats --json; the options of the model are the command's own.
void add_bench_options(CLI::App& command, RunBenchOptions& options);

/// --model --device --dtype --seed --threads
void add_bench_model_options(CLI::App& command, RunBenchOptions& options);

/// A resolved run, without the twin unless somebody asked for it.
RunConfig bench_config(const RunBenchOptions& options);

/// {seconds, least, most}, or another name for the median.
nlohmann::ordered_json time_json(const BenchTime& time, const char* median = "seconds");

/// {model, document, tokens, device, dtype, repeats}
nlohmann::ordered_json setting_json(const RunHeader& header, int repeats);

/// "emma-start.txt, 32,768 tokens, books-ttt, CPU, 2 threads, f32; median of 3"
std::string setting_text(const RunHeader& header, int repeats);

/// "1.23 (1.20 – 1.31)"
std::string spread(const BenchTime& time, int digits);

/// "12.3 %"
std::string share_text(double share);

/// One line on standard error, when people read it.
void tell_progress(const std::string& what, int repeat);

}  // namespace ttt

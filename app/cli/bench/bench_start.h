// `ttt bench start`: from the start of a process to its first logged chunk, and how much memory a run needs.
#pragma once

#include "app/cli/bench/bench_options.h"

namespace ttt {

/// Runs in processes of their own, one after the other.
struct StartTimes {
    BenchTime first_chunk;  // seconds from the start of the process to the logged record of the first chunk
    double peak_mib = 0;    // of a process that read `tokens` tokens to the end; 0: none did
    std::int64_t tokens = 0;
};

/// Until the first chunk, `repeats` times.
StartTimes bench_start(const RunBenchOptions& options);

/// One whole run of so many tokens.
StartTimes bench_memory(const RunBenchOptions& options, std::int64_t tokens);

void add_bench_start(CLI::App& bench);

}  // namespace ttt

// `ttt bench log`: what it costs to write every step into the session file.
#pragma once

#include "engine/evaluation/prefill_bench.h"
#include "engine/records/records.h"

#include <cstdint>

namespace CLI {
class App;
}

namespace ttt {

/// Of two runs per repeat, in turn: one logged into a new file in the folder for temporary files, one not logged.
struct LogTimes {
    RunHeader header;
    BenchTime append_ms;     // a step, on the log's own thread
    BenchTime logged;        // seconds of a run from its first step to its end
    BenchTime bare;          // seconds of the same without a log
    BenchTime share;         // of what the run waited for the log in its time, 0 .. 1
    std::int64_t bytes = 0;  // of the session file of the last repeat, one run in it
};

LogTimes bench_log(const RunConfig& config, int repeats);

void add_bench_log(CLI::App& bench);

}  // namespace ttt

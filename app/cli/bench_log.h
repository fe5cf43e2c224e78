// `ttt bench log`: what it costs to write every step into the session file.
#pragma once

#include "engine/evaluation/prefill_bench.h"
#include "engine/records/records.h"

#include <cstdint>

namespace CLI {
class App;
}

namespace ttt {

/// Of one run per repeat, into a new file in the folder for temporary files.
struct LogTimes {
    RunHeader header;
    BenchTime append_ms;     // a step: means of the repeats
    BenchTime slowest_ms;    // the slowest append of each repeat
    BenchTime begin_ms;      // header and document
    BenchTime end_ms;        // summary
    BenchTime share;         // of begin, append and end in the time of the whole run, 0 .. 1
    std::int64_t bytes = 0;  // of the session file of the last repeat, one run in it
};

LogTimes bench_log(const RunConfig& config, int repeats);

void add_bench_log(CLI::App& bench);

}  // namespace ttt

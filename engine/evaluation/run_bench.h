// How fast a run is: whole runs through the Runner, ways that are to be compared in turn, so that whatever else the
// machine does meets all of them. No torch in this header.
#pragma once

#include "engine/evaluation/prefill_bench.h"
#include "engine/records/records.h"

#include <functional>
#include <string>
#include <vector>

namespace ttt {

/// One way to read the document.
struct RunWay {
    std::string name;
    RunConfig config;
};

/// As asked for and, where that differs, without the costly probes, the frozen arm alone and the adapted arm alone.
std::vector<RunWay> run_ways(const RunConfig& asked);

/// All repeats of one way.
struct RunTimes {
    std::string name;
    RunHeader header;  // of the last repeat
    RunSummary summary;
    BenchTime seconds;     // from the first step to the last, without loading
    BenchTime forward_ms;  // a chunk, as the records say
    BenchTime update_ms;
    BenchTime probe_ms;

    double tokens_per_second() const { return static_cast<double>(header.item_count) / seconds.median; }

    /// Of what the records account for: 0 .. 1, from the medians.
    double probe_share() const { return probe_ms.median / (forward_ms.median + update_ms.median + probe_ms.median); }
};

/// Median, smallest and largest; at least one value.
BenchTime bench_time(std::vector<double> values);

/// Shorter runs warm up first: so many tokens of each way, not timed.
inline constexpr std::int64_t warm_up_tokens = 2048;

struct RunBench {
    std::vector<RunWay> ways;
    int repeats = 3;
    /// Before each timed run: its name, and which repeat from 0. May be empty.
    std::function<void(const std::string& way, int repeat)> tell = {};
};

/// One line per way, in order. Throws ttt::Error as a run does.
std::vector<RunTimes> bench_runs(const RunBench& bench);

}  // namespace ttt

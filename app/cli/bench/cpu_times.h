// What `ttt bench cpu` measures: start, a paired run beside its peer, probes, log, memory.
#pragma once

#include "app/cli/bench/bench_log.h"
#include "app/cli/bench/bench_options.h"
#include "app/cli/bench/bench_start.h"
#include "engine/evaluation/run_bench.h"

#include <optional>
#include <string>

namespace ttt {

struct CpuOptions {
    RunBenchOptions bench;
    std::string python = "python3";
    std::string peer;  // file; empty: the repository's
    bool no_peer = false;
};

struct PeerTimes {
    std::string program;
    BenchTime seconds;
    double disagreement = 0;  // of perplexities, relative: the larger one of both arms
};

struct CpuTimes {
    StartTimes start;
    RunTimes paired;
    RunTimes plain;  // without the costly probes
    LogTimes log;
    StartTimes shorter, longer;  // memory
    std::optional<PeerTimes> peer;
    std::string peer_missing;  // a sentence, where a peer was wanted and can't be had

    double ratio() const { return peer->seconds.median / paired.seconds.median; }
    /// Of the quickest runs: what else the machine does disturbs these least.
    double ratio_of_least() const { return peer->seconds.least / paired.seconds.least; }
    double measuring() const { return paired.probe_share() + log.share.median; }
};

/// All of it, one after the other. Throws UsageError for another device than the CPU.
CpuTimes measure_cpu(const CpuOptions& options);

}  // namespace ttt

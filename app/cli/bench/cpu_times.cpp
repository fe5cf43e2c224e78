#include "app/cli/bench/cpu_times.h"

#include "app/cli/bench/bench_peer.h"
#include "app/cli/shared/exit_code.h"
#include "engine/runner.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ttt {

namespace {

// Memory is compared with a document of a quarter of the length.
constexpr std::int64_t short_divisor = 4;

double disagreement(const PeerReading& peer, const RunSummary& run)
{
    const auto apart = [&](double theirs, Arm arm) { return std::abs(theirs / perplexity(run, arm) - 1); };
    return std::max(apart(peer.perplexity_frozen, Arm::frozen), apart(peer.perplexity_adapted, Arm::adapted));
}

/// The peer reads before each run of ours, so that both meet the same machine.
class Opponent {
public:
    Opponent(const CpuOptions& options, const RunConfig& config)
    {
        if (options.no_peer)
            return;
        peer_.emplace(options.python, options.peer);
        missing_ = config.dtype == Dtype::f32 ? peer_->missing() : "It computes in f32 alone.";
        if (!missing_.empty())
            return;
        const Runner runner(config);
        header_ = runner.header();
        document_ = runner.document();
        threads_ = options.bench.run.threads;
    }

    void read(int repeat)
    {
        if (!peer_ || !missing_.empty())
            return;
        tell_progress("peer", repeat);
        readings_.push_back(peer_->read(header_, document_, threads_));
    }

    const std::string& missing() const { return missing_; }

    std::optional<PeerTimes> times(const RunSummary& ours) const
    {
        if (readings_.empty())
            return std::nullopt;
        std::vector<double> seconds;
        for (const PeerReading& reading : readings_)
            seconds.push_back(reading.seconds);
        return PeerTimes{readings_.front().program, bench_time(seconds), disagreement(readings_.front(), ours)};
    }

private:
    std::optional<Peer> peer_;
    std::string missing_;
    RunHeader header_;
    DocumentRecord document_;
    std::int64_t threads_ = 0;  // 0: as many as LibTorch takes, here and there
    std::vector<PeerReading> readings_;
};

}  // namespace

CpuTimes measure_cpu(const CpuOptions& options)
{
    const RunConfig config = bench_config(options.bench);
    if (config.device != Device::cpu)
        throw UsageError("bench cpu measures the CPU; for a GPU take bench paired --device cuda.");
    CpuTimes times;
    Opponent opponent(options, config);
    RunBench bench{.ways = run_ways(config), .repeats = options.bench.repeats};
    const std::string first = bench.ways.front().name;
    bench.ways.resize(2);  // paired, without costly probes
    bench.tell = [&](const std::string& way, int repeat) {
        if (way == first)
            opponent.read(repeat);
        tell_progress(way, repeat);
    };
    std::vector<RunTimes> runs = bench_runs(bench);
    times.paired = runs[0];
    times.plain = runs[1];
    times.log = bench_log(config, options.bench.repeats);
    times.start = bench_start(options.bench);
    const std::int64_t tokens = times.paired.header.item_count;
    times.shorter = bench_memory(options.bench, std::max<std::int64_t>(1, tokens / short_divisor));
    times.longer = bench_memory(options.bench, tokens);
    times.peer = opponent.times(times.paired.summary);
    times.peer_missing = opponent.missing();
    return times;
}

}  // namespace ttt

// What each write does to the fast weights, and what they do to the outputs. Watches, never changes.
#pragma once

#include "engine/probes/chunk_report.h"
#include "engine/probes/stopwatch.h"
#include "engine/ttt/fast_weights.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace ttt {

/// Collects the per-layer metrics of stretches of whole chunks (the last one of a text may be partial). All numbers
/// stay on the device until finish(), which copies those of the oldest stretch at once. One run, one thread.
class DriftProbe {
public:
    /// costly: also effective rank, write collision and output change. chunk: C, tokens.
    DriftProbe(bool costly, std::int64_t chunk) : costly_(costly), chunk_(chunk) {}

    /// first: index of the stretch's first chunk in the text.
    void begin(std::int64_t first);
    void on_read(std::int64_t layer, const torch::Tensor& plain, const torch::Tensor& change);  // both [n, d]
    void on_write(const WriteGroup& group);

    /// One report per chunk of the oldest stretch, up to the first in which a drift or an output is not finite.
    std::vector<ChunkReport> finish();

    const Stopwatch& probe_time() const { return probe_time_; }
    const Stopwatch& update_time() const { return update_time_; }

private:
    /// Of one layer in one stretch, f64 on the device, a row per chunk.
    struct Rows {
        std::int64_t layer;
        const FastLayer* fast = nullptr;    // of the writes
        std::vector<torch::Tensor> reads;   // [k, 2]
        std::vector<torch::Tensor> writes;  // [k, columns of a write]
    };
    struct Stretch {
        std::int64_t first;      // index of its first chunk
        std::vector<Rows> rows;  // in the order of the layers
    };
    struct Numbers;

    Rows& rows_of(std::int64_t layer);
    torch::Tensor measure_keys(const WriteGroup& group) const;
    ChunkReport report_of(const std::vector<Numbers>& layers, std::int64_t first, std::int64_t chunk);
    void add_writes(const Numbers& numbers, std::int64_t chunk, ChunkReport& report);
    void add_reads(const Numbers& numbers, std::int64_t chunk, ChunkReport& report) const;
    void add_totals(const std::vector<Numbers>& layers, std::int64_t chunk, ChunkReport& report);

    bool costly_;
    std::int64_t chunk_;
    std::deque<Stretch> stretches_;        // the last one is being read
    std::map<std::int64_t, double> last_;  // norm of the last delta, by layer
    std::string hash_;
    std::int64_t updates_ = 0;
    Stopwatch probe_time_;
    Stopwatch update_time_;
};

}  // namespace ttt

// What each write does to the fast weights, and what they do to the outputs. Watches, never changes.
#pragma once

#include "engine/probes/stopwatch.h"
#include "engine/records/records.h"
#include "engine/ttt/fast_weights.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ttt {

/// Collects the per-layer metrics of one step. Throws ttt::Error, naming chunk and layer, as soon as a drift or an
/// output is not finite. One run, one thread.
class DriftProbe {
public:
    /// costly: also effective rank, write collision and output change.
    explicit DriftProbe(bool costly) : costly_(costly) {}

    void begin_step(std::int64_t chunk);
    void on_read(std::int64_t layer, const torch::Tensor& plain, const torch::Tensor& change);
    void on_write(const ChunkUpdate& update);

    /// Metrics since begin_step, layer by layer as they came.
    const std::vector<MetricValue>& metrics() const { return metrics_; }
    std::int64_t writes() const { return writes_; }    // layers that wrote in this step
    std::int64_t limited() const { return limited_; }  // of these, clipped or capped
    const Stopwatch& probe_time() const { return probe_time_; }
    const Stopwatch& update_time() const { return update_time_; }

private:
    /// What the next write of a layer is compared with.
    struct Memory {
        torch::Tensor delta;
        double delta_norm = 0;
        double cap_scale = 1;
    };

    void add(Metric metric, std::int64_t layer, double value);
    void measure_step(const ChunkUpdate& update, Memory& memory);
    void measure_precision(const ChunkUpdate& update, const Memory& memory);
    void measure_keys(const ChunkUpdate& update);
    [[noreturn]] void refuse(std::int64_t layer, const char* what) const;

    bool costly_;
    std::int64_t chunk_ = 0;
    std::int64_t writes_ = 0;
    std::int64_t limited_ = 0;
    std::vector<MetricValue> metrics_;
    std::map<std::int64_t, Memory> memory_;  // by layer
    Stopwatch probe_time_;
    Stopwatch update_time_;
};

} // namespace ttt

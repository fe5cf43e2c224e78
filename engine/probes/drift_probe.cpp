#include "engine/probes/drift_probe.h"

#include "engine/probes/chunk_measures.h"
#include "engine/records/error.h"

#include <cmath>
#include <string>

namespace ttt {

using torch::Tensor;

namespace {

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0.0;
}

double frobenius(const Tensor& x)
{
    return x.norm().item<double>();
}

} // namespace

void DriftProbe::begin_step(std::int64_t chunk)
{
    chunk_ = chunk;
    writes_ = 0;
    limited_ = 0;
    metrics_.clear();
    probe_time_.reset();
    update_time_.reset();
}

void DriftProbe::add(Metric metric, std::int64_t layer, double value)
{
    metrics_.push_back({metric, static_cast<std::int32_t>(layer), value});
}

void DriftProbe::refuse(std::int64_t layer, const char* what) const
{
    throw Error("Chunk " + std::to_string(chunk_) + ": the " + what + " of layer " + std::to_string(layer) +
                " is no longer finite; a smaller inner learning rate or a relative cap on the drift keeps it in bounds.");
}

void DriftProbe::on_read(std::int64_t layer, const Tensor& plain, const Tensor& change)
{
    const Stopwatch::Lap lap(probe_time_);
    const double changed = frobenius(change.to(torch::kFloat32));
    if (!std::isfinite(changed))
        refuse(layer, "output change");
    if (costly_)
        add(Metric::output_change, layer, ratio(changed, frobenius(plain.to(torch::kFloat32))));
}

void DriftProbe::on_write(const ChunkUpdate& update)
{
    update_time_.add(update.seconds);
    const Stopwatch::Lap lap(probe_time_);
    ++writes_;
    if (update.clip_scale < 1 || update.cap_scale < 1)
        ++limited_;
    Memory& memory = memory_[update.layer.index];
    measure_step(update, memory);
    measure_precision(update, memory);
    measure_keys(update);
    memory.cap_scale = update.cap_scale;
}

void DriftProbe::measure_step(const ChunkUpdate& update, Memory& memory)
{
    const std::int64_t layer = update.layer.index;
    const double delta = frobenius(update.delta);
    const double drift = frobenius(update.drift);
    if (!std::isfinite(delta))
        refuse(layer, "update");
    if (!std::isfinite(drift))
        refuse(layer, "drift");
    add(Metric::delta_norm, layer, delta);
    add(Metric::delta_relative, layer, ratio(delta, update.layer.down_norm));
    add(Metric::drift_norm, layer, drift);
    add(Metric::drift_relative, layer, ratio(drift, update.layer.down_norm));
    if (delta > 0 && memory.delta_norm > 0) {
        const double dot = torch::dot(update.delta.flatten(), memory.delta.flatten()).item<double>();
        add(Metric::cosine_previous, layer, dot / (delta * memory.delta_norm));
    }
    add(Metric::clip_scale, layer, update.clip_scale);
    add(Metric::cap_scale, layer, update.cap_scale);
    add(Metric::nonfinite, layer, 0);
    memory.delta = update.delta;  // made for this write and never written again
    memory.delta_norm = delta;
}

void DriftProbe::measure_precision(const ChunkUpdate& update, const Memory& memory)
{
    Tensor meant = update.delta;
    if (update.drift_before.defined())
        meant = torch::add(meant, update.drift_before, update.layer.rule.decay / memory.cap_scale);
    if (update.cap_scale < 1)
        meant = meant * update.cap_scale;
    add(Metric::precision_health, update.layer.index,
        precision_health(update.drift_before, update.drift, meant, update.layer.down.scalar_type()));
}

void DriftProbe::measure_keys(const ChunkUpdate& update)
{
    const std::int64_t layer = update.layer.index;
    const Tensor keys = update.keys.to(update.targets.scalar_type());
    const KeyTail tail = key_tail(keys);
    add(Metric::key_tail_p99, layer, tail.p99);
    add(Metric::key_tail_max, layer, tail.max);
    if (!costly_)
        return;
    const UpdateRule& rule = update.layer.rule;
    const Tensor gram = key_gram(keys);
    const Tensor written = rule.centre_keys ? keys - keys.mean(0, true) : keys;
    const Tensor written_gram = rule.centre_keys ? key_gram(written) : gram;
    add(Metric::effective_rank, layer, rule.lr > 0 ? effective_rank(written, written_gram, update.targets) : 0.0);
    add(Metric::write_collision, layer, write_collision(gram));
}

} // namespace ttt

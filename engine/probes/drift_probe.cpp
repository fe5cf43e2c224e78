#include "engine/probes/drift_probe.h"

#include "engine/kernels/write_scan.h"
#include "engine/probes/chunk_measures.h"
#include "engine/probes/gram_measures.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ttt {

using torch::Tensor;

namespace {

/// Columns of a write. The first are those of WriteScan::norms.
enum WriteColumn : std::int64_t {
    delta_square,
    dot_previous,
    sum_square,
    meant_square,
    realised_square,
    clip,
    cap,
    tail_p99,
    tail_max,
    rank,
    collision,
    fingerprint_first,
    fingerprint_second,  // both are integers in the clothes of f64
    write_columns
};
static_assert(clip == write_norms);

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0.0;
}

/// f64 [k]: Frobenius norms of chunks of rows; the last chunk may be partial. x [n, d]
Tensor chunk_norms(const Tensor& x, std::int64_t chunk)
{
    const auto wide = torch::promote_types(x.scalar_type(), torch::kFloat32);
    const std::int64_t whole = x.size(0) / chunk * chunk;
    std::vector<Tensor> norms;
    if (whole > 0)
        norms.push_back(
            torch::linalg_vector_norm(x.slice(0, 0, whole).unflatten(0, {-1, chunk}), 2, {1, 2}, false, wide));
    if (whole < x.size(0))
        norms.push_back(torch::linalg_vector_norm(x.slice(0, whole), 2, {0, 1}, false, wide).unsqueeze(0));
    return torch::cat(norms).to(torch::kFloat64);
}

/// The first number that is not finite names what failed.
void note_failure(double number, const char* what, std::int64_t layer, ChunkReport& report)
{
    if (report.failure.empty() && !std::isfinite(number))
        report.failure = what + (" of layer " + std::to_string(layer));
}

}  // namespace

/// The rows of one layer on the host.
struct DriftProbe::Numbers {
    const Rows& rows;
    Tensor reads, writes;  // f64, contiguous

    std::int64_t written() const { return writes.defined() ? writes.size(0) : 0; }
    const double* write(std::int64_t chunk) const { return writes.const_data_ptr<double>() + chunk * write_columns; }
    const double* read(std::int64_t chunk) const { return reads.const_data_ptr<double>() + 2 * chunk; }
};

void DriftProbe::begin(std::int64_t first)
{
    stretches_.push_back({first, {}});
}

DriftProbe::Rows& DriftProbe::rows_of(std::int64_t layer)
{
    std::vector<Rows>& all = stretches_.back().rows;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Rows& rows) { return rows.layer == layer; });
    return found != all.end() ? *found : all.emplace_back(Rows{.layer = layer, .fast = {}, .reads = {}, .writes = {}});
}

void DriftProbe::on_read(std::int64_t layer, const Tensor& plain, const Tensor& change)
{
    const Stopwatch::Lap lap(probe_time_);
    const Tensor changed = chunk_norms(change, chunk_);
    rows_of(layer).reads.push_back(torch::stack({changed, costly_ ? chunk_norms(plain, chunk_) : changed}, 1));
}

void DriftProbe::on_write(const WriteGroup& group)
{
    update_time_.add(group.seconds);
    const Stopwatch::Lap lap(probe_time_);
    Rows& rows = rows_of(group.layer.index);
    rows.fast = &group.layer;
    const Tensor bits = group.fingerprint.view(torch::kFloat64);
    rows.writes.push_back(torch::cat(
        {group.norms, group.clip_scale.unsqueeze(1), group.cap_scale.unsqueeze(1), measure_keys(group), bits}, 1));
}

/// f64 [K, 4]: key tails, effective rank, write collision; the last two are 0 when nobody asked.
Tensor DriftProbe::measure_keys(const WriteGroup& group) const
{
    const UpdateRule& rule = group.layer.rule;
    const auto wide = group.deltas.scalar_type();
    if (!costly_)
        return torch::constant_pad_nd(key_tails(group.keys).to(torch::kFloat64), {0, 2});
    const Tensor gram = key_gram(group.keys.to(wide));
    const Tensor targets = group.targets.to(wide);
    if (rule.lr > 0 && fits_gram_measures(group.keys, targets))
        return gram_measures(gram, key_gram(targets), rule.centre_keys);
    const bool is_long = group.keys.size(1) > targets.size(2);
    const Tensor collisions = write_collisions(gram).to(torch::kFloat64);
    Tensor ranks = torch::zeros_like(collisions);
    if (rule.lr > 0)
        ranks = is_long ? delta_ranks(group.deltas)
                        : effective_ranks(group.keys, rule.centre_keys ? centred_gram(gram) : gram, targets);
    const Tensor tails = key_tails(group.keys).to(torch::kFloat64);
    return torch::cat({tails, ranks.to(torch::kFloat64).unsqueeze(1), collisions.unsqueeze(1)}, 1);
}

std::vector<ChunkReport> DriftProbe::finish()
{
    const Stopwatch::Lap lap(probe_time_);
    const Stretch stretch = std::move(stretches_.front());
    stretches_.pop_front();
    std::vector<Tensor> parts;
    for (const Rows& rows : stretch.rows)
        for (const std::vector<Tensor>* tables : {&rows.reads, &rows.writes})
            for (const Tensor& table : *tables)
                parts.push_back(table.flatten());
    const Tensor all = torch::cat(parts).to(torch::kCPU);  // the one copy from the device
    std::int64_t place = 0;
    const auto next = [&](const std::vector<Tensor>& tables, std::int64_t columns) {
        std::int64_t count = 0;
        for (const Tensor& table : tables)
            count += table.numel();
        place += count;
        return count > 0 ? all.slice(0, place - count, place).view({-1, columns}) : Tensor();
    };
    std::vector<Numbers> layers;
    for (const Rows& rows : stretch.rows) {
        const Tensor reads = next(rows.reads, 2);
        layers.push_back({rows, reads, next(rows.writes, write_columns)});
    }
    std::vector<ChunkReport> reports;
    const std::int64_t chunks = layers.front().reads.size(0);
    for (std::int64_t chunk = 0; chunk < chunks && (reports.empty() || reports.back().failure.empty()); ++chunk)
        reports.push_back(report_of(layers, stretch.first, chunk));
    return reports;
}

ChunkReport DriftProbe::report_of(const std::vector<Numbers>& layers, std::int64_t first, std::int64_t chunk)
{
    ChunkReport report;
    for (const Numbers& numbers : layers) {
        if (chunk < numbers.written())
            add_writes(numbers, chunk, report);
        add_reads(numbers, chunk, report);
    }
    add_totals(layers, chunk, report);
    if (!report.failure.empty())
        report.failure =
            "Chunk " + std::to_string(first + chunk) + ": the " + report.failure +
            " is no longer finite; a smaller inner learning rate or a relative cap on the drift keeps it in "
            "bounds.";
    return report;
}

void DriftProbe::add_writes(const Numbers& numbers, std::int64_t chunk, ChunkReport& report)
{
    const std::int64_t layer = numbers.rows.layer;
    const double* row = numbers.write(chunk);
    const double down = numbers.rows.fast->down_norm;
    const double delta = std::sqrt(row[delta_square]);
    const double drift = std::sqrt(row[sum_square]) * row[cap];
    note_failure(delta, "update", layer, report);
    note_failure(drift, "drift", layer, report);
    const auto add = [&](Metric metric, double value) {
        report.metrics.push_back({metric, static_cast<std::int32_t>(layer), value});
    };
    add(Metric::delta_norm, delta);
    add(Metric::delta_relative, ratio(delta, down));
    add(Metric::drift_norm, drift);
    add(Metric::drift_relative, ratio(drift, down));
    if (const double before = last_[layer]; delta > 0 && before > 0)
        add(Metric::cosine_previous, row[dot_previous] / (delta * before));
    last_[layer] = delta;
    add(Metric::clip_scale, row[clip]);
    add(Metric::cap_scale, row[cap]);
    add(Metric::nonfinite, 0);
    add(Metric::precision_health, row[meant_square] > 0 ? std::sqrt(row[realised_square] / row[meant_square]) : 1.0);
    add(Metric::key_tail_p99, row[tail_p99]);
    add(Metric::key_tail_max, row[tail_max]);
    if (!costly_)
        return;
    add(Metric::effective_rank, row[rank]);
    add(Metric::write_collision, row[collision]);
}

void DriftProbe::add_reads(const Numbers& numbers, std::int64_t chunk, ChunkReport& report) const
{
    const double* row = numbers.read(chunk);
    note_failure(row[0], "output change", numbers.rows.layer, report);
    if (costly_)
        report.metrics.push_back(
            {Metric::output_change, static_cast<std::int32_t>(numbers.rows.layer), ratio(row[0], row[1])});
}

/// Over the layers: updates, how many of them were limited, and the hash of all fast weights.
void DriftProbe::add_totals(const std::vector<Numbers>& layers, std::int64_t chunk, ChunkReport& report)
{
    std::int64_t writes = 0;
    std::int64_t limited = 0;
    std::vector<std::int64_t> fingerprints;
    for (const Numbers& numbers : layers) {
        if (chunk >= numbers.written())
            continue;
        const double* row = numbers.write(chunk);
        ++writes;
        limited += row[clip] < 1 || row[cap] < 1;
        fingerprints.push_back(std::bit_cast<std::int64_t>(row[fingerprint_first]));
        fingerprints.push_back(std::bit_cast<std::int64_t>(row[fingerprint_second]));
    }
    if (writes > 0) {
        hash_ = fingerprint_text(fingerprints);
        ++updates_;
        const double share = static_cast<double>(limited) / static_cast<double>(writes);
        report.metrics.push_back({Metric::clipped_fraction, -1, share});
    }
    report.hash = hash_;
    report.updates = updates_;
}

}  // namespace ttt

#include "engine/ttt/fast_weights.h"

#include "engine/kernels/write_scan.h"
#include "engine/records/error.h"

#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

using torch::Tensor;

namespace {

/// Sums are kept in f32 whatever the model's dtype: in bf16 a small step is lost (reference 4.2).
torch::ScalarType sum_type(const Tensor& like)
{
    return like.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
}

/// One stream only: each stream has its own fast weights, so a batch would mix them.
void check_shapes(const FastLayer& layer, const Tensor& keys, const Tensor& source)
{
    const auto refuse = [](const char* what, std::int64_t rows, std::int64_t columns, const Tensor& got) {
        std::ostringstream text;
        text << "[fast_weights] " << what << ": expected [" << (rows < 0 ? "n" : std::to_string(rows)) << ", "
             << columns << "], got " << got.sizes();
        throw Error(text.str());
    };
    if (keys.dim() != 2 || source.dim() != 2)
        throw Error("[fast_weights] keys and source: expected the rows of one stream, got a batch");
    if (keys.size(1) != layer.down.size(1))
        refuse("keys", -1, layer.down.size(1), keys);
    if (source.size(0) != keys.size(0) || source.size(1) != layer.down.size(0))
        refuse("source", keys.size(0), layer.down.size(0), source);
}

/// Writes are batched, for fewer and longer products, where the buffer of their deltas is small.
std::int64_t group_size(const Tensor& down)
{
    struct Limits {
        std::int64_t bytes;     // of the deltas
        std::int64_t smallest;  // fewer are not worth the buffer
    };
    constexpr Limits cpu{8 << 20, 2};
    constexpr Limits gpu{512 << 20, 16};
    const Limits& limits = down.is_cuda() ? gpu : cpu;
    const auto bytes = static_cast<std::int64_t>(torch::elementSize(sum_type(down)));
    const std::int64_t fitting = limits.bytes / (bytes * down.numel());
    return fitting >= limits.smallest ? fitting : 1;
}

void check_rule(const UpdateRule& rule)
{
    if (rule.chunk < 1)
        throw Error("[fast_weights] chunk: expected at least 1 token, got " + std::to_string(rule.chunk));
    if (!(rule.decay > 0 && rule.decay <= 1))
        throw Error("[fast_weights] decay: expected a number in (0, 1], got " + std::to_string(rule.decay));
}

/// min(1, limit / norm) for squares of norms, f64 [K]; 1 where the norm is 0.
Tensor scales_to(const Tensor& squares, double limit)
{
    return (limit / squares.sqrt()).clamp_max(1.0);
}

}  // namespace

struct FastWeights::Written {
    Tensor deltas;   // wide [K, d, f]
    Tensor factors;  // wide [K]
    Tensor reads;    // [K, d, f]
    WriteScan scan;
    Tensor clip_scale;  // f64 [K]
    Tensor cap_scale;   // f64 [K]; undefined: no cap
    double seconds = 0;
};

FastWeights::FastWeights(FastLayer layer, std::int64_t group)
    : layer_(std::move(layer)), group_(group > 0 ? group : group_size(layer_.down))
{
    check_rule(layer_.rule);
}

/// The handles change, so that probes that know the layer by its address go on with it.
void FastWeights::use(const FastLayer& layer)
{
    check_rule(layer.rule);
    if (layer.index != layer_.index || layer.rule.chunk != layer_.rule.chunk)
        throw Error("[fast_weights] layer: expected layer " + std::to_string(layer_.index) + " in chunks of " +
                    std::to_string(layer_.rule.chunk) + ", got layer " + std::to_string(layer.index) +
                    " in chunks of " + std::to_string(layer.rule.chunk));
    layer_ = layer;
}

Tensor FastWeights::drift() const
{
    if (!sum_.defined())
        return torch::zeros_like(layer_.down, sum_type(layer_.down));
    return cap_scale_.defined() ? sum_ * cap_scale_ : sum_.clone();
}

Tensor FastWeights::read(const Tensor& keys) const
{
    if (!read_drift_.defined())
        return torch::zeros({keys.size(0), layer_.down.size(0)}, keys.options());
    const Tensor change = torch::linear(keys, read_drift_);
    return cap_scale_.defined() ? change * cap_scale_ : change;
}

Tensor FastWeights::forward(const Tensor& keys, const Tensor& source, const WriteObserver& observe)
{
    check_shapes(layer_, keys, source);
    const std::int64_t count = keys.size(0);
    const std::int64_t chunk = layer_.rule.chunk;
    const Tensor fixed = source.detach();
    std::vector<Tensor> outputs;
    for (std::int64_t begin = 0; begin < count;) {
        const bool is_whole = filled_ == 0 && count - begin >= chunk;
        const std::int64_t end = is_whole ? count - (count - begin) % chunk : std::min(count, begin + chunk - filled_);
        const Tensor z = keys.slice(0, begin, end);
        const Tensor s = fixed.slice(0, begin, end);
        is_whole ? forward_chunks(z, s, observe, outputs) : outputs.push_back(forward_part(z, s, observe));
        begin = end;
    }
    if (outputs.empty())
        return read(keys);
    return outputs.size() == 1 ? outputs.front() : torch::cat(outputs);
}

/// At most what is missing to a chunk.
Tensor FastWeights::forward_part(const Tensor& keys, const Tensor& source, const WriteObserver& observe)
{
    const Tensor change = read(keys);
    keep_tail(keys.detach(), source);
    if (filled_ == layer_.rule.chunk) {
        filled_ = 0;
        write(tail_keys_.unsqueeze(0), targets_of(tail_source_.unsqueeze(0)), observe);
    }
    return change;
}

/// Whole chunks, in groups. keys [k C, f], source [k C, d]
void FastWeights::forward_chunks(const Tensor& keys, const Tensor& source, const WriteObserver& observe,
                                 std::vector<Tensor>& outputs)
{
    const Tensor z = keys.unflatten(0, {-1, layer_.rule.chunk});
    const Tensor targets = targets_of(source.unflatten(0, {-1, layer_.rule.chunk}));
    for (std::int64_t begin = 0; begin < z.size(0); begin += group_)
        forward_group(z.slice(0, begin, begin + group_), targets.slice(0, begin, begin + group_), observe, outputs);
}

/// No chunk's delta needs what another chunk reads, so all are written before the others read.
void FastWeights::forward_group(const Tensor& keys, const Tensor& targets, const WriteObserver& observe,
                                std::vector<Tensor>& outputs)
{
    outputs.push_back(read(keys[0]));
    const Written written = write(keys.detach(), targets, observe);
    const std::int64_t later = keys.size(0) - 1;
    if (later == 0)
        return;
    Tensor change = torch::bmm(keys.slice(0, 1), written.reads.slice(0, 0, later).transpose(1, 2));
    if (written.cap_scale.defined())
        change = change * written.cap_scale.slice(0, 0, later).view({-1, 1, 1}).to(change.scalar_type());
    outputs.push_back(change.flatten(0, 1));
}

Tensor FastWeights::targets_of(const Tensor& source) const
{
    const torch::NoGradGuard no_grad;
    return chunk_targets(source, layer_.conv, layer_.proj);
}

void FastWeights::keep_tail(const Tensor& keys, const Tensor& source)
{
    if (!tail_keys_.defined()) {
        tail_keys_ = torch::empty({layer_.rule.chunk, keys.size(1)}, keys.options());
        tail_source_ = torch::empty({layer_.rule.chunk, source.size(1)}, source.options());
    }
    tail_keys_.narrow(0, filled_, keys.size(0)).copy_(keys);
    tail_source_.narrow(0, filled_, keys.size(0)).copy_(source);
    filled_ += keys.size(0);
}

/// Where nobody asks for the delta of a chunk, a GPU can do decay, product and sum in one step.
bool FastWeights::write_at_once(const Tensor& keys, const Tensor& targets)
{
    const UpdateRule& rule = layer_.rule;
    if (keys.size(0) > 1 || !sum_.defined() || rule.clip > 0 || rule.relative_cap > 0 || rule.random_seed ||
        left_out_ == updates_)
        return false;
    if (!add_outer_sum(sum_, rule.decay, rule.lr, keys[0], targets[0], rule.centre_keys))
        return false;
    read_drift_ = sum_.to(layer_.down.scalar_type());
    last_delta_ = last_factor_ = Tensor();
    ++updates_;
    return true;
}

FastWeights::Written FastWeights::write(const Tensor& keys, const Tensor& targets, const WriteObserver& observe)
{
    const torch::NoGradGuard no_grad;
    const auto start = std::chrono::steady_clock::now();
    if (!observe && write_at_once(keys, targets))
        return {};
    Written written = deltas_of(keys, targets);
    if (left_out_ && *left_out_ >= updates_ && *left_out_ < updates_ + keys.size(0))
        written.factors[*left_out_ - updates_] = 0;
    add_up(written, static_cast<bool>(observe));
    const std::int64_t first = updates_;
    updates_ += keys.size(0);
    if (!observe)
        return written;
    const bool is_alone = keys.size(0) == 1;  // else a clone, so that the others can be freed
    last_delta_ = is_alone ? written.deltas[0] : written.deltas[-1].clone();
    last_factor_ = written.factors.slice(0, -1).clone();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    const Tensor ones = torch::ones_like(written.clip_scale);
    observe({layer_, first, keys, targets, written.deltas, written.factors, written.reads, written.scan.norms,
             written.scan.fingerprint, written.clip_scale, written.cap_scale.defined() ? written.cap_scale : ones,
             taken.count()});
    return written;
}

/// Deltas and their factors: rate and clip, or random numbers of the same norm.
FastWeights::Written FastWeights::deltas_of(const Tensor& keys, const Tensor& targets) const
{
    const UpdateRule& rule = layer_.rule;
    Written written;
    written.deltas = wide_outer_sum(keys, targets, rule.centre_keys);
    written.clip_scale = torch::ones({keys.size(0)}, keys.options().dtype(torch::kFloat64));
    if (rule.clip > 0) {
        const Tensor norms = torch::linalg_vector_norm(written.deltas.flatten(1), 2, {1}, false, torch::kFloat64);
        written.clip_scale = scales_to((norms * rule.lr).square(), rule.clip);
    }
    written.factors = (written.clip_scale * rule.lr).to(written.deltas.scalar_type());
    if (!rule.random_seed)
        return written;
    for (std::int64_t index = 0; index < keys.size(0); ++index)
        written.deltas[index] = random_delta(written.deltas[index] * written.factors[index], *rule.random_seed,
                                             layer_.index, updates_ + index);
    written.factors.fill_(1);
    return written;
}

void FastWeights::add_up(Written& written, bool is_seen)
{
    const UpdateRule& rule = layer_.rule;
    if (!sum_.defined())
        sum_ = torch::zeros(layer_.down.sizes(), written.deltas.options());
    written.reads = torch::empty(written.deltas.sizes(), layer_.down.options());
    if (is_seen || rule.relative_cap > 0)
        written.scan =
            scan_writes(sum_, written.deltas, written.factors, rule.decay, last_delta_, written.reads, last_factor_);
    else
        scan_writes_quietly(sum_, written.deltas, written.factors, rule.decay, written.reads);
    if (rule.relative_cap > 0) {
        const Tensor sums = written.scan.norms.select(1, static_cast<std::int64_t>(WriteNorm::sum));
        written.cap_scale = scales_to(sums, rule.relative_cap * layer_.down_norm);
        cap_scale_ = written.cap_scale[-1].to(layer_.down.scalar_type());
    }
    const bool is_alone = written.reads.size(0) == 1;  // else a clone, so that the others can be freed
    read_drift_ = is_alone ? written.reads[0] : written.reads[-1].clone();
}

FastWeights::State FastWeights::state() const
{
    State copy{.sum = {}, .cap_scale = cap_scale_, .tail_keys = {}, .tail_source = {}, .updates = updates_};
    if (sum_.defined())
        copy.sum = sum_.clone();
    if (filled_ > 0) {
        copy.tail_keys = tail_keys_.narrow(0, 0, filled_).clone();
        copy.tail_source = tail_source_.narrow(0, 0, filled_).clone();
    }
    return copy;
}

void FastWeights::restore(const State& state)
{
    reset();
    updates_ = state.updates;
    if (state.sum.defined()) {
        sum_ = state.sum.clone();
        read_drift_ = sum_.to(layer_.down.scalar_type(), false, true);
        cap_scale_ = state.cap_scale;
    }
    if (state.tail_keys.defined())
        keep_tail(state.tail_keys, state.tail_source);
}

void FastWeights::reset()
{
    sum_ = Tensor();
    read_drift_ = Tensor();
    cap_scale_ = Tensor();
    last_delta_ = last_factor_ = Tensor();
    filled_ = 0;
    updates_ = 0;
}

std::int64_t bytes_of(const FastWeights::State& state)
{
    std::int64_t bytes = 0;
    for (const Tensor& tensor : {state.sum, state.tail_keys, state.tail_source})
        bytes += tensor.defined() ? static_cast<std::int64_t>(tensor.nbytes()) : 0;
    return bytes;
}

}  // namespace ttt

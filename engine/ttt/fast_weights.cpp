#include "engine/ttt/fast_weights.h"

#include "engine/records/error.h"

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
        text << "[fast_weights] " << what << ": expected [" << (rows < 0 ? "n" : std::to_string(rows)) << ", " << columns
             << "], got " << got.sizes();
        throw Error(text.str());
    };
    if (keys.dim() != 2 || source.dim() != 2)
        throw Error("[fast_weights] keys and source: expected the rows of one stream, got a batch");
    if (keys.size(1) != layer.down.size(1))
        refuse("keys", -1, layer.down.size(1), keys);
    if (source.size(0) != keys.size(0) || source.size(1) != layer.down.size(0))
        refuse("source", keys.size(0), layer.down.size(0), source);
}

double scale_to(double norm, double limit)
{
    return limit > 0 && norm > limit ? limit / norm : 1.0;
}

} // namespace

FastWeights::FastWeights(FastLayer layer) : layer_(std::move(layer))
{
    const UpdateRule& rule = layer_.rule;
    if (rule.chunk < 1)
        throw Error("[fast_weights] chunk: expected at least 1 token, got " + std::to_string(rule.chunk));
    if (!(rule.decay > 0 && rule.decay <= 1))
        throw Error("[fast_weights] decay: expected a number in (0, 1], got " + std::to_string(rule.decay));
}

Tensor FastWeights::drift() const
{
    return sum_.defined() ? sum_ * cap_scale_ : torch::zeros_like(layer_.down, sum_type(layer_.down));
}

Tensor FastWeights::read(const Tensor& keys) const
{
    if (!read_drift_.defined())
        return torch::zeros({keys.size(0), layer_.down.size(0)}, keys.options());
    return torch::linear(keys, read_drift_);
}

Tensor FastWeights::forward(const Tensor& keys, const Tensor& source, const UpdateObserver& observe)
{
    check_shapes(layer_, keys, source);
    const std::int64_t count = keys.size(0);
    if (count == 0)
        return read(keys);
    std::vector<Tensor> outputs;
    for (std::int64_t begin = 0; begin < count;) {
        const std::int64_t end = std::min(count, begin + layer_.rule.chunk - filled_);
        const Tensor z = keys.slice(0, begin, end);
        const Tensor s = source.slice(0, begin, end);
        outputs.push_back(read(z));
        if (filled_ == 0 && end - begin == layer_.rule.chunk)
            write(z, s, observe);
        else
            keep_tail(z, s);
        if (filled_ == layer_.rule.chunk) {
            filled_ = 0;
            write(tail_keys_, tail_source_, observe);
        }
        begin = end;
    }
    return outputs.size() == 1 ? outputs.front() : torch::cat(outputs);
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

void FastWeights::write(const Tensor& keys, const Tensor& source, const UpdateObserver& observe)
{
    const auto start = std::chrono::steady_clock::now();
    const UpdateRule& rule = layer_.rule;
    const Tensor targets = chunk_targets(source, layer_.conv, layer_.proj);
    const bool is_seen = static_cast<bool>(observe) || rule.clip > 0 || rule.random_seed;  // someone needs the delta
    if (!is_seen && sum_.defined() && add_outer_sum(sum_, rule.decay, rule.lr, keys, targets, rule.centre_keys)) {
        ++updates_;
        refresh_drift();
        return;
    }
    Tensor delta = wide_outer_sum(keys, targets, rule.centre_keys).mul_(rule.lr);
    const double clip_scale = rule.clip > 0 ? scale_to(delta.norm().item<double>(), rule.clip) : 1.0;
    if (clip_scale < 1.0)
        delta.mul_(clip_scale);
    if (rule.random_seed)
        delta = random_delta(delta, *rule.random_seed, layer_.index, updates_);

    const Tensor before = observe && sum_.defined() ? drift() : Tensor();
    if (!sum_.defined())
        sum_ = torch::zeros_like(delta);
    sum_.mul_(rule.decay).add_(delta);
    ++updates_;
    refresh_drift();
    if (!observe)
        return;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    observe({layer_, keys, targets.to(delta.scalar_type()), delta, before, drift(), clip_scale, cap_scale_, taken.count()});
}

void FastWeights::refresh_drift()
{
    const double cap = layer_.rule.relative_cap;
    cap_scale_ = cap > 0 ? scale_to(sum_.norm().item<double>(), cap * layer_.down_norm) : 1.0;
    read_drift_ = cap_scale_ == 1.0 ? sum_.to(layer_.down.scalar_type()) : (sum_ * cap_scale_).to(layer_.down.scalar_type());
}

FastWeights::State FastWeights::state() const
{
    State copy{.sum = {}, .tail_keys = {}, .tail_source = {}, .updates = updates_};
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
        refresh_drift();
    }
    if (state.tail_keys.defined())
        keep_tail(state.tail_keys, state.tail_source);
}

void FastWeights::reset()
{
    sum_ = Tensor();
    read_drift_ = Tensor();
    cap_scale_ = 1.0;
    filled_ = 0;
    updates_ = 0;
}

} // namespace ttt

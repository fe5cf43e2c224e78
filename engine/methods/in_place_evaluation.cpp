#include "engine/methods/in_place_evaluation.h"

#include "engine/kernels/fingerprint.h"
#include "engine/methods/gradient_choices.h"
#include "engine/records/error.h"
#include "engine/ttt/fast_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

/// What both parts measure.
constexpr std::array shared_metrics{Metric::delta_norm, Metric::delta_relative, Metric::drift_norm,
                                    Metric::drift_relative, Metric::cosine_previous};

bool is_shared(Metric metric)
{
    return std::find(shared_metrics.begin(), shared_metrics.end(), metric) != shared_metrics.end();
}

double number_of(const LayerNumbers& numbers, std::int64_t layer)
{
    const auto found = numbers.find(layer);
    return found == numbers.end() ? 0.0 : found->second;
}

double value_of(const std::vector<MetricValue>& metrics, Metric which, std::int64_t layer)
{
    for (const MetricValue& metric : metrics)
        if (metric.metric == which && metric.layer == layer)
            return metric.value;
    return 0.0;
}

}  // namespace

InPlaceEvaluation::InPlaceEvaluation(const ModelWeights& trained, const RunConfig& config)
    : DynamicEvaluation(trained, config), trained_(trained), start_(start_norms()),
      embeds_(config.target_source == TargetSource::input_embed), probes_(config.probes)
{
    for (FastLayer& layer : make_fast_layers(trained, config)) {
        if (learned_part(config) == LearnedPart::norms)
            start_[layer.index] = std::hypot(start_[layer.index], layer.down_norm);
        fast_.push_back({FastWeights(std::move(layer))});
    }
}

const InPlaceEvaluation::Fast* InPlaceEvaluation::find(std::int64_t layer) const
{
    const auto found =
        std::find_if(fast_.begin(), fast_.end(), [&](const Fast& fast) { return fast.weights.layer().index == layer; });
    return found == fast_.end() ? nullptr : &*found;
}

InPlaceEvaluation::Fast* InPlaceEvaluation::find(std::int64_t layer)
{
    return const_cast<Fast*>(std::as_const(*this).find(layer));
}

void InPlaceEvaluation::begin_segment(const Tensor& ids)
{
    if (!probe_)
        probe_ = std::make_unique<DriftProbe>(probes_, fast_.front().weights.layer().rule.chunk);
    probe_->begin(segments_++);
    ids_ = ids;
}

Tensor InPlaceEvaluation::down(std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor& input)
{
    Fast* fast = find(layer);
    if (!fast)
        return plain;
    const Tensor source = embeds_ ? embed(weights(), ids_) : input[0];
    const Tensor change =
        fast->weights.forward(keys[0], source, [this](const WriteGroup& group) { probe_->on_write(group); });
    probe_->on_read(layer, plain[0].detach(), change.detach());
    return plain + change;
}

Tensor InPlaceEvaluation::down_unwritten(std::int64_t layer, Tensor plain, const Tensor& keys) const
{
    const Fast* fast = find(layer);
    return fast ? plain + fast->weights.read(keys[0]) : plain;
}

void InPlaceEvaluation::leave_out(std::optional<std::int64_t> segment)
{
    for (Fast& fast : fast_)
        fast.weights.leave_out(segment);
}

void InPlaceEvaluation::use(const RunConfig& config)
{
    DynamicEvaluation::use(config);
    embeds_ = config.target_source == TargetSource::input_embed;
    const std::vector<FastLayer> layers = make_fast_layers(trained_, config);
    for (std::size_t index = 0; index < fast_.size(); ++index)
        fast_[index].weights.use(layers[index]);
}

LearnedState InPlaceEvaluation::state() const
{
    LearnedState state = DynamicEvaluation::state();
    state.numbers.push_back(static_cast<double>(segments_));
    for (const Fast& fast : fast_)
        state.fast.push_back(fast.weights.state());
    return state;
}

void InPlaceEvaluation::restore(const LearnedState& state)
{
    DynamicEvaluation::restore(state);
    segments_ = static_cast<std::int64_t>(state.numbers.back());
    for (std::size_t index = 0; index < fast_.size(); ++index) {
        fast_[index].weights.restore(state.fast[index]);
        fast_[index].last_delta = 0;
    }
    slow_drift_.clear();
    probe_.reset();
}

/// What was read for the statistics leaves nothing else behind.
void InPlaceEvaluation::end_statistics()
{
    DynamicEvaluation::end_statistics();
    for (Fast& fast : fast_) {
        fast.weights.reset();
        fast.last_delta = 0;
    }
    probe_.reset();
    segments_ = 0;
}

std::vector<MetricValue> InPlaceEvaluation::end_segment(bool was_learned)
{
    const ChunkReport written = std::move(probe_->finish().front());
    if (!written.failure.empty())
        throw Error(written.failure);
    StepNorms norms;
    if (was_learned) {
        norms = step_norms();
        slow_drift_ = norms.drift;
    } else {
        norms.previous = step_norms().delta;
    }
    std::vector<MetricValue> metrics = step_metrics(joined(std::move(norms), written.metrics), start_);
    std::copy_if(written.metrics.begin(), written.metrics.end(), std::back_inserter(metrics),
                 [](const MetricValue& metric) { return !is_shared(metric.metric); });
    return metrics;
}

/// The norms of the gradient step with what was written added, layer by layer.
StepNorms InPlaceEvaluation::joined(StepNorms norms, const std::vector<MetricValue>& written)
{
    for (Fast& fast : fast_) {
        const std::int64_t layer = fast.weights.layer().index;
        const double drift = value_of(written, Metric::drift_norm, layer);
        if (drift == 0)
            continue;  // nothing was written yet, or the last chunk is not whole
        const double delta = value_of(written, Metric::delta_norm, layer);
        const double product = value_of(written, Metric::cosine_previous, layer) * delta * fast.last_delta;
        const bool is_known = !norms.delta.contains(layer) || norms.product.contains(layer);  // of the slow weights
        norms.delta[layer] = std::hypot(number_of(norms.delta, layer), delta);
        norms.drift[layer] = std::hypot(number_of(slow_drift_, layer), drift);
        norms.previous[layer] = std::hypot(number_of(norms.previous, layer), fast.last_delta);
        if (is_known)
            norms.product[layer] += product;
        fast.last_delta = delta;
    }
    return norms;
}

std::string InPlaceEvaluation::hash() const
{
    std::vector<Tensor> all = prints();
    for (const Fast& fast : fast_)
        if (fast.weights.sum().defined())
            all.push_back(fingerprint_of(fast.weights.sum()));
    return hash_of_prints(all);
}

}  // namespace ttt

#include "app/compare_methods.h"

#include "engine/files/printable.h"
#include "engine/model/model_config.h"
#include "engine/records/divergence.h"
#include "engine/records/guard.h"
#include "engine/records/methods.h"
#include "engine/records/settings/problems.h"
#include "engine/run_choices.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ttt {

namespace {

constexpr std::int64_t block_without_chunk = 128;  // tokens, where neither a person nor the checkpoint names a chunk

/// As if it were one step, for the sums by position.
std::vector<RangePerplexity> ranges_of(const std::vector<float>& nll)
{
    StepRecord whole;
    whole.end = static_cast<std::int64_t>(nll.size());
    whole.columns.push_back({Column::nll_adapted, nll});
    RangeTotals totals;
    totals.add(whole);
    return totals.ranges();
}

double mean_perplexity(const std::vector<float>& nll)
{
    double sum = 0;
    std::int64_t count = 0;
    for (const float value : nll)
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    return shown_mean(Transform::exp, sum / static_cast<double>(count));
}

/// Of answers that are wrong, 1, or right, 0: per cent.
double mean_error(std::span<const float> wrong)
{
    double sum = 0;
    std::int64_t count = 0;
    for (const float value : wrong)
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    return shown_mean(Transform::percent, sum / static_cast<double>(count));
}

/// What a run met in one shift of its stream.
struct ShiftItems {
    std::int64_t begin = 0, end = 0;  // from its first item to behind its last
    std::vector<float> losses{};
};

ShiftItems items_of_shift(const MethodResult& run, std::size_t shift)
{
    ShiftItems items;
    for (std::size_t at = 0; at < std::min(run.nll.size(), run.shifts.size()); ++at) {
        if (run.shifts[at] != static_cast<float>(shift))
            continue;
        if (items.losses.empty())
            items.begin = static_cast<std::int64_t>(at);
        items.end = static_cast<std::int64_t>(at) + 1;
        items.losses.push_back(run.nll[at]);
    }
    return items;
}

/// A run that read alone can't know; beside the frozen one it can be told.
std::string divergence_of(std::span<const float> frozen, std::span<const float> learned, std::int64_t block)
{
    DivergenceWatch watch;
    const std::size_t size = std::min(frozen.size(), learned.size()), step = static_cast<std::size_t>(block);
    for (std::size_t begin = 0; step > 0 && begin < size; begin += step) {
        const std::size_t count = std::min(step, size - begin);
        watch.add(static_cast<std::int64_t>(begin / step), frozen.subspan(begin, count), learned.subspan(begin, count));
    }
    watch.end();
    return watch.sentence();
}

/// What a guard would have made of a method that read alone, beside the frozen run.
void guard(ComparedMethod& method, std::span<const float> frozen)
{
    const RunConfig& config = method.run.config;
    const std::vector<float>& learned = method.run.nll;
    if (method.run.name == frozen_name || config.guard == Guard::off || method.run.chunk <= 0 || frozen.empty())
        return;
    GuardWatch watch(config.guard_margin.value_or(0), config.guard_chunks);
    const auto chunk = static_cast<std::size_t>(method.run.chunk), size = std::min(frozen.size(), learned.size());
    std::vector<float> guarded(learned.begin(), learned.begin() + static_cast<std::ptrdiff_t>(size));
    for (std::size_t begin = 0; begin < size && method.worse.empty(); begin += chunk) {
        const std::size_t count = std::min(chunk, size - begin);
        if (!watch.add(static_cast<std::int64_t>(begin), frozen.subspan(begin, count),
                       std::span(learned).subspan(begin, count)))
            continue;
        method.worse = worse_sentence(*watch.worse(), static_cast<std::int64_t>(begin / chunk));
        std::ranges::copy(frozen.subspan(begin + count, size - begin - count),
                          guarded.begin() + static_cast<std::ptrdiff_t>(begin + count));
    }
    method.guarded = mean_perplexity(guarded);
}

bool is_of_images(const MethodResult& run)
{
    return kind_of(run.config) == RunKind::images;
}

/// Over images a method is asked shift by shift.
ComparedMethod compared_on_images(MethodResult run, std::span<const float> frozen, std::int64_t block,
                                  Comparison& comparison)
{
    ComparedMethod method;
    method.run = std::move(run);
    method.perplexity = mean_error(method.run.nll);
    if (method.run.name != frozen_name && block > 0)
        method.gain = error_gain(paired_gain(frozen, method.run.nll, block));
    for (std::size_t shift = 0; shift < method.run.shift_names.size(); ++shift) {
        const ShiftItems items = items_of_shift(method.run, shift);
        method.ranges.push_back(items.losses.empty() ? std::nullopt : std::optional(mean_error(items.losses)));
        if (shift == comparison.ranges.size())
            comparison.ranges.push_back({items.begin, items.end, method.run.shift_names[shift]});
    }
    return method;
}

ComparedMethod compared(MethodResult run, std::span<const float> frozen, std::int64_t block, Comparison& comparison)
{
    if (is_of_images(run))
        return compared_on_images(std::move(run), frozen, block, comparison);
    ComparedMethod method;
    method.run = std::move(run);
    method.perplexity = mean_perplexity(method.run.nll);
    if (method.run.problem.empty())
        method.run.problem = divergence_of(frozen, method.run.nll, block);
    guard(method, frozen);
    if (method.run.name != frozen_name && block > 0)
        method.gain = paired_gain(frozen, method.run.nll, block);
    const std::vector<RangePerplexity> ranges = ranges_of(method.run.nll);
    for (std::size_t at = 0; at < ranges.size(); ++at) {
        method.ranges.push_back(ranges[at].adapted);
        if (at == comparison.ranges.size())
            comparison.ranges.push_back({ranges[at].begin, ranges[at].end});
        comparison.ranges[at].end = std::max(comparison.ranges[at].end, ranges[at].end);
    }
    return method;
}

}  // namespace

const std::vector<std::string>& method_names()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> keys;
        for (const MethodInfo& method : methods_of(RunKind::document))
            keys.emplace_back(method.key);
        return keys;
    }();
    return names;
}

bool has_fast_weights(const ModelConfig& model)
{
    return model.ttt.mode && !model.ttt.layers.empty();
}

std::string why_not(const RunConfig& config, const ModelConfig& model)
{
    const ModelFacts facts = facts_of(model, config.model.empty() ? "it" : config.model);
    return first_problem(config, {.model = &facts});
}

std::vector<std::string> suitable_names(const ModelConfig& model)
{
    std::vector<std::string> names{std::string(frozen_name)};
    for (const std::string& name : method_names()) {
        RunConfig config;
        config.method = name;
        if (why_not(config, model).empty())
            names.push_back(name);
    }
    return names;
}

RunConfig compared_image_config(RunConfig shared, const std::string& name)
{
    shared.method = name == frozen_name ? "source" : name;
    shared.arms = name == frozen_name ? Arms::frozen : Arms::adapted;
    return shared;
}

RunConfig compared_config(RunConfig shared, const std::string& name, const ModelConfig& model)
{
    shared.twin.clear();
    if (shared.guard == Guard::arm)
        shared.guard = Guard::mark;  // arms read apart here; what a guard would have done is worked out of them
    if (name != frozen_name) {
        shared.method = name;
        shared.arms = Arms::adapted;
        return shared;
    }
    shared.method = method_names().front();
    shared.arms = Arms::frozen;
    if (shared.chunk == 0 && !has_fast_weights(model))
        shared.chunk = shared.tokens > 0 ? std::min(shared.tokens, block_without_chunk) : block_without_chunk;
    return shared;
}

MethodCollector::MethodCollector(std::string name, const RunHeader& header)
{
    result_.name = std::move(name);
    result_.run_id = header.run_id;
    result_.chunk = header.config.chunk;
    result_.config = header.config;
    result_.nll.reserve(static_cast<std::size_t>(header.item_count));
}

void MethodCollector::add(const StepRecord& step)
{
    const Column wanted = result_.name == frozen_name ? Column::nll_frozen : Column::nll_adapted;
    for (const ItemColumn& column : step.columns)
        if (column.column == wanted)
            result_.nll.insert(result_.nll.end(), column.values.begin(), column.values.end());
    for (const MetricValue& metric : step.metrics) {
        if (metric.metric == Metric::probe_ms && metric.layer < 0)
            probe_ms_ += metric.value;
        if (metric.metric == Metric::peak_memory_mib)
            result_.peak_memory_mib = metric.value;
    }
}

MethodResult MethodCollector::result(const RunSummary& summary) const
{
    MethodResult result = result_;
    result.seconds = std::max(0.0, summary.seconds - probe_ms_ / 1e3);
    if (summary.state != RunState::finished)
        result.problem = summary.message.empty() ? "It was cancelled." : summary.message;
    return result;
}

Gain error_gain(const Gain& gain)
{
    return {.change = std::log1p(gain.change),
            .low = std::log1p(gain.low),
            .high = std::log1p(gain.high),
            .worse = gain.worse,
            .tokens = gain.tokens};
}

GainPoint error_gain(const GainPoint& point)
{
    return {point.end, std::log1p(point.change), std::log1p(point.low), std::log1p(point.high)};
}

Comparison compare_methods(std::vector<MethodResult> runs, std::span<const float> frozen, std::int64_t block)
{
    Comparison comparison;
    comparison.block = block;
    comparison.errors = !runs.empty() && is_of_images(runs.front());
    for (MethodResult& run : runs)
        comparison.methods.push_back(compared(std::move(run), frozen, block, comparison));
    return comparison;
}

}  // namespace ttt

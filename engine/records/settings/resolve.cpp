#include "engine/records/settings/resolve.h"

#include "engine/records/methods.h"
#include "engine/records/settings/fill.h"
#include "engine/records/settings/resolve_images.h"

#include <algorithm>
#include <numeric>

namespace ttt {
namespace {

// Rates. Alone: of those that were tried, the largest that read no book worse than the frozen model did
// (tests/bench/README.md): SmolLM2-135M-Instruct over six books, segments of 64 and 256 tokens; the shipped model
// stands larger ones. Beside fast weights, which learn much of the same, not more.
struct Rates {
    double alone, beside_fast;
};
constexpr Rates sgd_all{0.005, 0.005}, sgd_down{0.03, 0.02}, sgd_norms{0.003, 0.001};
constexpr Rates rms_all{1e-5, 1e-5}, rms_down{3e-5, 3e-5};
constexpr double lora_adam_lr = 2e-3;
constexpr double lora_sgd_lr = 0.1;

constexpr double rms_prior_decay = 2e-3;  // lambda and epsilon as in dynamiceval.py
constexpr double rms_epsilon = 2e-5;
constexpr std::int64_t rms_tokens = 2048;
constexpr double adam_epsilon = 1e-8;
constexpr std::int64_t lora_rank = 8;
constexpr double lora_alpha = 16;

/// One value per fast layer out of one for all, one each, or the trained ones.
template <class Trained>
void fill_each(std::vector<double>& choice, const RunConfig& config, const Trained& trained)
{
    if (config.fast_layers.empty())
        return choice.clear();
    if (choice.size() == 1)
        choice.resize(config.fast_layers.size(), choice.front());
    if (choice.empty())
        for (const std::int64_t layer : config.fast_layers)
            if (const std::optional<double> value = trained(layer))
                choice.push_back(*value);
}

std::optional<double> trained_rate(const ModelFacts& model, std::int64_t layer)
{
    const std::size_t index = model.inner_lr.size() == 1 ? 0 : trained_index(model, layer);
    return index < model.inner_lr.size() ? std::optional(model.inner_lr[index]) : std::nullopt;
}

double trained_decay(const ModelFacts& model, std::int64_t layer)
{
    const std::size_t index = trained_index(model, layer);
    return index < model.decay.size() ? model.decay[index] : 1.0;
}

void resolve_fast_weights(RunConfig& config, const ModelFacts& model)
{
    fill(config.target, Target::trained);
    fill(config.target_source, model.target_source);
    fill(config.target_scale, 1.0);
    if (config.fast_layers.empty())
        config.fast_layers = model.fast_layers;
    if (config.arms == Arms::frozen)
        config.fast_layers.clear();
    fill(config.chunk, model.chunk);
    if (config.arms == Arms::frozen)  // nothing is written, any step serves
        fill(config.chunk, default_segment);
    fill_each(config.inner_lr, config, [&](std::int64_t layer) { return trained_rate(model, layer); });
    fill_each(config.decay, config, [&](std::int64_t layer) { return std::optional(trained_decay(model, layer)); });
    fill(config.relative_cap, model.relative_cap);
    fill(config.clip, model.clip);
    fill(config.centre_keys, model.centre_keys);
}

/// config.optimizer and config.parameters are known.
double own_rate(const RunConfig& config)
{
    const std::optional<LearnedPart> part = find_word<LearnedPart>(config.parameters);
    const bool is_down = part == LearnedPart::down;
    const Rates of_sgd = is_down ? sgd_down : part == LearnedPart::norms ? sgd_norms : sgd_all;
    const Rates rates = config.optimizer == Optimizer::sgd ? of_sgd : is_down ? rms_down : rms_all;
    return has_fast_weights(config) ? rates.beside_fast : rates.alone;
}

void resolve_dynamic_evaluation(RunConfig& config)
{
    fill(config.optimizer, Optimizer::sgd);
    fill(config.parameters, std::string(spelled(LearnedPart::all)));
    fill(config.lr, own_rate(config));
    if (config.optimizer != Optimizer::rms)
        return;
    fill(config.prior_decay, rms_prior_decay);
    fill(config.epsilon, rms_epsilon);
    fill(config.statistics_tokens, rms_tokens);
}

void resolve_lora(RunConfig& config, const ModelFacts& model)
{
    fill(config.optimizer, Optimizer::adam);
    fill(config.parameters, "q,v");
    const bool is_adam = config.optimizer == Optimizer::adam;
    fill(config.lr, is_adam ? lora_adam_lr : lora_sgd_lr);
    if (is_adam)
        fill(config.epsilon, adam_epsilon);
    fill(config.rank, std::min(lora_rank, model.width));
    fill(config.alpha, lora_alpha);
}

void resolve_gradients(RunConfig& config, const ModelFacts& model)
{
    fill(config.segment, config.chunk);
    fill(config.segment, model.chunk);
    fill(config.segment, default_segment);
    config.chunk = config.segment;
    if (config.fast_layers.empty())
        config.fast_layers = all_layers(model.layers);
    if (config.arms == Arms::frozen)
        config.fast_layers.clear();
    fill(config.steps, 1);
    if (is_lora(config))
        resolve_lora(config, model);
    else
        resolve_dynamic_evaluation(config);
}

}  // namespace

std::size_t trained_index(const ModelFacts& model, std::int64_t layer)
{
    const auto& layers = model.fast_layers;
    return static_cast<std::size_t>(std::ranges::find(layers, layer) - layers.begin());
}

std::vector<std::int64_t> all_layers(std::int64_t count)
{
    std::vector<std::int64_t> layers(static_cast<std::size_t>(std::max<std::int64_t>(0, count)));
    std::iota(layers.begin(), layers.end(), std::int64_t{0});
    return layers;
}

RunConfig resolved(RunConfig config, const ModelFacts& model)
{
    if (kind_of(config) == RunKind::images)
        return resolved_images(std::move(config), model);
    if (learns_by_gradients(config))
        config.chunk = std::max(config.chunk, config.segment);  // of these, one is empty or both are the same
    if (has_fast_weights(config))
        resolve_fast_weights(config, model);
    if (learns_by_gradients(config))
        resolve_gradients(config, model);
    if (!config.window)
        config.window = model.window;
    return config;
}

}  // namespace ttt

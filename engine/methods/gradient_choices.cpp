#include "engine/methods/gradient_choices.h"

#include "engine/files/file_path.h"
#include "engine/records/error.h"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace ttt {
namespace {

// Rates: what reads the start of Emma best with the shipped model, of those that were tried (segments of 64 tokens).
// Beside fast weights, which learn much of the same, less is better.
struct Rates {
    double alone, beside_fast;
};
constexpr Rates sgd_all{0.02, 0.01}, sgd_down{0.1, 0.05}, sgd_norms{0.006, 0.001};
constexpr Rates rms_all{1e-4, 3e-5}, rms_down{3e-4, 1e-4};
constexpr double lora_adam_lr = 2e-3;
constexpr double lora_sgd_lr = 0.1;

constexpr double rms_prior_decay = 2e-3;  // lambda and epsilon as in dynamiceval.py
constexpr double rms_epsilon = 2e-5;
constexpr std::int64_t rms_tokens = 2048;
constexpr double adam_epsilon = 1e-8;
constexpr std::int64_t lora_rank = 8;
constexpr double lora_alpha = 16;

std::vector<std::int64_t> all_layers(const ModelConfig& model)
{
    std::vector<std::int64_t> layers(static_cast<std::size_t>(model.layer_count));
    std::iota(layers.begin(), layers.end(), std::int64_t{0});
    return layers;
}

void resolve_segment(RunConfig& config, const ModelConfig& model)
{
    const std::int64_t own = model.ttt.mode ? model.ttt.chunk : default_segment;
    const std::int64_t asked = config.segment > 0 ? config.segment : config.chunk;
    config.segment = asked > 0 ? asked : own;
    config.chunk = config.segment;
}

/// config.optimizer and config.parameters are known.
double own_rate(const RunConfig& config)
{
    const bool is_down = config.parameters == "down";
    const Rates of_sgd = is_down ? sgd_down : config.parameters == "norms" ? sgd_norms : sgd_all;
    const Rates rates = config.optimizer == "sgd" ? of_sgd : is_down ? rms_down : rms_all;
    return has_fast_weights(config) ? rates.beside_fast : rates.alone;
}

void resolve_dynamic_evaluation(RunConfig& config)
{
    if (config.optimizer.empty())
        config.optimizer = "sgd";
    if (config.parameters.empty())
        config.parameters = "all";
    const bool is_rms = config.optimizer == "rms";
    config.lr = config.lr.value_or(own_rate(config));
    if (!is_rms)
        return;
    config.prior_decay = config.prior_decay.value_or(rms_prior_decay);
    config.epsilon = config.epsilon.value_or(rms_epsilon);
    if (config.statistics_tokens == 0)
        config.statistics_tokens = rms_tokens;
    config.statistics = absolute_path(config.statistics);
}

void resolve_lora(RunConfig& config, const ModelConfig& model)
{
    if (config.optimizer.empty())
        config.optimizer = "adam";
    if (config.parameters.empty())
        config.parameters = "q,v";
    const bool is_adam = config.optimizer == "adam";
    config.lr = config.lr.value_or(is_adam ? lora_adam_lr : lora_sgd_lr);
    if (is_adam)
        config.epsilon = config.epsilon.value_or(adam_epsilon);
    config.rank = config.rank.value_or(std::min(lora_rank, model.hidden_size));
    config.alpha = config.alpha.value_or(lora_alpha);
    if (*config.rank > model.hidden_size)
        throw Error("The rank of LoRA must be at most the model's width " + std::to_string(model.hidden_size) +
                    ", not " + std::to_string(*config.rank) + ".");
}

}  // namespace

LoraPlaces lora_places(const std::string& parameters)
{
    LoraPlaces places;
    std::istringstream words(parameters);
    for (std::string word; std::getline(words, word, ',');) {
        bool* place = word == "q"      ? &places.query
                      : word == "v"    ? &places.value
                      : word == "down" ? &places.down
                      : word == "head" ? &places.head
                                       : nullptr;
        if (!place || *place)
            throw Error("LoRA learns in q, v, down and head, named once each with commas between, not in \"" +
                        parameters + "\".");
        *place = true;
    }
    if (parameters.empty() || parameters.ends_with(','))
        throw Error("LoRA learns in q, v, down and head, named once each with commas between, not in \"" + parameters +
                    "\".");
    return places;
}

void resolve_gradient_choices(RunConfig& config, const ModelConfig& model)
{
    resolve_segment(config, model);
    if (config.fast_layers.empty())
        config.fast_layers = all_layers(model);
    if (config.arms == "frozen")
        config.fast_layers.clear();
    config.steps = std::max<std::int64_t>(1, config.steps);
    if (is_lora(config))
        resolve_lora(config, model);
    else
        resolve_dynamic_evaluation(config);
}

std::vector<std::int64_t> learning_layers(const RunConfig& config, const ModelConfig& model)
{
    return has_fast_weights(config) && config.parameters != "down" ? all_layers(model) : config.fast_layers;
}

}  // namespace ttt

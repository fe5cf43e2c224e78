#include "engine/records/settings/checks.h"

#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_text.h"

#include <algorithm>
#include <filesystem>
#include <functional>

namespace ttt {
namespace {

using Layers = std::vector<std::int64_t>;

std::string text_of(const Layers& layers)
{
    std::string text;
    for (const std::int64_t layer : layers)
        text += (text.empty() ? "" : ", ") + std::to_string(layer);
    return text;
}

bool is_trained_target(const RunConfig& config)
{
    return config.target.empty() || config.target == Target::trained;
}

const Layers& used_layers(const RunConfig& config, const ModelFacts& model)
{
    return config.fast_layers.empty() ? model.fast_layers : config.fast_layers;
}

/// Nothing can be said of layers that can't be.
bool is_learning(const RunConfig& config, const RunFacts& facts)
{
    return facts.model && config.arms != Arms::frozen && method_problem(config, facts).empty();
}

std::string order_problem(const RunConfig& config, const ModelFacts& model)
{
    const Layers& layers = config.fast_layers;
    for (const std::int64_t layer : layers)
        if (layer >= model.layers)
            return "The layer " + std::to_string(layer) + " does not exist: the model has the layers 0 to " +
                   std::to_string(model.layers - 1) + ".";
    if (std::ranges::adjacent_find(layers, std::greater_equal<>()) != layers.end())
        return "The layers must be named once each and in ascending order, not as " + text_of(layers) + ".";
    return {};
}

std::string untrained_problem(const RunConfig& config, const ModelFacts& model)
{
    if (is_trained_target(config))
        for (const std::int64_t layer : config.fast_layers)
            if (trained_index(model, layer) == model.fast_layers.size())
                return "Layer " + std::to_string(layer) + " of the model '" + model.name +
                       "' has no trained TTT parameters (the layers " + text_of(model.fast_layers) +
                       " have): being fast would change nothing; choose the target by hand, or other layers.";
    return {};
}

/// One value for all or one per layer.
std::string count_problem(const std::vector<double>& values, const char* what, const RunConfig& config,
                          const RunFacts& facts)
{
    if (!is_learning(config, facts) || values.size() <= 1)
        return {};
    const std::size_t layers = used_layers(config, *facts.model).size();
    if (values.size() == layers)
        return {};
    return "There are " + std::to_string(values.size()) + " values of the " + what + " for " + std::to_string(layers) +
           " fast layers; give one for all or one for each.";
}

bool has_rate(std::int64_t layer, const ModelFacts& model)
{
    return model.inner_lr.size() == 1 || trained_index(model, layer) < model.inner_lr.size();
}

/// Of a chunk or segment that somebody chose: what the model or the method takes by itself is let through, so that a
/// short document can be looked at.
std::string length_problem(const RunConfig& config, const RunFacts& facts)
{
    if (!facts.model || facts.tokens <= 0 || config.arms == Arms::frozen)
        return {};
    RunConfig asked = config;
    asked.chunk = asked.segment = 0;
    const std::int64_t own = resolved(asked, *facts.model).chunk, chunk = resolved(config, *facts.model).chunk;
    if (chunk <= facts.tokens || chunk == own)
        return {};
    return "A chunk of " + std::to_string(chunk) + " tokens is larger than the document" +
           (config.document.empty() ? "" : " '" + config.document + "'") + ", of which " +
           std::to_string(facts.tokens) + " tokens are read: no update would fire.";
}

}  // namespace

std::string method_problem(const RunConfig& config, const RunFacts& facts)
{
    if (std::string problem = image_method_problem(config, facts); !problem.empty())
        return problem;
    if (!facts.model || !has_fast_weights(config) || !is_trained_target(config) || config.arms == Arms::frozen ||
        facts.model->has_trained_target)
        return {};
    return "The model '" + facts.model->name +
           "' has no trained TTT parameters (conv is zero or absent), so that fast weights would change nothing; set "
           "the target by hand (lm-aligned, reconstruction or previous), choose dynamic evaluation, train some, or run "
           "the frozen arm only.";
}

std::string fast_layers_problem(const RunConfig& config, const RunFacts& facts)
{
    if (!facts.model)
        return {};
    const ModelFacts& model = *facts.model;
    if (std::string problem = order_problem(config, model); !problem.empty() || !is_learning(config, facts))
        return problem;
    if (used_layers(config, model).empty())
        return "The model '" + model.name + "' names no fast layers; choose some.";
    return untrained_problem(config, model);
}

std::string learning_layers_problem(const RunConfig& config, const RunFacts& facts)
{
    return facts.model ? order_problem(config, *facts.model) : std::string();
}

std::string chunk_problem(const RunConfig& config, const RunFacts& facts)
{
    if (!facts.model || !method_problem(config, facts).empty())
        return {};
    if (config.chunk == 0 && config.segment == 0 && facts.model->chunk == 0 && config.arms != Arms::frozen)
        return "The model '" + facts.model->name + "' does not say how long a chunk is; choose a chunk size in tokens.";
    return learns_by_gradients(config) ? segment_problem(config, facts) : length_problem(config, facts);
}

std::string segment_problem(const RunConfig& config, const RunFacts& facts)
{
    if (config.segment > 0 && config.chunk > 0 && config.segment != config.chunk)
        return "With " + std::string(find_method(config.method)->title) +
               " a chunk is a segment: choose one of them, not a chunk of " + std::to_string(config.chunk) +
               " and a segment of " + std::to_string(config.segment) + " tokens.";
    return length_problem(config, facts);
}

std::string inner_lr_problem(const RunConfig& config, const RunFacts& facts)
{
    if (!is_learning(config, facts))
        return {};
    if (config.inner_lr.empty())
        for (const std::int64_t layer : used_layers(config, *facts.model))
            if (!has_rate(layer, *facts.model))
                return "The model '" + facts.model->name + "' names no inner learning rate for layer " +
                       std::to_string(layer) + "; choose one.";
    return count_problem(config.inner_lr, "inner learning rate", config, facts);
}

std::string decay_problem(const RunConfig& config, const RunFacts& facts)
{
    return count_problem(config.decay, "decay", config, facts);
}

std::string target_scale_problem(const RunConfig& config, const RunFacts&)
{
    if (!is_trained_target(config) || config.target_scale.value_or(1) == 1)
        return {};
    return "The target scale " + number_text_of(*config.target_scale) +
           " belongs to targets set by hand; the trained target has its own projection.";
}

std::string rank_problem(const RunConfig& config, const RunFacts& facts)
{
    if (!facts.model || facts.model->width <= 0 || config.rank.value_or(1) <= facts.model->width)
        return {};
    return "The rank must be at most the model's width " + std::to_string(facts.model->width) + ", not " +
           std::to_string(*config.rank) + ".";
}

std::string statistics_problem(const RunConfig& config, const RunFacts& facts)
{
    std::error_code nothing;
    if (!config.statistics.empty() && !std::filesystem::is_regular_file(config.statistics, nothing))
        return "There is no file '" + config.statistics + "' to measure statistics in.";
    const std::int64_t tokens = facts.tokens > 0 ? facts.tokens : config.tokens;
    if (!facts.model || !config.statistics.empty() || config.arms == Arms::frozen || tokens <= 0)
        return {};
    const RunConfig full = resolved(config, *facts.model);
    if (full.optimizer != Optimizer::rms || full.statistics_tokens < tokens)
        return {};
    return "The first " + std::to_string(full.statistics_tokens) +
           " tokens of the document would only be measured, for the statistics of rms, and " + std::to_string(tokens) +
           " are read: no update would fire; choose fewer tokens or another text for the statistics.";
}

std::string guard_problem(const RunConfig& config, const RunFacts&)
{
    if (config.guard != Guard::arm || config.arms == Arms::paired)
        return {};
    return "The guarded arm is the adapted one up to a place and the frozen one behind it: both must read (paired).";
}

std::string device_problem(const RunConfig& config, const RunFacts& facts)
{
    if (config.device != Device::cuda || !facts.device || facts.device->cuda)
        return {};
    return facts.device->cuda_reason.empty() ? "CUDA can't be used here." : facts.device->cuda_reason;
}

}  // namespace ttt

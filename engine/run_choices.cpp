#include "engine/run_choices.h"

#include "engine/methods/gradient_choices.h"
#include "engine/records/encodings.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {
namespace {

using Words = std::vector<std::string_view>;

template <class List>
std::string joined(const List& list, const char* separator)
{
    std::ostringstream text;
    const char* before = "";
    for (const auto& entry : list) {
        text << before << entry;
        before = separator;
    }
    return text.str();
}

void check_word(const char* what, const std::string& got, const Words& known)
{
    if (std::find(known.begin(), known.end(), got) == known.end())
        throw Error(std::string("The ") + what + " \"" + got + "\" is unknown; choose one of: " + joined(known, ", ") +
                    ".");
}

std::string number(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

void check_not_negative(const char* what, double value)
{
    if (!(std::isfinite(value) && value >= 0))
        throw Error(std::string("The ") + what + " must be a number of at least 0, not " + number(value) + ".");
}

/// Index of the layer among the trained fast layers; their number when it is none of them.
std::size_t trained_index(const ModelConfig& model, std::int64_t layer)
{
    const auto& layers = model.ttt.layers;
    return static_cast<std::size_t>(std::find(layers.begin(), layers.end(), layer) - layers.begin());
}

void check_layers(const std::vector<std::int64_t>& layers, const ModelConfig& model)
{
    for (const std::int64_t layer : layers)
        if (layer < 0 || layer >= model.layer_count)
            throw Error("The fast layer " + std::to_string(layer) + " does not exist: the model has the layers 0 to " +
                        std::to_string(model.layer_count - 1) + ".");
    if (std::adjacent_find(layers.begin(), layers.end(), std::greater_equal<>()) != layers.end())
        throw Error("The fast layers must be named once each and in ascending order, not as " + joined(layers, ",") +
                    ".");
}

void check_change(const RunConfig& config, const ModelConfig& model)
{
    constexpr const char* advice = " would change nothing; set the target by hand (lm-aligned, reconstruction or "
                                   "previous), choose dynamic evaluation, "
                                   "train some, or run the frozen arm only.";
    if (config.target != "trained")
        return;
    if (!model.ttt.mode)
        throw Error("The model '" + config.model + "' has no trained TTT parameters, so that fast weights" + advice);
    for (const std::int64_t layer : config.fast_layers)
        if (trained_index(model, layer) == model.ttt.layers.size())
            throw Error("Layer " + std::to_string(layer) + " of the model '" + config.model +
                        "' has no trained TTT parameters (the layers " + joined(model.ttt.layers, ", ") +
                        " have), so that making it fast" + advice);
}

void resolve_chunk(RunConfig& config, const ModelConfig& model)
{
    if (config.chunk == 0)
        config.chunk = model.ttt.mode ? model.ttt.chunk : 0;
    if (config.chunk == 0)
        throw Error("The model '" + config.model +
                    "' does not say how long a chunk is; choose a chunk size in tokens.");
}

void resolve_layers(RunConfig& config, const ModelConfig& model)
{
    if (config.fast_layers.empty() && model.ttt.mode)
        config.fast_layers = model.ttt.layers;
    check_layers(config.fast_layers, model);
    if (config.arms == "frozen")
        config.fast_layers.clear();
    else
        check_change(config, model);
    if (config.fast_layers.empty() && config.arms != "frozen")
        throw Error("The model '" + config.model + "' names no fast layers; choose some.");
}

/// One value per fast layer out of one for all, one each, or the trained ones.
std::vector<double> per_layer(const char* what, const std::vector<double>& asked,
                              const std::vector<std::int64_t>& layers)
{
    if (asked.size() == layers.size() || layers.empty())
        return layers.empty() ? std::vector<double>() : asked;
    if (asked.size() == 1)
        return std::vector<double>(layers.size(), asked.front());
    throw Error("There are " + std::to_string(asked.size()) + " values of the " + what + " for " +
                std::to_string(layers.size()) + " fast layers; give one for all or one for each.");
}

double trained_rate(const RunConfig& config, const ModelConfig& model, std::int64_t layer)
{
    const auto& rates = model.ttt.lr;
    const std::size_t index = rates.size() == 1 ? 0 : trained_index(model, layer);
    if (index < rates.size())
        return rates[index];
    throw Error("The model '" + config.model + "' names no inner learning rate for layer " + std::to_string(layer) +
                "; choose one.");
}

void resolve_rates(RunConfig& config, const ModelConfig& model)
{
    if (!config.inner_lr.empty()) {
        config.inner_lr = per_layer("inner learning rate", config.inner_lr, config.fast_layers);
        return;
    }
    for (const std::int64_t layer : config.fast_layers)
        config.inner_lr.push_back(trained_rate(config, model, layer));
}

void resolve_decay(RunConfig& config, const ModelConfig& model, const std::vector<double>& trained)
{
    if (!config.decay.empty()) {
        config.decay = per_layer("decay", config.decay, config.fast_layers);
        return;
    }
    for (const std::int64_t layer : config.fast_layers) {
        const std::size_t index = trained_index(model, layer);
        config.decay.push_back(index < trained.size() ? trained[index] : 1.0);
    }
}

void resolve_target(RunConfig& config, const ModelConfig& model)
{
    if (config.target.empty())
        config.target = "trained";
    if (config.target_source.empty())
        config.target_source = model.ttt.target;
    if (config.target == "trained" && config.target_scale.value_or(1) != 1)
        throw Error("The target scale " + number(*config.target_scale) +
                    " belongs to targets set by hand; the trained target has its own projection.");
    config.target_scale = config.target_scale.value_or(1);
}

void resolve_in_place(RunConfig& config, const ModelConfig& model, const std::vector<double>& trained_decay)
{
    resolve_target(config, model);
    resolve_layers(config, model);
    resolve_chunk(config, model);
    resolve_rates(config, model);
    resolve_decay(config, model, trained_decay);
    config.relative_cap = config.relative_cap.value_or(model.ttt.relative_cap);
    config.clip = config.clip.value_or(model.ttt.clip);
    config.centre_keys = config.centre_keys.value_or(model.ttt.centre_keys);
}

/// Refuses to measure for so long that nothing is left to learn from.
void check_statistics_fit(const RunConfig& resolved, std::int64_t tokens)
{
    if (resolved.optimizer == "rms" && resolved.arms != "frozen" && resolved.statistics.empty() &&
        resolved.statistics_tokens >= tokens)
        throw Error("The first " + std::to_string(resolved.statistics_tokens) +
                    " tokens of the document would only be measured, for the statistics of rms, and " +
                    std::to_string(tokens) +
                    " are read: no update would fire; choose fewer tokens or another text for the statistics.");
}

}  // namespace

void check_words(const RunConfig& config)
{
    check_word("method", config.method, Words(known_methods.begin(), known_methods.end()));
    if (!config.target.empty())
        check_word("target", config.target, {"trained", "lm-aligned", "reconstruction", "previous"});
    if (!config.target_source.empty())
        check_word("target source", config.target_source, {"hidden_states", "input_embed"});
    check_word("choice of arms", config.arms, {"paired", "adapted", "frozen"});
    check_word("device", config.device, {"cpu", "cuda"});
    check_word("dtype", config.dtype, {"f32", "bf16"});
    check_word("control", config.control, {"none", "random"});
    if (!config.encoding.empty() && !find_encoding(config.encoding))
        throw Error("The encoding '" + config.encoding + "' is unknown; known are " + encoding_keys() + ".");
    check_not_negative("number of tokens", static_cast<double>(config.tokens));
    check_not_negative("attention window", static_cast<double>(config.window.value_or(0)));
    check_not_negative("relative cap", config.relative_cap.value_or(0));
    check_not_negative("clip", config.clip.value_or(0));
    for (const double lr : config.inner_lr)
        check_not_negative("inner learning rate", lr);
    for (const double decay : config.decay)
        if (!(decay > 0 && decay <= 1))
            throw Error("The decay must lie above 0 and at most at 1, not at " + number(decay) + ".");
    if (!std::isfinite(config.target_scale.value_or(1)))
        throw Error("The target scale must be a finite number.");
    if (config.chunk < 0)
        throw Error("The chunk size must be at least 1 token, not " + std::to_string(config.chunk) + ".");
    if (config.perplexity_window < 1)
        throw Error("The window of the perplexity must be at least 1 token, not " +
                    std::to_string(config.perplexity_window) + ".");
    check_gradient_words(config);
}

RunConfig resolve_choices(const RunConfig& asked, const ModelConfig& model, const std::vector<double>& trained_decay)
{
    RunConfig config = asked;
    if (learns_by_gradients(config))
        config.chunk = std::max(config.chunk, config.segment);  // of these, one is empty or both are the same
    if (has_fast_weights(config))
        resolve_in_place(config, model, trained_decay);
    else
        check_layers(config.fast_layers, model);
    if (learns_by_gradients(config))
        resolve_gradient_choices(config, model);
    const auto& windows = model.windows;
    if (!config.window && std::adjacent_find(windows.begin(), windows.end(), std::not_equal_to<>()) == windows.end())
        config.window = windows.front();
    return config;
}

void check_chunk_fits(const RunConfig& resolved, const ModelConfig& model, std::int64_t tokens)
{
    check_statistics_fit(resolved, tokens);
    const bool is_own_chunk = model.ttt.mode ? resolved.chunk == model.ttt.chunk
                                             : learns_by_gradients(resolved) && resolved.chunk == default_segment;
    if (resolved.arms != "frozen" && resolved.chunk > tokens && !is_own_chunk)
        throw Error("A chunk of " + std::to_string(resolved.chunk) + " tokens is larger than the document '" +
                    resolved.document + "', of which " + std::to_string(tokens) +
                    " tokens are read: no update would fire.");
}

}  // namespace ttt

#include "engine/methods/gradient_choices.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <sstream>
#include <string_view>
#include <vector>

namespace ttt {
namespace {

std::string text_of(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

void check_known(const char* what, const std::string& got, std::initializer_list<std::string_view> known)
{
    if (std::find(known.begin(), known.end(), got) != known.end())
        return;
    std::string list;
    for (const std::string_view word : known)
        list += (list.empty() ? "" : ", ") + std::string(word);
    throw Error(std::string("The ") + what + " \"" + got + "\" is unknown; choose one of: " + list + ".");
}

constexpr double largest = 1e30;  // far from what f32 can't hold

void check_size(const char* what, double value)
{
    if (value > largest)
        throw Error(std::string("The ") + what + " must be at most " + text_of(largest) + ", not " + text_of(value) +
                    ".");
}

void check_at_least_0(const char* what, double value)
{
    check_size(what, value);
    if (!(std::isfinite(value) && value >= 0))
        throw Error(std::string("The ") + what + " must be a number of at least 0, not " + text_of(value) + ".");
}

void check_above_0(const char* what, double value)
{
    check_size(what, value);
    if (!(std::isfinite(value) && value > 0))
        throw Error(std::string("The ") + what + " must be a number above 0, not " + text_of(value) + ".");
}

struct Choice {
    const char* what;
    bool is_made;
};

/// Refuses the first choice that was made, though the method has no such thing.
void refuse_choices(const RunConfig& config, const char* owner, const std::vector<Choice>& choices)
{
    for (const Choice& choice : choices)
        if (choice.is_made)
            throw Error(std::string("The ") + choice.what + " belongs to " + owner + "; the method " + config.method +
                        " has none.");
}

void refuse_gradient_choices(const RunConfig& config)
{
    refuse_choices(config, "methods that learn by gradients (dynamic evaluation, LoRA)",
                   {{"segment", config.segment != 0},
                    {"learning rate of gradient steps", config.lr.has_value()},
                    {"optimizer", !config.optimizer.empty()},
                    {"choice of parameters", !config.parameters.empty()},
                    {"number of gradient steps", config.steps != 0},
                    {"epsilon", config.epsilon.has_value()}});
}

void refuse_rms_choices(const RunConfig& config)
{
    refuse_choices(config, "dynamic evaluation with the optimizer rms",
                   {{"decay towards the trained weights", config.prior_decay.has_value()},
                    {"text for statistics", !config.statistics.empty()},
                    {"number of tokens for statistics", config.statistics_tokens != 0}});
}

void refuse_lora_choices(const RunConfig& config)
{
    refuse_choices(config, "the method lora", {{"rank", config.rank.has_value()}, {"alpha", config.alpha.has_value()}});
}

void refuse_in_place_choices(const RunConfig& config)
{
    refuse_choices(config, "In-Place TTT",
                   {{"inner learning rate", !config.inner_lr.empty()},
                    {"decay", !config.decay.empty()},
                    {"target", !config.target.empty()},
                    {"target source", !config.target_source.empty()},
                    {"target scale", config.target_scale.has_value()},
                    {"relative cap", config.relative_cap.has_value()},
                    {"clip", config.clip.has_value()},
                    {"centring of keys", config.centre_keys.has_value()},
                    {"control", config.control != "none"}});
}

void check_optimizer(const RunConfig& config)
{
    if (config.optimizer.empty())
        return;
    check_known("optimizer", config.optimizer, {"sgd", "rms", "adam"});
    if (config.optimizer == (is_lora(config) ? "rms" : "adam"))
        throw Error("The optimizer " + config.optimizer + " is not one of the method " + config.method + "; choose " +
                    (is_lora(config) ? "adam or sgd." : "sgd or rms."));
}

void check_numbers(const RunConfig& config)
{
    if (config.segment < 0)
        throw Error("The segment must be at least 1 token, not " + std::to_string(config.segment) + ".");
    if (config.segment > 0 && config.chunk > 0 && config.segment != config.chunk)
        throw Error("With the method " + config.method + " a chunk is a segment: choose one of them, not a chunk of " +
                    std::to_string(config.chunk) + " and a segment of " + std::to_string(config.segment) + " tokens.");
    check_at_least_0("learning rate", config.lr.value_or(0));
    check_at_least_0("decay towards the trained weights", config.prior_decay.value_or(0));
    check_above_0("epsilon", config.epsilon.value_or(1));
    check_above_0("alpha of LoRA", config.alpha.value_or(1));
    check_at_least_0("number of tokens for statistics", static_cast<double>(config.statistics_tokens));
    if (config.rank.value_or(1) < 1)
        throw Error("The rank of LoRA must be at least 1, not " + std::to_string(*config.rank) + ".");
    if (config.steps < 0)
        throw Error("The number of gradient steps must be at least 1, not " + std::to_string(config.steps) + ".");
}

void check_dynamic_evaluation(const RunConfig& config)
{
    refuse_lora_choices(config);
    if (!config.parameters.empty())
        check_known("choice of parameters", config.parameters, {"all", "down", "norms"});
    if (config.optimizer != "rms") {
        refuse_rms_choices(config);
        refuse_choices(config, "the optimizers rms and adam", {{"epsilon", config.epsilon.has_value()}});
    }
    if (config.steps > 1)
        throw Error("Dynamic evaluation takes one gradient step per segment, not " + std::to_string(config.steps) +
                    "; choose lora for more.");
}

void check_lora(const RunConfig& config)
{
    refuse_rms_choices(config);
    if (config.optimizer == "sgd")
        refuse_choices(config, "the optimizers rms and adam", {{"epsilon", config.epsilon.has_value()}});
    if (!config.parameters.empty())
        static_cast<void>(lora_places(config.parameters));
}

}  // namespace

void check_gradient_words(const RunConfig& config)
{
    if (!learns_by_gradients(config)) {
        refuse_gradient_choices(config);
        refuse_rms_choices(config);
        refuse_lora_choices(config);
        return;
    }
    if (!has_fast_weights(config))
        refuse_in_place_choices(config);
    check_optimizer(config);
    check_numbers(config);
    if (is_lora(config))
        check_lora(config);
    else
        check_dynamic_evaluation(config);
}

}  // namespace ttt

#include "engine/records/settings/method_sense.h"

#include "engine/records/settings/differences.h"
#include "engine/records/settings/resolve.h"

#include <algorithm>

namespace ttt {
namespace {

std::string reason(const MethodInfo& method, const ModelFacts& model)
{
    if (!method.fast_weights)
        return "any checkpoint can";
    if (model.has_trained_target)
        return "the checkpoint was trained for it, " + std::to_string(model.fast_layers.size()) +
               (model.fast_layers.size() == 1 ? " layer is fast" : " layers are fast");
    return "no TTT parameters were trained: it writes nothing, unless a target is set by hand";
}

/// What the table gives where nobody chooses: where layers have rates of their own, the first of them.
std::vector<std::pair<const Setting*, double>> rates_of(const RunConfig& config)
{
    std::vector<std::pair<const Setting*, double>> rates;
    if (has_fast_weights(config) && !config.inner_lr.empty())
        rates.emplace_back(find_setting("inner_lr", config.method), config.inner_lr.front());
    if (learns_by_gradients(config) && config.lr)
        rates.emplace_back(find_setting("lr", config.method), *config.lr);
    return rates;
}

MethodSense sense_of(const MethodInfo& method, const ModelFacts& model)
{
    MethodSense sense{&method, !method.fast_weights || model.has_trained_target, reason(method, model), {}};
    if (!sense.makes_sense)
        return sense;
    RunConfig config;
    config.method = method.key;
    config = resolved(config, model);
    sense.first_rates = rates_of(config);
    const char* before = "; a first rate is ";
    for (const auto& [setting, rate] : sense.first_rates)
        sense.why += std::exchange(before, " and ") + short_words(*setting, config);
    return sense;
}

}  // namespace

std::vector<MethodSense> methods_for(const ModelFacts& model)
{
    std::vector<MethodSense> result;
    for (const MethodInfo& method : methods_of(model.kind))
        result.push_back(sense_of(method, model));
    return result;
}

const MethodInfo& first_method(const ModelFacts& model)
{
    const auto methods = methods_for(model);
    const auto found = std::ranges::find_if(methods, &MethodSense::makes_sense);
    return found == methods.end() ? known_methods.front() : *found->method;
}

const MethodInfo& usual_method(const RunConfig& asked, const ModelFacts& model)
{
    const bool has_own_target = !asked.target.empty() && asked.target != Target::trained;
    return model.has_trained_target || has_own_target ? known_methods.front() : first_method(model);
}

}  // namespace ttt

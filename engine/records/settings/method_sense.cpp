#include "engine/records/settings/method_sense.h"

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

}  // namespace

std::vector<MethodSense> methods_for(const ModelFacts& model)
{
    std::vector<MethodSense> result;
    for (const MethodInfo& method : known_methods)
        result.push_back({&method, !method.fast_weights || model.has_trained_target, reason(method, model)});
    return result;
}

const MethodInfo& first_method(const ModelFacts& model)
{
    const auto methods = methods_for(model);
    const auto found = std::ranges::find_if(methods, &MethodSense::makes_sense);
    return found == methods.end() ? known_methods.front() : *found->method;
}

}  // namespace ttt

#include "engine/records/settings/checks.h"

namespace ttt {
namespace {

std::string kind_problem(const MethodInfo& method, const ModelFacts& model)
{
    const std::string title(method.title);
    return method.kind == RunKind::images
               ? title + " adapts a net that tells images apart, and the model '" + model.name +
                     "' reads text; choose a net for images, or leave the images out."
               : title + " adapts a language model, and the model '" + model.name +
                     "' tells images apart; choose one of the methods for images, as tent.";
}

}  // namespace

std::string views_problem(const RunConfig& config, const RunFacts&)
{
    if (config.method != "ttt-contrastive" || config.views == 0 || config.views == 2)
        return {};
    return "The contrastive task compares two views of each image, not " + std::to_string(config.views) + ".";
}

std::string image_method_problem(const RunConfig& config, const RunFacts& facts)
{
    const MethodInfo* method = find_method(config.method);
    if (!facts.model || !method)
        return {};
    const ModelFacts& model = *facts.model;
    if (method->kind != model.kind)
        return kind_problem(*method, model);
    if (config.arms == Arms::frozen)
        return {};
    const std::string title(method->title), net = "the net '" + model.name + "'";
    if (method->batch_norm && !model.batch_norm)
        return title + " is about the statistics of batch norm, and " + net +
               " has none: it would be the source again; choose a net with batch norm.";
    if (method->rotations && !model.rotations)
        return title + " learns from rotations, and " + net +
               " has no rotation branch; choose one that was trained with it (ttt images train).";
    if (method->filling_in != model.filling_in)
        return method->filling_in
                   ? title + " fills in masked patches, and " + net + " is no masked autoencoder; choose one."
                   : std::string();
    return {};
}

}  // namespace ttt

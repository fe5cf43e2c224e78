#include "engine/methods/gradient_methods.h"

#include "engine/methods/dynamic_evaluation.h"
#include "engine/methods/in_place_evaluation.h"
#include "engine/methods/lora.h"
#include "engine/records/methods.h"

namespace ttt {

namespace {

/// Null: the frozen arm alone reads.
std::unique_ptr<Learner> start_learner(const ModelWeights& trained, const RunConfig& config)
{
    if (config.arms == "frozen")
        return nullptr;
    if (is_lora(config))
        return std::make_unique<Lora>(trained, config);
    if (has_fast_weights(config))
        return std::make_unique<InPlaceEvaluation>(trained, config);
    return std::make_unique<DynamicEvaluation>(trained, config);
}

}  // namespace

std::unique_ptr<GradientMethod> start_gradient_method(const ModelWeights& trained, const RunConfig& config)
{
    return std::make_unique<GradientMethod>(trained, start_learner(trained, config), config);
}

}  // namespace ttt

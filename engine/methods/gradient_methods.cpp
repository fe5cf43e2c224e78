#include "engine/methods/gradient_methods.h"

#include "engine/methods/dynamic_evaluation.h"
#include "engine/methods/lora.h"

namespace ttt {

std::unique_ptr<GradientMethod> start_gradient_method(const ModelWeights& trained, const RunConfig& config)
{
    std::unique_ptr<Learner> learner;
    if (config.arms != "frozen") {
        if (config.method == "lora")
            learner = std::make_unique<Lora>(trained, config);
        else
            learner = std::make_unique<DynamicEvaluation>(trained, config);
    }
    return std::make_unique<GradientMethod>(trained, std::move(learner), config);
}

} // namespace ttt

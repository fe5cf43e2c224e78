#include "engine/methods/gradient_methods.h"

#include "engine/methods/dynamic_evaluation.h"
#include "engine/methods/in_place_evaluation.h"
#include "engine/methods/lora.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ttt {

namespace {

using StartLearner = std::unique_ptr<Learner> (*)(const ModelWeights& trained, const RunConfig& config);

template <class Kind>
std::unique_ptr<Learner> start(const ModelWeights& trained, const RunConfig& config)
{
    return std::make_unique<Kind>(trained, config);
}

struct GradientLearner {
    std::string_view method;  // MethodInfo::key
    StartLearner start;
};

constexpr std::array learners{
    GradientLearner{"dynamic-evaluation", start<DynamicEvaluation>},
    GradientLearner{"lora", start<Lora>},
    GradientLearner{"in-place+dynamic-evaluation", start<InPlaceEvaluation>},
};

/// Null: the frozen arm alone reads.
std::unique_ptr<Learner> start_learner(const ModelWeights& trained, const RunConfig& config)
{
    if (config.arms == Arms::frozen)
        return nullptr;
    return std::ranges::find(learners, config.method, &GradientLearner::method)->start(trained, config);
}

}  // namespace

std::unique_ptr<GradientMethod> start_gradient_method(const ModelWeights& trained, const RunConfig& config)
{
    return std::make_unique<GradientMethod>(trained, start_learner(trained, config), config);
}

}  // namespace ttt

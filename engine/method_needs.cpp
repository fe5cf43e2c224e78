#include "engine/method_needs.h"

#include "engine/methods/gradient_memory.h"
#include "engine/records/settings/resolve.h"
#include "engine/run_choices.h"

namespace ttt {
namespace {

/// What reads alone, and for each fast layer W and what its next update adds up.
std::int64_t bytes_without_gradients(RunConfig config, const ModelInfo& model, std::int64_t tokens)
{
    constexpr std::int64_t wide = 4;
    const auto fast = static_cast<std::int64_t>(config.fast_layers.size());
    config.arms = Arms::frozen;
    return memory_needed(config, model.config, model.parameter_count, tokens).total() +
           2 * wide * fast * model.config.hidden_size * model.config.intermediate_size;
}

}  // namespace

std::vector<MethodNeed> method_needs(const ModelInfo& model, std::int64_t tokens)
{
    const ModelFacts facts = facts_of(model.config, "the model", model.decay);
    std::vector<MethodNeed> needs;
    for (const MethodSense& sense : methods_for(facts)) {
        RunConfig asked;
        asked.method = sense.method->key;
        const RunConfig config = resolved(asked, facts);
        needs.push_back({sense, sense.method->gradients
                                    ? memory_needed(config, model.config, model.parameter_count, tokens).total()
                                    : bytes_without_gradients(config, model, tokens)});
    }
    return needs;
}

}  // namespace ttt

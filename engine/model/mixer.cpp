#include "engine/model/mixer.h"

namespace ttt {

MixerWeights new_mixer(const ModelConfig&, std::int64_t)
{
    return AttentionWeights();
}

void visit_mixer(MixerWeights& weights, const ModelConfig& config, const LayerVisitor& visitor)
{
    std::visit([&](auto& kind) { visit_tensors(kind, config, visitor); }, weights);
}

MixerState new_mixer_state(const MixerWeights& weights, const ModelConfig& config, std::int64_t layer)
{
    return std::visit([&](const auto& kind) { return MixerState(new_state(kind, config, layer)); }, weights);
}

void visit_state(MixerState& state, const StateVisitor& visitor)
{
    std::visit([&](auto& kind) { visit_state(kind, visitor); }, state);
}

void visit_state(StreamState& state, const StateVisitor& visitor)
{
    for (MixerState& mixer : state.mixers)
        visit_state(mixer, visitor);
}

torch::Tensor run_mixer(const MixerWeights& weights, const ModelConfig& config, std::int64_t layer,
                        const torch::Tensor& x, BlockContext& context)
{
    return std::visit([&](const auto& kind) { return forward(kind, config, layer, x, context); }, weights);
}

MixerMemory mixer_memory(const MixerWeights& weights, const ModelConfig& config, std::int64_t layer,
                         const MixerReading& reading)
{
    return std::visit([&](const auto& kind) { return memory_of(kind, config, layer, reading); }, weights);
}

}  // namespace ttt

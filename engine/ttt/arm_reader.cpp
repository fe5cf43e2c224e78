#include "engine/ttt/arm_reader.h"

#include <algorithm>
#include <utility>

namespace ttt {

using torch::Tensor;

ModelConfig with_window(ModelConfig model, const RunConfig& config)
{
    if (config.window)
        std::fill(model.windows.begin(), model.windows.end(), *config.window);
    return model;
}

ModelWeights with_window(ModelWeights weights, const RunConfig& config)
{
    weights.config = with_window(std::move(weights.config), config);
    return weights;
}

ArmReader::ArmReader(ModelWeights weights, const RunConfig& config)
    : transformer_(with_window(std::move(weights), config)), stream_(transformer_.new_stream()),
      paired_(config.arms == Arms::paired), embeds_(config.target_source == TargetSource::input_embed)
{
    if (config.arms == Arms::frozen)
        return;
    for (FastLayer& layer : make_fast_layers(transformer_.weights(), config))
        fast_.emplace_back(std::move(layer));
}

ArmStates ArmReader::read(const Tensor& ids, const ReadObservers& observers)
{
    BlockHooks hooks{.observe = observers.on_attention};
    if (!fast_.empty())
        hooks.down = [&](std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor& input) {
            return down(layer, std::move(plain), keys, input, ids, observers);
        };
    const Tensor residual = transformer_.read_residual(ids.unsqueeze(0), stream_, hooks);
    if (observers.on_residual)
        observers.on_residual(arms(residual));
    return arms(transformer_.normed(residual));
}

ArmStates ArmReader::arms(const Tensor& hidden) const
{
    if (fast_.empty())
        return {.frozen = hidden[0], .adapted = {}};
    return {.frozen = paired_ ? hidden[0] : Tensor(), .adapted = hidden[hidden.size(0) - 1]};
}

Tensor ArmReader::down(std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor& input, const Tensor& ids,
                       const ReadObservers& observers)
{
    const auto fast = std::find_if(fast_.begin(), fast_.end(),
                                   [&](const FastWeights& candidate) { return candidate.layer().index == layer; });
    if (fast == fast_.end())
        return plain;
    const std::int64_t adapted = keys.size(0) - 1;  // the only row, or the second of two
    const Tensor source = embeds_ ? embed(transformer_.weights(), ids) : input[adapted];
    if (observers.on_keys)
        observers.on_keys(layer, keys[adapted]);
    const Tensor change = fast->forward(keys[adapted], source, observers.on_write);
    if (observers.on_read)
        observers.on_read(layer, plain[adapted], change);
    if (paired_ && keys.size(0) == 1)
        return torch::cat({plain, plain + change});
    plain[adapted] += change;
    return plain;
}

}  // namespace ttt

#include "engine/ttt/fast_layers.h"

#include "engine/model/packed_weight.h"
#include "engine/records/error.h"

namespace ttt {
namespace {

using torch::Tensor;

Tap tap_of(const Choice<Target>& target)
{
    if (target == Target::lm_aligned)
        return Tap::lm_aligned;
    if (target == Target::reconstruction)
        return Tap::reconstruction;
    if (target == Target::previous)
        return Tap::previous;
    throw Error("[make_fast_layers] target: expected a tap, got \"" + target.text() + "\"");
}

UpdateRule rule_of(const RunConfig& config, std::size_t index)
{
    return {.chunk = config.chunk,
            .lr = config.inner_lr.at(index),
            .decay = config.decay.at(index),
            .relative_cap = config.relative_cap.value_or(0),
            .clip = config.clip.value_or(0),
            .centre_keys = config.centre_keys.value_or(false),
            .random_seed = config.control == Control::random ? std::optional(config.seed) : std::nullopt};
}

void set_targets(FastLayer& fast, const LayerWeights& layer, const RunConfig& config)
{
    if (config.target == Target::trained) {
        fast.conv = layer.ttt_conv;
        fast.proj = layer.ttt_proj;
        return;
    }
    const std::int64_t width = layer.down.size(0);
    fast.conv = one_hot_kernel(tap_of(config.target), width, layer.down.options());
    fast.proj = torch::eye(width, layer.down.options()) * config.target_scale.value_or(1);
}

}  // namespace

std::vector<FastLayer> make_fast_layers(const ModelWeights& weights, const RunConfig& config)
{
    std::vector<FastLayer> result;
    for (std::size_t index = 0; index < config.fast_layers.size(); ++index) {
        const LayerWeights& layer = weights.layers.at(static_cast<std::size_t>(config.fast_layers[index]));
        FastLayer fast{.index = config.fast_layers[index],
                       .rule = rule_of(config, index),
                       .down = plain(layer.down),
                       .conv = {},
                       .proj = {},
                       .down_norm = 0};
        const auto type = torch::promote_types(fast.down.scalar_type(), torch::kFloat32);
        fast.down_norm = fast.down.to(type).norm().item<double>();
        set_targets(fast, layer, config);
        result.push_back(std::move(fast));
    }
    return result;
}

}  // namespace ttt

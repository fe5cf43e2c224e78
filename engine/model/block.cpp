#include "engine/model/block.h"

#include "engine/kernels/fused_ops.h"
#include "engine/model/packed_weight.h"

#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

/// {the stream added up, the norm of it}
std::pair<Tensor, Tensor> add_and_norm(Residual stream, const Tensor& weight, double eps, bool fuses)
{
    if (!stream.change.defined())
        return {stream.hidden, rms_norm(stream.hidden, weight, eps)};
    const auto add = fuses ? add_rms_norm : plain_add_rms_norm;
    return add(stream.hidden, stream.change, weight, eps);
}

/// act(x W_gate^T) * (x W_up^T), [B, n, f]
Tensor gated_keys(const LayerWeights& layer, const Tensor& x, Activation activation, bool fuses)
{
    const Tensor gate = project(x, layer.gate, layer.gate_bias);
    const Tensor up = project(x, layer.up, layer.up_bias);
    if (activation == Activation::gelu_tanh)
        return torch::gelu(gate, "tanh") * up;
    return fuses ? swiglu(gate, up) : plain_swiglu(gate, up);
}

/// What mixer or MLP answers, normed where the family does so.
Tensor answer(Tensor change, const Tensor& norm, double eps)
{
    return norm.defined() ? rms_norm(change, norm, eps) : std::move(change);
}

Tensor mlp(const ModelConfig& config, const LayerWeights& layer, std::int64_t index, const Tensor& x,
           const BlockContext& context)
{
    const Tensor keys = gated_keys(layer, x, config.activation, context.fuses);
    Tensor plain = context.linear(index, TensorRole::down, keys, layer.down, layer.down_bias);
    return context.hooks.down ? context.hooks.down(index, std::move(plain), keys, x) : plain;
}

}  // namespace

Tensor BlockContext::linear(std::int64_t layer, TensorRole role, const Tensor& x, const Tensor& weight,
                            const Tensor& bias) const
{
    Tensor answer = project(x, weight, bias);
    return hooks.beside ? hooks.beside(layer, role, x, std::move(answer)) : answer;
}

Tensor rms_norm(const Tensor& x, const Tensor& weight, double eps)
{
    return torch::rms_norm(x, {x.size(-1)}, weight, eps);
}

Residual run_block(const ModelWeights& weights, std::int64_t index, Residual before, BlockContext& context)
{
    const LayerWeights& layer = weights.layers[static_cast<std::size_t>(index)];
    const double eps = weights.config.rms_norm_eps;
    const auto type = layer.gate.scalar_type();
    auto [hidden, x] = add_and_norm(std::move(before), layer.input_norm, eps, context.fuses);
    Tensor mixed = answer(run_mixer(layer.mixer, weights.config, index, x.to(type), context), layer.mixed_norm, eps);
    auto [middle, y] = add_and_norm({std::move(hidden), std::move(mixed)}, layer.post_norm, eps, context.fuses);
    Tensor change = answer(mlp(weights.config, layer, index, y.to(type), context), layer.answer_norm, eps);
    return {std::move(middle), std::move(change)};
}

}  // namespace ttt

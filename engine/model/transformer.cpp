#include "engine/model/transformer.h"

#include "engine/kernels/fused_ops.h"

#include <torch/utils.h>

#include <tuple>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// [B, n, heads * h] -> [B, n, heads, h]
Tensor split_heads(const Tensor& x, std::int64_t head_dim)
{
    return x.view({x.size(0), x.size(1), -1, head_dim});
}

Tensor attention_block(const ModelConfig& config, const LayerWeights& layer, std::int64_t index, const Tensor& x,
                       const Tensor& cos, const Tensor& sin, const Attend& attend)
{
    const Tensor q = split_heads(torch::linear(x, layer.query, layer.query_bias), config.head_dim);
    const Tensor k = split_heads(torch::linear(x, layer.key, layer.key_bias), config.head_dim);
    const Tensor v = split_heads(torch::linear(x, layer.value, layer.value_bias), config.head_dim).transpose(1, 2);
    const auto ready = [&](const Tensor& heads, const Tensor& norm) {
        return norm_rotary(heads, config.qk_norm ? norm : Tensor(), cos, sin, config.rms_norm_eps);
    };
    const Tensor mixed = attend(index, ready(q, layer.query_norm), ready(k, layer.key_norm), v);
    return torch::linear(mixed.transpose(1, 2).flatten(2), layer.output, layer.output_bias);
}

Tensor gated_keys(const LayerWeights& layer, const Tensor& x)
{
    return swiglu(torch::linear(x, layer.gate, layer.gate_bias), torch::linear(x, layer.up, layer.up_bias));
}

}  // namespace

Tensor rms_norm(const Tensor& x, const Tensor& weight, double eps)
{
    return torch::rms_norm(x, {x.size(-1)}, weight, eps);
}

Tensor plain_down(const LayerWeights& layer, const Tensor& keys)
{
    return torch::linear(keys, layer.down, layer.down_bias);
}

Tensor run_residual(const ModelWeights& weights, Tensor hidden, const Tensor& cos, const Tensor& sin,
                    const Attend& attend, const Down& down)
{
    const double eps = weights.config.rms_norm_eps;
    const std::vector<LayerWeights>& layers = weights.layers;
    Tensor x = rms_norm(hidden, layers.front().input_norm, eps);
    for (std::size_t index = 0; index < layers.size(); ++index) {
        const LayerWeights& layer = layers[index];
        const auto number = static_cast<std::int64_t>(index);
        const auto type = layer.query.scalar_type();
        const Tensor mixed = attention_block(weights.config, layer, number, x.to(type), cos, sin, attend);
        const auto [middle, normed] = add_rms_norm(hidden, mixed, layer.post_norm, eps);
        const Tensor y = normed.to(type);
        const Tensor change = down(number, gated_keys(layer, y), y);
        if (index + 1 == layers.size())
            return middle + change;
        std::tie(hidden, x) = add_rms_norm(middle, change, layers[index + 1].input_norm, eps);
    }
    return hidden;
}

Tensor run_blocks(const ModelWeights& weights, Tensor hidden, const Tensor& cos, const Tensor& sin,
                  const Attend& attend, const Down& down)
{
    return rms_norm(run_residual(weights, std::move(hidden), cos, sin, attend, down), weights.final_norm,
                    weights.config.rms_norm_eps);
}

Transformer::Transformer(ModelWeights weights)
    : weights_(std::move(weights)), rotary_(weights_.config, weights_.embedding.device())
{
}

Transformer::Stream Transformer::new_stream() const
{
    Stream stream;
    for (std::int64_t layer = 0; layer < weights_.config.layer_count; ++layer)
        stream.caches.emplace_back(weights_.config.windows[static_cast<std::size_t>(layer)]);
    return stream;
}

Tensor Transformer::read(const Tensor& ids, Stream& stream, const Down& down, const AttentionObserver& observe) const
{
    return normed(read_residual(ids, stream, down, observe));
}

Tensor Transformer::normed(const Tensor& residual) const
{
    const torch::NoGradGuard no_grad;
    return rms_norm(residual, weights_.final_norm, weights_.config.rms_norm_eps);
}

Tensor Transformer::read_residual(const Tensor& ids, Stream& stream, const Down& down,
                                  const AttentionObserver& observe) const
{
    const torch::NoGradGuard no_grad;
    const auto [cos, sin] = rotary_.at(stream.position, ids.size(1), weights_.embedding.scalar_type());
    const Attend through_cache = [&](std::int64_t layer, const Tensor& q, const Tensor& k, const Tensor& v) {
        const auto index = static_cast<std::size_t>(layer);
        const auto [keys, values] = stream.caches[index].append(k, v);
        const std::int64_t window = weights_.config.windows[index];
        if (observe)
            observe(layer, q, keys, values, window);
        return attend(q, keys, values, window);
    };
    Tensor residual = run_residual(weights_, torch::embedding(weights_.embedding, ids), cos, sin, through_cache, down);
    stream.position += ids.size(1);
    return residual;
}

Tensor Transformer::logits(const Tensor& hidden) const
{
    const torch::NoGradGuard no_grad;
    const Tensor result = torch::linear(hidden, weights_.head);
    return result.to(torch::promote_types(result.scalar_type(), torch::kFloat32));
}

}  // namespace ttt

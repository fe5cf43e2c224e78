#include "engine/model/transformer.h"

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
    Tensor q = split_heads(torch::linear(x, layer.query, layer.query_bias), config.head_dim);
    Tensor k = split_heads(torch::linear(x, layer.key, layer.key_bias), config.head_dim);
    const Tensor v = split_heads(torch::linear(x, layer.value, layer.value_bias), config.head_dim).transpose(1, 2);
    if (config.qk_norm) {
        q = rms_norm(q, layer.query_norm, config.rms_norm_eps).to(v.scalar_type());
        k = rms_norm(k, layer.key_norm, config.rms_norm_eps).to(v.scalar_type());
    }
    q = apply_rotary(q.transpose(1, 2), cos, sin);
    k = apply_rotary(k.transpose(1, 2), cos, sin);
    const Tensor mixed = attend(index, q, k, v);
    return torch::linear(mixed.transpose(1, 2).flatten(2), layer.output, layer.output_bias);
}

Tensor gated_keys(const LayerWeights& layer, const Tensor& x)
{
    return torch::silu(torch::linear(x, layer.gate, layer.gate_bias)) * torch::linear(x, layer.up, layer.up_bias);
}

} // namespace

Tensor rms_norm(const Tensor& x, const Tensor& weight, double eps)
{
    return torch::rms_norm(x, {x.size(-1)}, weight, eps);
}

Tensor plain_down(const LayerWeights& layer, const Tensor& keys)
{
    return torch::linear(keys, layer.down, layer.down_bias);
}

Tensor run_blocks(const ModelWeights& weights, Tensor hidden, const Tensor& cos, const Tensor& sin,
                  const Attend& attend, const Down& down)
{
    const ModelConfig& config = weights.config;
    for (std::int64_t index = 0; index < config.layer_count; ++index) {
        const LayerWeights& layer = weights.layers[static_cast<std::size_t>(index)];
        const auto type = layer.query.scalar_type();
        const Tensor x = rms_norm(hidden, layer.input_norm, config.rms_norm_eps).to(type);
        hidden = hidden + attention_block(config, layer, index, x, cos, sin, attend);
        const Tensor y = rms_norm(hidden, layer.post_norm, config.rms_norm_eps).to(type);
        hidden = hidden + down(index, gated_keys(layer, y), y);
    }
    return rms_norm(hidden, weights.final_norm, config.rms_norm_eps);
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

Tensor Transformer::read(const Tensor& ids, Stream& stream, const Down& down) const
{
    const torch::NoGradGuard no_grad;
    const auto [cos, sin] = rotary_.at(stream.position, ids.size(1), weights_.embedding.scalar_type());
    const Attend through_cache = [&](std::int64_t layer, const Tensor& q, const Tensor& k, const Tensor& v) {
        const auto index = static_cast<std::size_t>(layer);
        const auto [keys, values] = stream.caches[index].append(k, v);
        return attend(q, keys, values, weights_.config.windows[index]);
    };
    const Tensor hidden = run_blocks(weights_, torch::embedding(weights_.embedding, ids), cos, sin, through_cache, down);
    stream.position += ids.size(1);
    return hidden;
}

Tensor Transformer::logits(const Tensor& hidden) const
{
    const torch::NoGradGuard no_grad;
    const Tensor result = torch::linear(hidden, weights_.head);
    return result.to(torch::promote_types(result.scalar_type(), torch::kFloat32));
}

} // namespace ttt

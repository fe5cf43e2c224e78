#include "engine/model/mixers/attention_mixer.h"

#include "engine/kernels/fused_ops.h"
#include "engine/model/block.h"
#include "engine/model/packed_weight.h"
#include "engine/model/segment_attention.h"

#include <algorithm>
#include <cmath>

namespace ttt {
namespace {

using torch::Tensor;

/// q [B, H, n, h], k and v [B, KV, n, h] of a layer, rotated.
struct Heads {
    std::int64_t layer;
    std::int64_t window;
    Tensor q, k, v;
};

/// [B, n, heads * h] -> [B, n, heads, h]
Tensor split_heads(const Tensor& x, std::int64_t head_dim)
{
    return x.view({x.size(0), x.size(1), -1, head_dim});
}

/// Queries or keys [B, n, H, h] as attention takes them, [B, H, n, h].
Tensor normed_and_rotated(const Tensor& heads, const Tensor& norm, const ModelConfig& config, const Rotation& rotation,
                          bool fuses)
{
    if (!rotation.cos.defined())
        return (norm.defined() ? rms_norm(heads, norm, config.rms_norm_eps) : heads).transpose(1, 2);
    const auto rotate = fuses ? norm_rotary : plain_norm_rotary;
    return rotate(heads, norm, rotation.cos, rotation.sin, config.rms_norm_eps);
}

/// Attention divides by sqrt(h); who asks for another width gets it through the queries.
Tensor scaled(const Tensor& queries, const ModelConfig& config)
{
    const auto width = static_cast<double>(config.head_dim);
    if (config.attention_width == 0 || config.attention_width == width)
        return queries;
    return queries * std::sqrt(width / config.attention_width);
}

template <class States>
auto& state_of(States& states, const Heads& heads)
{
    return std::get<AttentionState>(states[static_cast<std::size_t>(heads.layer)]);
}

// One for each way to read, -> [B, H, n, h].

Tensor mix(const Heads& heads, OnStream& reading, const AttentionObserver& observe)
{
    const auto [keys, values] = state_of(reading.states, heads).append(heads.k, heads.v);
    if (observe)
        observe(heads.layer, heads.q, keys, values, heads.window);
    return attend(heads.q, keys, values, heads.window);
}

Tensor mix(const Heads& heads, InRows& reading, const AttentionObserver&)
{
    return attend_rows(heads.q, heads.k, heads.v, heads.window, reading.documents);
}

Tensor mix(const Heads& heads, BehindConstants& reading, const AttentionObserver&)
{
    const auto [keys, values] = state_of(reading.before, heads).joined(heads.k, heads.v);
    state_of(reading.after, heads) = KeyValueCache::of(heads.window, keys, values);
    Tensor& mask = reading.masks[heads.window];
    if (!mask.defined())
        mask = segment_mask(heads.q, keys.size(2), heads.window);
    return attend_segment(heads.q, keys, values, mask);
}

}  // namespace

void visit_tensors(AttentionWeights& weights, const ModelConfig& config, const LayerVisitor& visitor)
{
    const std::int64_t d = config.hidden_size;
    const std::int64_t q = config.head_count * config.head_dim;
    const std::int64_t kv = config.kv_head_count * config.head_dim;
    visitor("self_attn.q_proj.weight", weights.query, {q, d}, TensorRole::query);
    visitor("self_attn.k_proj.weight", weights.key, {kv, d}, TensorRole::matrix);
    visitor("self_attn.v_proj.weight", weights.value, {kv, d}, TensorRole::value);
    visitor("self_attn.o_proj.weight", weights.output, {d, q}, TensorRole::matrix);
    if (config.attention_bias) {
        visitor("self_attn.q_proj.bias", weights.query_bias, {q}, TensorRole::bias);
        visitor("self_attn.k_proj.bias", weights.key_bias, {kv}, TensorRole::bias);
        visitor("self_attn.v_proj.bias", weights.value_bias, {kv}, TensorRole::bias);
    }
    if (config.output_bias)
        visitor("self_attn.o_proj.bias", weights.output_bias, {d}, TensorRole::bias);
    if (config.qk_norm) {
        visitor("self_attn.q_norm.weight", weights.query_norm, {config.head_dim}, TensorRole::head_norm);
        visitor("self_attn.k_norm.weight", weights.key_norm, {config.head_dim}, TensorRole::head_norm);
    }
}

void visit_state(AttentionState& state, const StateVisitor& visitor)
{
    state.visit(visitor);
}

AttentionState new_state(const AttentionWeights&, const ModelConfig& config, std::int64_t layer)
{
    return AttentionState(config.windows[static_cast<std::size_t>(layer)]);
}

Tensor forward(const AttentionWeights& weights, const ModelConfig& config, std::int64_t layer, const Tensor& x,
               BlockContext& context)
{
    const auto projected = [&](TensorRole role, const Tensor& weight, const Tensor& bias) {
        return split_heads(context.linear(layer, role, x, weight, bias), config.head_dim);
    };
    const Tensor q = projected(TensorRole::query, weights.query, weights.query_bias);
    const Tensor k = split_heads(project(x, weights.key, weights.key_bias), config.head_dim);
    const Tensor v = projected(TensorRole::value, weights.value, weights.value_bias).transpose(1, 2);
    const auto ready = [&](const Tensor& heads, const Tensor& norm) {
        return normed_and_rotated(heads, norm, config, context.rotations.of_layer(config, layer), context.fuses);
    };
    const Heads heads{.layer = layer,
                      .window = config.windows[static_cast<std::size_t>(layer)],
                      .q = scaled(ready(q, weights.query_norm), config),
                      .k = ready(k, weights.key_norm),
                      .v = v};
    const Tensor mixed =
        std::visit([&](auto& reading) { return mix(heads, reading, context.hooks.observe); }, context.reading);
    return project(mixed.transpose(1, 2).flatten(2), weights.output, weights.output_bias);
}

MixerMemory memory_of(const AttentionWeights&, const ModelConfig& config, std::int64_t layer,
                      const MixerReading& reading)
{
    const std::int64_t n = reading.tokens;
    const std::int64_t window = config.windows[static_cast<std::size_t>(layer)];
    const std::int64_t earlier = window > 0 ? std::min(window - 1, reading.earlier) : reading.earlier;
    const std::int64_t queries = config.head_count * config.head_dim;
    const std::int64_t keys = config.kv_head_count * config.head_dim;
    const std::int64_t scores = reading.is_on_gpu ? 2 * config.head_count * n * (n + earlier) : 0;
    return {.state = 2 * keys * earlier,
            .activations = n * (5 * queries + 3 * keys) + 2 * queries * (n + earlier) + scores};
}

}  // namespace ttt

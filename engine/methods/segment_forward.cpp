#include "engine/methods/segment_forward.h"

#include "engine/kernels/fused_ops.h"

#include <ATen/ops/_scaled_dot_product_attention_math.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace ttt {

using torch::Tensor;

namespace {

/// bool [n, p + n]: query i stands behind p earlier positions and i of its own.
Tensor visible(std::int64_t n, std::int64_t p, std::int64_t window, torch::Device device)
{
    const auto options = torch::TensorOptions(device).dtype(torch::kLong);
    const Tensor distance = torch::arange(p, p + n, options).unsqueeze(1) - torch::arange(p + n, options).unsqueeze(0);
    const Tensor before = distance.ge(0);
    return window > 0 ? before.logical_and(distance.lt(window)) : before;
}

Tensor for_all_heads(const Tensor& x, std::int64_t heads)
{
    return x.size(1) == heads ? x : x.repeat_interleave(heads / x.size(1), 1);
}

/// q [1, H, n, h]; keys, values [1, KV, m, h]; mask bool [n, m] -> [1, H, n, h].
Tensor attend_segment(const Tensor& q, const Tensor& keys, const Tensor& values, const Tensor& mask)
{
    constexpr std::int64_t largest_scores = std::int64_t{1} << 25;  // of all heads, kept for the backward pass
    const Tensor k = for_all_heads(keys, q.size(1));
    const Tensor v = for_all_heads(values, q.size(1));
    if (!q.is_cuda() || q.size(1) * mask.numel() > largest_scores)
        return at::scaled_dot_product_attention(q, k, v, mask);
    // The fused kernels of a GPU add up gradients in an order that differs from run to run. This one adds its mask to
    // the scores.
    const Tensor added = torch::zeros(mask.sizes(), q.options()).masked_fill_(mask.logical_not(), -INFINITY);
    return std::get<0>(at::_scaled_dot_product_attention_math(q, k, v, added));
}

/// One reading while it runs.
class Pass {
public:
    Pass(const ModelWeights& weights, const PrefixState& before, const SegmentHooks& hooks, Tensor cos, Tensor sin)
        : weights_(weights), before_(before), hooks_(hooks), cos_(std::move(cos)), sin_(std::move(sin))
    {
    }

    Tensor block(std::size_t index, const Tensor& hidden)
    {
        const LayerWeights& layer = weights_.layers[index];
        const double eps = weights_.config.rms_norm_eps;
        const Tensor middle = hidden + attention(index, rms_norm(hidden, layer.input_norm, eps));
        const Tensor y = rms_norm(middle, layer.post_norm, eps);
        const Tensor keys =
            plain_swiglu(torch::linear(y, layer.gate, layer.gate_bias), torch::linear(y, layer.up, layer.up_bias));
        return middle + hooks_.down(static_cast<std::int64_t>(index), keys, y);
    }

    PrefixState after;

private:
    Tensor attention(std::size_t index, const Tensor& x)
    {
        const LayerWeights& layer = weights_.layers[index];
        const auto number = static_cast<std::int64_t>(index);
        const Tensor q = ready(hooks_.project(number, Projected::query, x), layer.query_norm);
        const Tensor k = ready(torch::linear(x, layer.key, layer.key_bias), layer.key_norm);
        const Tensor v = heads(hooks_.project(number, Projected::value, x)).transpose(1, 2);
        const bool first = before_.keys.empty();
        const Tensor keys = first ? k : torch::cat({before_.keys[index], k}, 2);
        const Tensor values = first ? v : torch::cat({before_.values[index], v}, 2);
        keep(index, keys, values);
        const Tensor mixed = attend_segment(q, keys, values, mask(index, q.size(2), keys.size(2)));
        return torch::linear(mixed.transpose(1, 2).flatten(2), layer.output, layer.output_bias);
    }

    Tensor heads(const Tensor& x) const { return x.view({x.size(0), x.size(1), -1, weights_.config.head_dim}); }

    Tensor ready(const Tensor& x, const Tensor& norm) const
    {
        const Tensor weight = weights_.config.qk_norm ? norm : Tensor();
        return plain_norm_rotary(heads(x), weight, cos_, sin_, weights_.config.rms_norm_eps);
    }

    void keep(std::size_t index, const Tensor& keys, const Tensor& values)
    {
        const std::int64_t window = weights_.config.windows[index];
        const std::int64_t length = keys.size(2);
        const std::int64_t first = window > 0 ? std::max<std::int64_t>(0, length - (window - 1)) : 0;
        after.keys.push_back(keys.detach().slice(2, first));
        after.values.push_back(values.detach().slice(2, first));
    }

    const Tensor& mask(std::size_t index, std::int64_t n, std::int64_t m)
    {
        const std::int64_t window = weights_.config.windows[index];
        Tensor& known = masks_[window];
        if (!known.defined())
            known = visible(n, m - n, window, cos_.device());
        return known;
    }

    const ModelWeights& weights_;
    const PrefixState& before_;
    const SegmentHooks& hooks_;
    Tensor cos_, sin_;                      // [n, h]
    std::map<std::int64_t, Tensor> masks_;  // by window
};

}  // namespace

Tensor plain_projection(const LayerWeights& layer, Projected which, const Tensor& x)
{
    if (which == Projected::query)
        return torch::linear(x, layer.query, layer.query_bias);
    return torch::linear(x, layer.value, layer.value_bias);
}

SegmentReading read_segment(const ModelWeights& weights, const RotaryEmbedding& rotary, const Tensor& ids,
                            const PrefixState& before, const SegmentHooks& hooks)
{
    auto [cos, sin] = rotary.at(before.position, ids.size(0), weights.embedding.scalar_type());
    Pass pass(weights, before, hooks, std::move(cos), std::move(sin));
    Tensor hidden = torch::embedding(weights.embedding, ids).unsqueeze(0);
    for (std::size_t index = 0; index < weights.layers.size(); ++index)
        hidden = pass.block(index, hidden);
    pass.after.position = before.position + ids.size(0);
    return {rms_norm(hidden, weights.final_norm, weights.config.rms_norm_eps)[0], std::move(pass.after)};
}

}  // namespace ttt

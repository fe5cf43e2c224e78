#include "engine/model/segment_attention.h"

#include "engine/model/attention.h"

#include <ATen/ops/_scaled_dot_product_attention_math.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include <cmath>

namespace ttt {

using torch::Tensor;

namespace {

Tensor for_all_heads(const Tensor& x, std::int64_t heads)
{
    return x.size(1) == heads ? x : x.repeat_interleave(heads / x.size(1), 1);
}

}  // namespace

Tensor segment_mask(const Tensor& q, std::int64_t m, std::int64_t window)
{
    constexpr std::int64_t largest_scores = std::int64_t{1} << 25;  // of all heads, kept for the backward pass
    const Tensor mask = window_mask(q.size(2), m, window, q.device());
    if (!q.is_cuda() || q.size(1) * mask.numel() > largest_scores)
        return mask;
    return torch::zeros(mask.sizes(), q.options().requires_grad(false)).masked_fill_(mask.logical_not(), -INFINITY);
}

Tensor attend_segment(const Tensor& q, const Tensor& keys, const Tensor& values, const Tensor& mask)
{
    const Tensor k = for_all_heads(keys, q.size(1));
    const Tensor v = for_all_heads(values, q.size(1));
    if (mask.scalar_type() == torch::kBool)
        return at::scaled_dot_product_attention(q, k, v, mask);
    // The fused kernels of a GPU add up gradients in an order that differs from run to run. This one does not.
    return std::get<0>(at::_scaled_dot_product_attention_math(q, k, v, mask));
}

}  // namespace ttt

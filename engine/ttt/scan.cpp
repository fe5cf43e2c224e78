#include "engine/ttt/scan.h"

#include "engine/records/error.h"

namespace ttt {

using torch::Tensor;

namespace {

/// [B, T, w] -> [B, k, C, w], zeros behind the end.
Tensor in_chunks(const Tensor& x, std::int64_t chunk)
{
    const std::int64_t padding = (chunk - x.size(1) % chunk) % chunk;
    const Tensor whole = padding == 0 ? x : torch::constant_pad_nd(x, {0, 0, 0, padding});
    return whole.reshape({x.size(0), -1, chunk, x.size(2)});
}

Tensor out_of_chunks(const Tensor& x, std::int64_t length)
{
    return x.flatten(1, 2).slice(1, 0, length);
}

}  // namespace

Tensor chunk_mixing(std::int64_t chunks, double lr, const Tensor& decay)
{
    const Tensor index = torch::arange(chunks, decay.options().requires_grad(false));
    const Tensor age = index.unsqueeze(1) - index.unsqueeze(0) - 1.0;
    return torch::pow(decay, age.clamp_min(0.0)).tril(-1) * lr;
}

Tensor scan_change(const Tensor& keys, const Tensor& targets, const ScanRule& rule)
{
    const Tensor z = in_chunks(keys, rule.chunk);
    const Tensor v = in_chunks(targets, rule.chunk);
    const Tensor deltas = outer_sum(z, v, rule.centre_keys);
    Tensor drift = torch::matmul(rule.mixing.to(deltas.scalar_type()), deltas.flatten(2)).view_as(deltas);
    Tensor change = torch::matmul(z, drift.transpose(-1, -2));
    if (rule.relative_cap > 0) {
        const auto type = torch::promote_types(drift.scalar_type(), torch::kFloat32);
        const Tensor norm = torch::linalg_vector_norm(drift, 2, {-2, -1}, true, type);
        const Tensor scale = limit_scale(norm, rule.relative_cap * rule.down_norm.to(norm.scalar_type()));
        change = change * scale.to(change.scalar_type());
    }
    return out_of_chunks(change, keys.size(1));
}

Tensor linear_attention_change(const Tensor& keys, const Tensor& targets, const ScanRule& rule)
{
    if (rule.relative_cap > 0)
        throw Error("[linear_attention_change] a relative cap has no linear-attention form");
    const Tensor z = in_chunks(keys, rule.chunk);
    const Tensor written = rule.centre_keys ? z - z.mean(2, true) : z;
    const Tensor v = in_chunks(targets, rule.chunk);
    const Tensor mixing = rule.mixing.dim() == 2 ? rule.mixing.unsqueeze(0) : rule.mixing;
    const Tensor weight = mixing.repeat_interleave(rule.chunk, 1).repeat_interleave(rule.chunk, 2);
    const Tensor scores = torch::matmul(z.flatten(1, 2), written.flatten(1, 2).transpose(1, 2)) * weight;
    return torch::matmul(scores, v.flatten(1, 2)).slice(1, 0, keys.size(1));
}

Tensor row_targets(const Tensor& source, const Tensor& conv, const Tensor& proj, std::int64_t chunk)
{
    return out_of_chunks(chunk_targets(in_chunks(source, chunk), conv, proj), source.size(1));
}

}  // namespace ttt

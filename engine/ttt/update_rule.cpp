#include "engine/ttt/update_rule.h"

#include "engine/records/error.h"

#include <ATen/CPUGeneratorImpl.h>

#include <sstream>

namespace ttt {

using torch::Tensor;

namespace {

void expect(bool holds, const char* what, const Tensor& got)
{
    if (holds)
        return;
    std::ostringstream text;
    text << "[update_rule] " << what << ", got " << got.sizes();
    throw Error(text.str());
}

/// A bijection of 32 bits (finalizer of MurmurHash3): neighbours in, strangers out.
std::uint32_t scattered(std::uint32_t value)
{
    value = (value ^ (value >> 16)) * 0x85ebca6bU;
    value = (value ^ (value >> 13)) * 0xc2b2ae35U;
    return value ^ (value >> 16);
}

/// LibTorch's generator takes 32 bits of seed. Under one seed no two writes share theirs, up to 4096 layers and a
/// million chunks.
std::uint32_t seed_of_write(std::uint64_t seed, std::int64_t layer, std::int64_t chunk)
{
    constexpr unsigned chunk_bits = 20;
    const auto of_run =
        scattered(static_cast<std::uint32_t>(seed) + 0x9e3779b9U * static_cast<std::uint32_t>(seed >> 32));
    const auto place = (static_cast<std::uint32_t>(layer) << chunk_bits) + static_cast<std::uint32_t>(chunk);
    return scattered(of_run + place);
}

bool has_tensor_cores(const Tensor& keys, const Tensor& targets)
{
    const auto type = keys.scalar_type();
    const bool is_half = type == torch::kBFloat16 || type == torch::kHalf;
    return keys.is_cuda() && is_half && targets.scalar_type() == type;
}

/// Taking the mean off the keys or off the targets is the same, because it is a projection: V^T (P Z) = (P V)^T Z. The
/// targets are fewer numbers.
Tensor centred(const Tensor& targets)
{
    const auto wide = torch::promote_types(targets.scalar_type(), torch::kFloat32);
    return (targets - targets.mean(-2, true, wide)).to(targets.scalar_type());
}

/// Products of 16-bit numbers are exact in f32, so nothing is lost by not converting first.
Tensor half_outer_sum(const Tensor& keys, const Tensor& targets, bool centre_keys)
{
    return at::bmm((centre_keys ? centred(targets) : targets).transpose(1, 2), keys, torch::kFloat32);
}

}  // namespace

Tensor one_hot_kernel(Tap tap, std::int64_t width, const torch::TensorOptions& options)
{
    Tensor kernel = torch::zeros({width, 1, 5}, options);
    kernel.select(2, static_cast<std::int64_t>(tap)).fill_(1.0);
    return kernel;
}

Tensor chunk_targets(const Tensor& source, const Tensor& conv, const Tensor& proj)
{
    const std::int64_t n = source.size(-2);
    const std::int64_t d = source.size(-1);
    expect(conv.dim() == 3 && conv.size(0) == d && conv.size(2) == 5, "conv: expected [d, 1, 5]", conv);
    expect(!proj.defined() || (proj.size(0) == d && proj.size(1) == d), "proj: expected [d, d]", proj);
    const Tensor padded = torch::constant_pad_nd(source, {0, 0, 2, 2});
    const Tensor taps = conv.squeeze(1);
    Tensor mixed = padded.narrow(-2, 0, n) * taps.select(1, 0);
    for (std::int64_t tap = 1; tap < 5; ++tap)
        mixed = torch::addcmul(mixed, padded.narrow(-2, tap, n), taps.select(1, tap));
    return proj.defined() ? torch::matmul(mixed.to(proj.scalar_type()), proj) : mixed;
}

Tensor outer_sum(const Tensor& keys, const Tensor& targets, bool centre_keys)
{
    expect(keys.size(-2) == targets.size(-2), "targets: expected as many rows as keys have", targets);
    return torch::matmul((centre_keys ? centred(targets) : targets).transpose(-1, -2), keys);
}

Tensor wide_outer_sum(const Tensor& keys, const Tensor& targets, bool centre_keys)
{
    if (has_tensor_cores(keys, targets))
        return half_outer_sum(keys, targets, centre_keys);
    const auto type = torch::promote_types(keys.scalar_type(), torch::kFloat32);
    return outer_sum(keys.to(type), targets.to(type), centre_keys);
}

bool add_outer_sum(Tensor& sum, double decay, double lr, const Tensor& keys, const Tensor& targets, bool centre_keys)
{
    if (!has_tensor_cores(keys, targets))
        return false;
    const Tensor written = centre_keys ? centred(targets) : targets;
    sum = at::addmm(sum, written.t(), keys, torch::kFloat32, decay, lr);
    return true;
}

Tensor random_delta(const Tensor& delta, std::uint64_t seed, std::int64_t layer, std::int64_t chunk)
{
    const at::Generator generator = at::detail::createCPUGenerator(seed_of_write(seed, layer, chunk));
    const Tensor drawn = torch::randn(delta.sizes(), generator, torch::TensorOptions().dtype(delta.scalar_type()));
    const Tensor noise = drawn.to(delta.device());
    return noise.mul_(delta.norm() / noise.norm());
}

Tensor limit_scale(const Tensor& norm, const Tensor& limit)
{
    const Tensor scale = (limit / norm.clamp_min(1e-30)).clamp_max(1.0);
    return torch::where(limit > 0, scale, torch::ones_like(scale));
}

}  // namespace ttt

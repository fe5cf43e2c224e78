#include "engine/ttt/update_rule.h"

#include "engine/records/error.h"

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

} // namespace

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
    const Tensor written = centre_keys ? keys - keys.mean(-2, true) : keys;
    return torch::matmul(targets.transpose(-1, -2), written);
}

Tensor limit_scale(const Tensor& norm, const Tensor& limit)
{
    const Tensor scale = (limit / norm.clamp_min(1e-30)).clamp_max(1.0);
    return torch::where(limit > 0, scale, torch::ones_like(scale));
}

} // namespace ttt

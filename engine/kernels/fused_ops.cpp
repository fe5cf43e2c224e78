#include "engine/kernels/fused_ops.h"

#include <torch/library.h>

#include <tuple>

namespace ttt {

using torch::Tensor;

namespace {

using Pair = std::tuple<Tensor, Tensor>;

Pair add_rms_norm_op(const Tensor& hidden, const Tensor& change, const Tensor& weight, double eps)
{
    return plain_add_rms_norm(hidden, change, weight, eps);
}

Tensor norm_rotary_op(const Tensor& x, const std::optional<Tensor>& weight, const Tensor& cos, const Tensor& sin,
                      double eps)
{
    return plain_norm_rotary(x, weight.value_or(Tensor()), cos, sin, eps);
}

TORCH_LIBRARY(ttt, library)
{
    library.def("swiglu(Tensor gate, Tensor up) -> Tensor");
    library.def("add_rms_norm(Tensor hidden, Tensor change, Tensor weight, float eps) -> (Tensor, Tensor)");
    library.def("norm_rotary(Tensor x, Tensor? weight, Tensor cos, Tensor sin, float eps) -> Tensor");
}

// What has no kernel of its own for a device falls back on the twins.
TORCH_LIBRARY_IMPL(ttt, CompositeExplicitAutograd, library)
{
    library.impl("swiglu", plain_swiglu);
    library.impl("add_rms_norm", add_rms_norm_op);
    library.impl("norm_rotary", norm_rotary_op);
}

template <class Signature>
c10::TypedOperatorHandle<Signature> find(const char* name)
{
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

// What the kernels can take; everything else goes to the twins.
constexpr std::int64_t vector = 8;           // numbers that a thread moves at once
constexpr std::int64_t widest_norm = 16384;  // of a row that a block keeps in registers
constexpr std::int64_t rotary_step = 64;     // a warp takes a head, a lane at least one number of each half
constexpr std::int64_t widest_head = 256;

/// Kernels know no gradient, and on the CPU there is nothing to gain.
bool is_for_kernels(const Tensor& x)
{
    const auto type = x.scalar_type();
    return x.is_cuda() && !torch::GradMode::is_enabled() && x.numel() > 0 &&
           (type == torch::kBFloat16 || type == torch::kFloat32);
}

bool alike(const Tensor& a, const Tensor& b)
{
    return a.scalar_type() == b.scalar_type() && a.device() == b.device();
}

bool is_packed(const Tensor& x)
{
    constexpr std::uintptr_t bytes = 16;
    return x.is_contiguous() && reinterpret_cast<std::uintptr_t>(x.const_data_ptr()) % bytes == 0;
}

bool fits_swiglu(const Tensor& gate, const Tensor& up)
{
    return is_for_kernels(gate) && alike(gate, up) && gate.sizes() == up.sizes() && is_packed(gate) && is_packed(up) &&
           gate.numel() % vector == 0;
}

bool fits_norm(const Tensor& hidden, const Tensor& change, const Tensor& weight)
{
    const std::int64_t width = change.size(-1);
    return is_for_kernels(change) && alike(hidden, change) && alike(weight, change) && is_packed(hidden) &&
           is_packed(change) && is_packed(weight) && hidden.sizes() == change.sizes() && width % vector == 0 &&
           width <= widest_norm;
}

bool fits_rotary(const Tensor& x, const Tensor& weight, const Tensor& cos, const Tensor& sin)
{
    const std::int64_t width = x.size(-1);
    const bool in_rows = x.dim() == 4 && x.stride(3) == 1 && x.stride(2) == width &&
                         (x.size(0) == 1 || x.stride(0) == x.size(1) * x.stride(1));
    return is_for_kernels(x) && in_rows && width % rotary_step == 0 && width <= widest_head && alike(cos, x) &&
           alike(sin, x) && cos.is_contiguous() && sin.is_contiguous() &&
           (!weight.defined() || (alike(weight, x) && weight.is_contiguous()));
}

}  // namespace

Tensor plain_swiglu(const Tensor& gate, const Tensor& up)
{
    return torch::silu(gate) * up;
}

Tensor swiglu(const Tensor& gate, const Tensor& up)
{
    if (!fits_swiglu(gate, up))
        return plain_swiglu(gate, up);
    static const auto op = find<Tensor(const Tensor&, const Tensor&)>("ttt::swiglu");
    return op.call(gate, up);
}

std::pair<Tensor, Tensor> plain_add_rms_norm(const Tensor& hidden, const Tensor& change, const Tensor& weight,
                                             double eps)
{
    Tensor sum = hidden + change;
    Tensor normed = torch::rms_norm(sum, {sum.size(-1)}, weight, eps);
    return {std::move(sum), std::move(normed)};
}

std::pair<Tensor, Tensor> add_rms_norm(const Tensor& hidden, const Tensor& change, const Tensor& weight, double eps)
{
    // One row may become two: here frozen and adapted part.
    const Tensor before = hidden.sizes() == change.sizes() ? hidden : hidden.expand_as(change).contiguous();
    if (!fits_norm(before, change, weight))
        return plain_add_rms_norm(hidden, change, weight, eps);
    static const auto op = find<Pair(const Tensor&, const Tensor&, const Tensor&, double)>("ttt::add_rms_norm");
    auto [sum, normed] = op.call(before, change, weight, eps);
    return {std::move(sum), std::move(normed)};
}

Tensor apply_rotary(const Tensor& x, const Tensor& cos, const Tensor& sin)
{
    const auto halves = x.chunk(2, -1);
    const Tensor rotated = torch::cat({-halves[1], halves[0]}, -1);
    return x * cos + rotated * sin;
}

Tensor plain_norm_rotary(const Tensor& x, const Tensor& weight, const Tensor& cos, const Tensor& sin, double eps)
{
    const Tensor normed = weight.defined() ? torch::rms_norm(x, {x.size(-1)}, weight, eps).to(x.scalar_type()) : x;
    return apply_rotary(normed.transpose(1, 2), cos, sin);
}

Tensor norm_rotary(const Tensor& x, const Tensor& weight, const Tensor& cos, const Tensor& sin, double eps)
{
    if (!fits_rotary(x, weight, cos, sin))
        return plain_norm_rotary(x, weight, cos, sin, eps);
    using Signature = Tensor(const Tensor&, const std::optional<Tensor>&, const Tensor&, const Tensor&, double);
    static const auto op = find<Signature>("ttt::norm_rotary");
    return op.call(x, weight.defined() ? std::optional(weight) : std::nullopt, cos, sin, eps);
}

}  // namespace ttt

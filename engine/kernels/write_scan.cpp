#include "engine/kernels/write_scan.h"

#include "engine/kernels/write_scan_cpu.h"
#include "engine/records/error.h"

#include <torch/library.h>

#include <initializer_list>
#include <optional>
#include <sstream>
#include <tuple>
#include <vector>

namespace ttt {

using torch::Tensor;

namespace {

using Two = std::tuple<Tensor, Tensor>;
using MaybeTensor = std::optional<Tensor>;

using Scanner = WriteScan(Tensor&, const Tensor&, const Tensor&, double, const Tensor&, Tensor&, const Tensor&);

/// `scanner` as the dispatcher calls it.
template <Scanner* scanner>
Two scan_writes_op(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, const MaybeTensor& previous,
                   const MaybeTensor& previous_factor, Tensor& reads)
{
    WriteScan scan =
        scanner(sum, deltas, factors, decay, previous.value_or(Tensor()), reads, previous_factor.value_or(Tensor()));
    return {std::move(scan.norms), std::move(scan.fingerprint)};
}

TORCH_LIBRARY_FRAGMENT(ttt, library)
{
    library.def("scan_writes(Tensor(a!) sum, Tensor deltas, Tensor factors, float decay, Tensor? previous, "
                "Tensor? previous_factor, Tensor(b!) reads) -> (Tensor, Tensor)");
    library.def(
        "scan_writes_quietly(Tensor(a!) sum, Tensor deltas, Tensor factors, float decay, Tensor(b!) reads) -> ()");
}

// What has no kernel of its own for a device falls back on the twins.
TORCH_LIBRARY_IMPL(ttt, CompositeExplicitAutograd, library)
{
    library.impl("scan_writes", scan_writes_op<plain_scan_writes>);
    library.impl("scan_writes_quietly", plain_scan_writes_quietly);
}

TORCH_LIBRARY_IMPL(ttt, CPU, library)
{
    library.impl("scan_writes", scan_writes_op<scan_writes_on_cpu>);
    library.impl("scan_writes_quietly", scan_writes_quietly_on_cpu);
}

template <class Signature>
c10::TypedOperatorHandle<Signature> find(const char* name)
{
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

void expect(bool holds, const char* what, const Tensor& got)
{
    if (holds)
        return;
    std::ostringstream text;
    text << "[write_scan] " << what << ", got " << got.scalar_type() << " " << got.sizes();
    throw Error(text.str());
}

bool is_of(const Tensor& x, const Tensor& sum, at::IntArrayRef shape)
{
    return x.sizes() == shape && x.scalar_type() == sum.scalar_type() && x.device() == sum.device() &&
           x.is_contiguous();
}

void check(const Tensor& sum, const Tensor& deltas, const Tensor& factors, const Tensor& reads)
{
    expect(sum.dim() == 2 && sum.is_contiguous() && torch::isFloatingType(sum.scalar_type()), "sum: expected [d, f]",
           sum);
    expect(deltas.dim() == 3 && deltas.size(0) > 0, "deltas: expected [K, d, f]", deltas);
    const std::int64_t count = deltas.size(0);
    expect(is_of(deltas, sum, {count, sum.size(0), sum.size(1)}), "deltas: expected [K, d, f] like the sum", deltas);
    expect(is_of(factors, sum, {count}), "factors: expected [K] like the sum", factors);
    expect(reads.sizes() == deltas.sizes() && reads.device() == sum.device() && reads.is_contiguous(),
           "reads: expected [K, d, f] like the deltas", reads);
}

void check_previous(const Tensor& sum, const Tensor& previous, const Tensor& factor)
{
    if (previous.defined())
        expect(is_of(previous, sum, sum.sizes()), "previous: expected [d, f] like the sum", previous);
    if (factor.defined())
        expect(previous.defined() && is_of(factor, sum, {1}), "previous_factor: expected [1] of a previous delta",
               factor);
}

/// Kernels move 16 bytes at once.
bool is_packed(const Tensor& x)
{
    constexpr std::uintptr_t bytes = 16;
    return !x.defined() || reinterpret_cast<std::uintptr_t>(x.const_data_ptr()) % bytes == 0;
}

bool fits(const Tensor& sum, std::initializer_list<Tensor> others, const Tensor& reads)
{
    constexpr std::int64_t vector = 4;
    const auto type = reads.scalar_type();
    bool fits = sum.scalar_type() == torch::kFloat32 && (type == torch::kFloat32 || type == torch::kBFloat16) &&
                sum.numel() > 0 && (sum.is_cpu() || (sum.is_cuda() && sum.numel() % vector == 0));
    if (sum.is_cuda())
        for (const Tensor& x : others)
            fits = fits && is_packed(x);
    return fits;
}

MaybeTensor maybe(const Tensor& x)
{
    return x.defined() ? MaybeTensor(x) : std::nullopt;
}

}  // namespace

void plain_scan_writes_quietly(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, Tensor& reads)
{
    for (std::int64_t k = 0; k < deltas.size(0); ++k) {
        sum.mul_(decay).add_(deltas[k] * factors[k]);
        reads[k].copy_(sum);
    }
}

WriteScan plain_scan_writes(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay,
                            const Tensor& previous, Tensor& reads, const Tensor& previous_factor)
{
    const auto squares = [](const Tensor& x) { return x.to(torch::kFloat64).square().sum(); };
    const Tensor nothing = torch::zeros({}, sum.options().dtype(torch::kFloat64));
    Tensor last = previous_factor.defined() ? previous * previous_factor : previous;
    Tensor last_read = sum.to(reads.scalar_type(), false, true);
    std::vector<Tensor> norms, prints;
    for (std::int64_t k = 0; k < deltas.size(0); ++k) {
        const Tensor delta = deltas[k] * factors[k];
        const Tensor before = sum.clone();
        sum.mul_(decay).add_(delta);
        reads[k].copy_(sum);
        const Tensor dot = last.defined() ? (delta.to(torch::kFloat64) * last.to(torch::kFloat64)).sum() : nothing;
        norms.push_back(torch::stack({squares(delta), dot, squares(sum), squares(sum - before),
                                      squares(reads[k].to(sum.scalar_type()) - last_read.to(sum.scalar_type()))}));
        prints.push_back(plain_fingerprint_of(sum));
        last = delta;
        last_read = reads[k];
    }
    return {torch::stack(norms), torch::stack(prints)};
}

WriteScan scan_writes(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, const Tensor& previous,
                      Tensor& reads, const Tensor& previous_factor)
{
    check(sum, deltas, factors, reads);
    check_previous(sum, previous, previous_factor);
    if (!fits(sum, {sum, deltas, previous, reads}, reads))
        return plain_scan_writes(sum, deltas, factors, decay, previous, reads, previous_factor);
    using Signature =
        Two(Tensor&, const Tensor&, const Tensor&, double, const MaybeTensor&, const MaybeTensor&, Tensor&);
    static const auto op = find<Signature>("ttt::scan_writes");
    auto [norms, fingerprint] = op.call(sum, deltas, factors, decay, maybe(previous), maybe(previous_factor), reads);
    return {std::move(norms), std::move(fingerprint)};
}

void scan_writes_quietly(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, Tensor& reads)
{
    check(sum, deltas, factors, reads);
    if (!fits(sum, {sum, deltas, reads}, reads))
        return plain_scan_writes_quietly(sum, deltas, factors, decay, reads);
    using Signature = void(Tensor&, const Tensor&, const Tensor&, double, Tensor&);
    static const auto op = find<Signature>("ttt::scan_writes_quietly");
    op.call(sum, deltas, factors, decay, reads);
}

}  // namespace ttt

#include "engine/kernels/step_scan.h"

#include "engine/kernels/fingerprint.h"
#include "engine/kernels/shared_loop.h"
#include "engine/kernels/write_range.h"

#include <torch/library.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace ttt {

using torch::Tensor;

namespace {

constexpr std::int64_t range_size = 16384;  // numbers; fixed, so that sums do not depend on the number of threads

bool all_f32_on_cpu(std::initializer_list<Tensor> tensors)
{
    return std::all_of(tensors.begin(), tensors.end(), [](const Tensor& x) {
        return !x.defined() || (x.is_cpu() && x.scalar_type() == torch::kFloat32 && x.is_contiguous());
    });
}

bool fits_kernel(const Tensor& master, const Tensor& start, const Tensor& delta, const Tensor& previous)
{
    const auto is_f32 = [](const Tensor& x) { return x.scalar_type() == torch::kFloat32 && x.is_contiguous(); };
    return master.is_cuda() && is_f32(master) && is_f32(delta) && (!previous.defined() || is_f32(previous)) &&
           start.is_contiguous() && (is_f32(start) || start.scalar_type() == torch::kBFloat16);
}

using ScanStep = std::tuple<Tensor, Tensor>(Tensor& master, const Tensor& start, const Tensor& delta, double factor,
                                            const std::optional<Tensor>& previous, double previous_factor);

/// What stands in where the plug-in was built without kernels.
std::tuple<Tensor, Tensor> scan_step_op(Tensor& master, const Tensor& start, const Tensor& delta, double factor,
                                        const std::optional<Tensor>& previous, double previous_factor)
{
    StepScan scan = plain_scan_step(master, start, delta, factor, previous.value_or(Tensor()), previous_factor);
    return {std::move(scan.numbers), std::move(scan.fingerprint)};
}

TORCH_LIBRARY_FRAGMENT(ttt, library)
{
    library.def("scan_step(Tensor(a!) master, Tensor start, Tensor delta, float factor, Tensor? previous, "
                "float previous_factor) -> (Tensor, Tensor)");
}

TORCH_LIBRARY_IMPL(ttt, CompositeExplicitAutograd, library)
{
    library.impl("scan_step", scan_step_op);
}

StepScan scan_on_gpu(Tensor& master, const Tensor& start, const Tensor& delta, double factor, const Tensor& previous,
                     double previous_factor)
{
    static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("ttt::scan_step", "").typed<ScanStep>();
    auto [numbers, print] = op.call(master, start, delta, factor,
                                    previous.defined() ? std::optional(previous) : std::nullopt, previous_factor);
    return {std::move(numbers), std::move(print)};
}

}  // namespace

StepScan plain_scan_step(Tensor& master, const Tensor& start, const Tensor& delta, double factor,
                         const Tensor& previous, double previous_factor)
{
    master.add_(delta, factor);
    const auto square = [](const Tensor& x) {
        return torch::linalg_vector_norm(x, 2, {}, false, torch::kFloat64).square();
    };
    const Tensor drift = square(master - start);
    const Tensor dot = previous.defined() ? torch::dot(delta.flatten(), previous.flatten()).to(torch::kFloat64) *
                                                (factor * previous_factor)
                                          : torch::zeros_like(drift);
    return {torch::stack({square(delta), dot, drift}), fingerprint_of(master)};
}

StepScan scan_step(Tensor& master, const Tensor& start, const Tensor& delta, double factor, const Tensor& previous,
                   double previous_factor)
{
    if (fits_kernel(master, start, delta, previous))
        return scan_on_gpu(master, start, delta, factor, previous, previous_factor);
    if (!all_f32_on_cpu({master, start, delta, previous}))
        return plain_scan_step(master, start, delta, factor, previous, previous_factor);
    const std::int64_t size = master.numel();
    const std::int64_t ranges = (size + range_size - 1) / range_size;
    std::vector<kernels::StepParts> parts(static_cast<std::size_t>(ranges));
    float* const numbers = master.mutable_data_ptr<float>();
    const float* const trained = start.const_data_ptr<float>();
    const float* const deltas = delta.const_data_ptr<float>();
    const float* const before = previous.defined() ? previous.const_data_ptr<float>() : nullptr;
    share_out(ranges, 1, [&](std::int64_t range) {
        const std::int64_t begin = range * range_size;
        parts[static_cast<std::size_t>(range)] =
            kernels::watched_step({.master = numbers + begin,
                                   .start = trained + begin,
                                   .delta = deltas + begin,
                                   .previous = before ? before + begin : nullptr,
                                   .count = std::min(range_size, size - begin),
                                   .place = static_cast<std::uint32_t>(begin)},
                                  static_cast<float>(factor), static_cast<float>(previous_factor));
    });
    kernels::StepParts whole;
    for (const kernels::StepParts& part : parts) {
        whole.delta += part.delta;
        whole.dot += part.dot;
        whole.drift += part.drift;
        whole.first += part.first;
        whole.second += part.second;
    }
    return {torch::tensor({whole.delta, whole.dot, whole.drift}, torch::kFloat64),
            torch::tensor({static_cast<std::int64_t>(whole.first), static_cast<std::int64_t>(whole.second)})};
}

}  // namespace ttt

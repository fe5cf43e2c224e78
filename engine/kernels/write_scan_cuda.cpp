// Registers the kernels of write_scan.cu with LibTorch's dispatcher. Part of the plug-in; write_scan.cpp calls them
// only with tensors that they can take.
#include "engine/kernels/write_scan_kernel.h"

#include <ATen/cuda/CUDAContext.h>
#include <torch/library.h>
#include <torch/types.h>

#include <optional>
#include <tuple>

namespace ttt {
namespace {

using torch::Tensor;

const float* floats(const std::optional<Tensor>& x)
{
    return x ? x->const_data_ptr<float>() : nullptr;
}

kernels::ScanArguments arguments(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, Tensor& reads)
{
    return {.sum = sum.mutable_data_ptr<float>(),
            .deltas = deltas.const_data_ptr<float>(),
            .factors = factors.const_data_ptr<float>(),
            .previous = nullptr,
            .previous_factor = nullptr,
            .reads = reads.mutable_data_ptr(),
            .size = sum.numel(),
            .count = deltas.size(0),
            .decay = static_cast<float>(decay),
            .is_half = reads.scalar_type() == torch::kBFloat16};
}

std::tuple<Tensor, Tensor> scan_writes_cuda(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay,
                                            const std::optional<Tensor>& previous,
                                            const std::optional<Tensor>& previous_factor, Tensor& reads)
{
    kernels::ScanArguments scan = arguments(sum, deltas, factors, decay, reads);
    scan.previous = floats(previous);
    scan.previous_factor = floats(previous_factor);
    const auto options = sum.options();
    Tensor norms = torch::empty({scan.count, 5}, options.dtype(torch::kFloat64));
    Tensor prints = torch::empty({scan.count, 2}, options.dtype(torch::kInt64));
    const Tensor parts = torch::empty({kernels::scan_parts_bytes(scan.size, scan.count)}, options.dtype(torch::kByte));
    kernels::scan_writes(scan,
                         {.norms = norms.mutable_data_ptr<double>(),
                          .prints = static_cast<std::uint64_t*>(prints.mutable_data_ptr()),
                          .parts = parts.mutable_data_ptr()},
                         at::cuda::getCurrentCUDAStream());
    return {std::move(norms), std::move(prints)};
}

void scan_writes_quietly_cuda(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, Tensor& reads)
{
    kernels::scan_writes_quietly(arguments(sum, deltas, factors, decay, reads), at::cuda::getCurrentCUDAStream());
}

Tensor fingerprint_cuda(const Tensor& tensor)
{
    Tensor prints = torch::zeros({2}, tensor.options().dtype(torch::kInt64));
    const auto count = static_cast<std::int64_t>(tensor.nbytes() / sizeof(std::uint32_t));
    if (count > 0)
        kernels::fingerprint(static_cast<const std::uint32_t*>(tensor.const_data_ptr()), count,
                             static_cast<std::uint64_t*>(prints.mutable_data_ptr()), at::cuda::getCurrentCUDAStream());
    return prints;
}

TORCH_LIBRARY_IMPL(ttt, CUDA, library)
{
    library.impl("scan_writes", scan_writes_cuda);
    library.impl("scan_writes_quietly", scan_writes_quietly_cuda);
    library.impl("fingerprint_of", fingerprint_cuda);
}

}  // namespace
}  // namespace ttt

// Registers the kernel of step_scan.cu with LibTorch's dispatcher. Part of the plug-in; step_scan.cpp calls it only
// with tensors that it can take.
#include "engine/kernels/step_scan_kernel.h"

#include <ATen/cuda/CUDAContext.h>
#include <torch/library.h>
#include <torch/types.h>

#include <optional>
#include <tuple>

namespace ttt {
namespace {

using torch::Tensor;

std::tuple<Tensor, Tensor> scan_step_cuda(Tensor& master, const Tensor& start, const Tensor& delta, double factor,
                                          const std::optional<Tensor>& previous, double previous_factor)
{
    const auto options = master.options();
    Tensor numbers = torch::empty({3}, options.dtype(torch::kFloat64));
    Tensor prints = torch::empty({2}, options.dtype(torch::kInt64));
    const Tensor parts = torch::empty({kernels::step_parts_bytes(master.numel())}, options.dtype(torch::kByte));
    kernels::scan_step({.master = master.mutable_data_ptr<float>(),
                        .start = start.const_data_ptr(),
                        .delta = delta.const_data_ptr<float>(),
                        .previous = previous ? previous->const_data_ptr<float>() : nullptr,
                        .size = master.numel(),
                        .factor = static_cast<float>(factor),
                        .previous_factor = static_cast<float>(previous_factor),
                        .start_is_half = start.scalar_type() == torch::kBFloat16},
                       {.numbers = numbers.mutable_data_ptr<double>(),
                        .prints = static_cast<std::uint64_t*>(prints.mutable_data_ptr()),
                        .parts = parts.mutable_data_ptr()},
                       at::cuda::getCurrentCUDAStream());
    return {std::move(numbers), std::move(prints)};
}

TORCH_LIBRARY_IMPL(ttt, CUDA, library)
{
    library.impl("scan_step", scan_step_cuda);
}

}  // namespace
}  // namespace ttt

// Registers our CUDA kernels with LibTorch's dispatcher, as what fused_ops.h does on a GPU. Part of the plug-in;
// fused_ops.cpp calls them only with tensors that they can take.
#include "engine/kernels/fused_kernels.h"

#include <ATen/cuda/CUDAContext.h>
#include <torch/library.h>
#include <torch/types.h>

#include <optional>
#include <tuple>

namespace ttt {
namespace {

using torch::Tensor;

kernels::Number number_of(const Tensor& x)
{
    return x.scalar_type() == torch::kBFloat16 ? kernels::Number::bf16 : kernels::Number::f32;
}

Tensor swiglu_cuda(const Tensor& gate, const Tensor& up)
{
    Tensor out = torch::empty_like(gate);
    kernels::swiglu(number_of(gate), gate.const_data_ptr(), up.const_data_ptr(), out.mutable_data_ptr(), gate.numel(),
                    at::cuda::getCurrentCUDAStream());
    return out;
}

std::tuple<Tensor, Tensor> add_rms_norm_cuda(const Tensor& hidden, const Tensor& change, const Tensor& weight,
                                             double eps)
{
    const std::int64_t width = change.size(-1);
    Tensor sum = torch::empty_like(change);
    Tensor normed = torch::empty_like(change);
    kernels::add_rms_norm(number_of(change), hidden.const_data_ptr(), change.const_data_ptr(), weight.const_data_ptr(),
                          sum.mutable_data_ptr(), normed.mutable_data_ptr(), change.numel() / width, width,
                          static_cast<float>(eps), at::cuda::getCurrentCUDAStream());
    return {std::move(sum), std::move(normed)};
}

Tensor norm_rotary_cuda(const Tensor& x, const std::optional<Tensor>& weight, const Tensor& cos, const Tensor& sin,
                        double eps)
{
    const std::int64_t width = x.size(3);
    // Token by token as x, so that attention answers in this order too and its heads need no copy to be joined.
    Tensor out = torch::empty(x.sizes(), x.options());
    const kernels::RotaryShape shape{x.size(0), x.size(1), x.size(2), width, x.stride(1)};
    kernels::norm_rotary(number_of(x), x.const_data_ptr(), weight ? weight->const_data_ptr() : nullptr,
                         cos.const_data_ptr(), sin.const_data_ptr(), out.mutable_data_ptr(), shape,
                         static_cast<float>(eps), at::cuda::getCurrentCUDAStream());
    return out.transpose(1, 2);
}

TORCH_LIBRARY_IMPL(ttt, CUDA, library)
{
    library.impl("swiglu", swiglu_cuda);
    library.impl("add_rms_norm", add_rms_norm_cuda);
    library.impl("norm_rotary", norm_rotary_cuda);
}

}  // namespace
}  // namespace ttt

// Registers the kernels of spectrum.cu with LibTorch's dispatcher. Part of the plug-in; spectrum.cpp calls it only with
// tensors that it can take.
#include "engine/kernels/spectrum_kernel.h"

#include <ATen/cuda/CUDAContext.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <torch/library.h>
#include <torch/types.h>

namespace ttt {
namespace {

using torch::Tensor;

Tensor symmetric_eigenvalues_cuda(const Tensor& matrices)
{
    const Tensor packed = matrices.contiguous();
    Tensor values = torch::empty({packed.size(0), packed.size(1)}, packed.options());
    const bool is_done =
        kernels::symmetric_eigenvalues(packed.const_data_ptr<float>(), values.mutable_data_ptr<float>(), packed.size(0),
                                       static_cast<int>(packed.size(1)), at::cuda::getCurrentCUDAStream());
    return is_done ? values : at::linalg_eigvalsh(packed, "L");
}

Tensor gram_factors_cuda(const Tensor& grams, double jitter)
{
    const Tensor packed = grams.contiguous();
    Tensor factors = torch::empty_like(packed);
    kernels::gram_factors(packed.const_data_ptr<float>(), factors.mutable_data_ptr<float>(), packed.size(0),
                          static_cast<int>(packed.size(1)), jitter, at::cuda::getCurrentCUDAStream());
    return factors;
}

TORCH_LIBRARY_IMPL(ttt, CUDA, library)
{
    library.impl("gram_factors", gram_factors_cuda);
    library.impl("symmetric_eigenvalues", symmetric_eigenvalues_cuda);
}

}  // namespace
}  // namespace ttt

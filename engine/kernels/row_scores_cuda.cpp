// Registers the CUDA kernel of row_scores.h with LibTorch's dispatcher. Part of the plug-in; row_scores.cpp calls it
// only with tensors that it can take.
#include "engine/kernels/row_scores_kernel.h"
#include "engine/records/metrics.h"

#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/library.h>
#include <torch/types.h>

#include <tuple>

namespace ttt {
namespace {

using torch::Tensor;

/// logits f32 or bf16 [m, V], neighbours in memory along V; own i64 [m], contiguous. See RowScores for the results; the
/// last two have no columns when nobody asked for them.
std::tuple<Tensor, Tensor, Tensor, Tensor> score_rows_cuda(const Tensor& logits, const Tensor& own, bool with_top)
{
    const c10::cuda::CUDAGuard guard(logits.device());
    const auto floats = logits.options().dtype(torch::kFloat32);
    const std::int64_t count = logits.size(0);
    const std::int64_t columns = with_top ? top_k : 0;
    Tensor nll = torch::empty({count}, floats);
    Tensor rank = torch::empty({count}, floats);
    Tensor top_ids = torch::empty({count, columns}, own.options());
    Tensor top_nll = torch::empty({count, columns}, floats);
    if (count > 0) {
        const auto type = logits.scalar_type() == torch::kBFloat16 ? kernels::Number::bf16 : kernels::Number::f32;
        kernels::score_rows(type, {logits.const_data_ptr(), count, logits.size(1), logits.stride(0)},
                            own.const_data_ptr<std::int64_t>(), top_k,
                            {nll.mutable_data_ptr<float>(), rank.mutable_data_ptr<float>(),
                             with_top ? top_ids.mutable_data_ptr<std::int64_t>() : nullptr,
                             with_top ? top_nll.mutable_data_ptr<float>() : nullptr},
                            at::cuda::getCurrentCUDAStream());
        C10_CUDA_KERNEL_LAUNCH_CHECK();
    }
    return {std::move(nll), std::move(rank), std::move(top_ids), std::move(top_nll)};
}

TORCH_LIBRARY_IMPL(ttt, CUDA, library)
{
    library.impl("score_rows", score_rows_cuda);
}

}  // namespace
}  // namespace ttt

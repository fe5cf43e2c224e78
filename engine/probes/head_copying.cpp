#include "engine/probes/head_copying.h"

#include "engine/model/packed_weight.h"

#include <torch/utils.h>

#include <algorithm>

namespace ttt {
namespace {

using torch::Tensor;

constexpr std::int64_t rows_at_once = 8192;  // of the unembedding that are widened to f32 together

/// f32 [d, d], divided by V.
Tensor covariance_of_rows(const Tensor& matrix, const Tensor& mean)
{
    Tensor sum = torch::zeros({mean.size(0), mean.size(0)}, mean.options());
    for (std::int64_t begin = 0; begin < matrix.size(0); begin += rows_at_once) {
        const Tensor rows =
            matrix.slice(0, begin, std::min(begin + rows_at_once, matrix.size(0))).to(torch::kFloat32) - mean;
        sum.addmm_(rows.t(), rows);
    }
    return sum.div_(static_cast<double>(matrix.size(0)));
}

}  // namespace

HeadCopying::HeadCopying(const ModelWeights& weights) : weights_(weights)
{
    const torch::NoGradGuard no_grad;
    mean_ = weights_.head.mean(0, false, torch::kFloat32);
    const Tensor covariance = covariance_of_rows(weights_.head, mean_);
    for (std::int64_t layer = 0; layer < weights_.config.layer_count; ++layer) {
        const Tensor output = output_of(layer);
        spread_.push_back(torch::matmul(output.transpose(1, 2), torch::matmul(covariance, output)));
    }
}

Tensor HeadCopying::output_of(std::int64_t layer) const
{
    const ModelConfig& config = weights_.config;
    const LayerWeights& block = weights_.layers[static_cast<std::size_t>(layer)];
    const Tensor output = plain(std::get<AttentionWeights>(block.mixer).output).to(torch::kFloat32);
    Tensor gained = output * weights_.final_norm.to(torch::kFloat32).unsqueeze(1);
    if (block.mixed_norm.defined())  // its rms scales all logits alike, which the measure divides out
        gained = gained * block.mixed_norm.to(torch::kFloat32).unsqueeze(1);
    return gained.view({config.hidden_size, config.head_count, config.head_dim}).transpose(0, 1);
}

Tensor HeadCopying::measure(std::int64_t layer, const Tensor& values, const Tensor& tokens) const
{
    const torch::NoGradGuard no_grad;
    const std::int64_t heads_per_value = weights_.config.head_count / values.size(0);
    const Tensor v = values.to(torch::kFloat32).repeat_interleave(heads_per_value, 0);      // [H, n, h]
    const Tensor rows = weights_.head.index_select(0, tokens).to(torch::kFloat32) - mean_;  // [n, d]
    const Tensor written = torch::matmul(v, output_of(layer).transpose(1, 2));              // [H, n, d]
    const Tensor own = (written * rows).sum(-1);
    const Tensor variance = (torch::matmul(v, spread_[static_cast<std::size_t>(layer)]) * v).sum(-1);
    return torch::where(variance > 0, own / variance.sqrt(), torch::zeros_like(own));
}

}  // namespace ttt

#include "engine/model/transformer.h"

#include <torch/utils.h>

#include <cmath>
#include <utility>

namespace ttt {

using torch::Tensor;

Tensor scale_embedded(const ModelConfig& config, Tensor rows)
{
    if (!config.scaled_embedding)
        return rows;
    const double scale = std::sqrt(static_cast<double>(config.hidden_size));
    return rows * torch::full({}, scale, torch::kFloat32).to(rows.scalar_type());  // rounded as transformers does
}

Tensor embed(const ModelWeights& weights, const Tensor& ids)
{
    return scale_embedded(weights.config, torch::embedding(weights.embedding, ids));
}

Tensor run_residual(const ModelWeights& weights, Tensor hidden, BlockContext& context)
{
    Residual stream{std::move(hidden), {}};
    for (std::int64_t layer = 0; layer < weights.config.layer_count; ++layer)
        stream = run_block(weights, layer, std::move(stream), context);
    return stream.sum();
}

Tensor run_blocks(const ModelWeights& weights, Tensor hidden, BlockContext& context)
{
    return rms_norm(run_residual(weights, std::move(hidden), context), weights.final_norm, weights.config.rms_norm_eps);
}

Transformer::Transformer(ModelWeights weights)
    : weights_(std::move(weights)), rotary_(weights_.config, weights_.embedding.device())
{
}

StreamState Transformer::new_stream() const
{
    StreamState stream;
    for (const LayerWeights& layer : weights_.layers)
        stream.mixers.push_back(
            new_mixer_state(layer.mixer, weights_.config, static_cast<std::int64_t>(stream.mixers.size())));
    return stream;
}

Tensor Transformer::read(const Tensor& ids, StreamState& stream, const BlockHooks& hooks) const
{
    return normed(read_residual(ids, stream, hooks));
}

Tensor Transformer::normed(const Tensor& residual) const
{
    const torch::NoGradGuard no_grad;
    return rms_norm(residual, weights_.final_norm, weights_.config.rms_norm_eps);
}

Tensor Transformer::read_residual(const Tensor& ids, StreamState& stream, const BlockHooks& hooks) const
{
    const torch::NoGradGuard no_grad;
    BlockContext context{.rotations = rotary_.at(stream.position, ids.size(1), weights_.embedding.scalar_type()),
                         .reading = OnStream{stream.mixers},
                         .hooks = hooks};
    Tensor residual = run_residual(weights_, embed(weights_, ids), context);
    stream.position += ids.size(1);
    return residual;
}

Tensor Transformer::logits(const Tensor& hidden) const
{
    const torch::NoGradGuard no_grad;
    const Tensor result = torch::linear(hidden, weights_.head);
    return result.to(torch::promote_types(result.scalar_type(), torch::kFloat32));
}

}  // namespace ttt

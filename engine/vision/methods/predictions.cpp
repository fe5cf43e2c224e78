#include "engine/vision/methods/predictions.h"

#include "engine/records/error.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

Tensor source_logits(const ResNetWeights& weights, const Tensor& images)
{
    const torch::NoGradGuard no_grad;
    return class_logits(weights, images, NormMode::stored);
}

Tensor batch_norm_logits(const ResNetWeights& weights, const Tensor& images)
{
    if (weights.config.norm != NormKind::bn)
        throw Error(
            "The method bn takes the statistics of a batch, and this net has group norm, which has none; take a "
            "net of batch norm.");
    const torch::NoGradGuard no_grad;
    return class_logits(weights, images, NormMode::batch);
}

Tensor entropy(const Tensor& logits)
{
    return -(torch::softmax(logits, 1) * torch::log_softmax(logits, 1)).sum(1);
}

}  // namespace ttt

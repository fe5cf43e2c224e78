// What a net says without learning, and how sure it is.
#pragma once

#include "engine/vision/nets/resnet.h"

namespace ttt {

/// f32 [B, C, H, W], normalised, to logits [B, classes]. "source": the statistics of training.
torch::Tensor source_logits(const ResNetWeights& weights, const torch::Tensor& images);

/// "bn" (BN-1): the statistics of this batch. Throws Error for a net of group norm, where it would be the source again.
torch::Tensor batch_norm_logits(const ResNetWeights& weights, const torch::Tensor& images);

/// H = -Σ p ln p of each row, nats, f32 [B]; differentiable.
torch::Tensor entropy(const torch::Tensor& logits);

}  // namespace ttt

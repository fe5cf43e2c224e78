// What a net is asked, and how sure it is of its answer.
#pragma once

#include "engine/vision/nets/image_net.h"

#include <torch/types.h>

namespace ttt {

/// u8 [B, C, S, S] to what the net reads. Throws Error when these are not images of the net's size.
torch::Tensor read_batch(const ImageNet& net, const torch::Tensor& pixels);

/// f32 [B, classes], without gradients. Throws Error as shared_features().
torch::Tensor predicted(const ImageNet& net, const torch::Tensor& images, NormMode mode);

/// H = -Σ p ln p of each row, nats, f32 [B]; differentiable.
torch::Tensor entropy(const torch::Tensor& logits);

}  // namespace ttt

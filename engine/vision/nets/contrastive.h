// The task that tells images apart by two views of each (SimCLR, arXiv 2002.05709).
#pragma once

#include "engine/vision/corruptions/draws.h"

#include <torch/types.h>

#include <cstdint>

namespace ttt {

/// f32 [count, 7] on the CPU, what makes a view: half width and height of the part (negative width: mirrored) and its
/// middle, as shares of half the side; factors of brightness, contrast and saturation. The part has 20 to 100 % of the
/// image, sides of 3:4 to 4:3; four of five views have their colours changed by up to 40 %, one of five is grey.
torch::Tensor draw_contrastive_views(std::int64_t count, Draws& draws);

/// u8 [B, C, S, S] and numbers [B, 7] on its device to f32 [B, C, S, S], 0 … 255.
torch::Tensor contrastive_views(const torch::Tensor& images, const torch::Tensor& numbers);

/// NT-Xent, temperature 0.5: of each of the 2 B codes, cross entropy of its partner among all others by cosine.
/// first, second: f32 [B, n], the two views of each image, B at least 2. -> f32 []
torch::Tensor contrastive_loss(const torch::Tensor& first, const torch::Tensor& second);

}  // namespace ttt

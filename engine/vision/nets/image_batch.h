// Images of a set as tensors, and the views that training draws of them.
#pragma once

#include "engine/vision/corruptions/draws.h"
#include "engine/vision/images/image_set.h"

#include <torch/types.h>

namespace ttt {

/// u8 [N, C, H, W] on the CPU.
torch::Tensor image_tensor(const ImageSet& set);

/// Where a view of each image begins in the image padded by 4 zeros, and whether it is mirrored.
struct CropFlips {
    torch::Tensor rows;     // i64 [B, H]
    torch::Tensor columns;  // i64 [B, W]
};

CropFlips draw_crop_flips(std::int64_t count, std::int64_t side, Draws& draws);

/// u8 [B, C, H, W], on the device of `images`.
torch::Tensor crop_flipped(const torch::Tensor& images, const CropFlips& views);

/// f32 [rows, columns], uniform in [0, 1), row after row.
torch::Tensor draw_uniform(std::int64_t rows, std::int64_t columns, Draws& draws);

/// [B, C, S, S] turned by 0, 90, 180 and 270 degrees, one after the other: [4 B, C, S, S] and i64 [4 B] labels.
torch::Tensor all_rotations(const torch::Tensor& images);
torch::Tensor rotation_labels(std::int64_t images, torch::Device device);

}  // namespace ttt

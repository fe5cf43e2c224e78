// Views of an image that rotations are told of: a part of the padded image, perhaps mirrored, turned. All of them are
// one gather on the device.
#pragma once

#include "engine/vision/corruptions/draws.h"

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace ttt {

/// Where a view comes from.
struct TurnedView {
    std::int64_t top = 0;   // in the image padded by view_padding() zeros
    std::int64_t left = 0;  // likewise
    bool is_mirrored = false;
    std::int64_t quarters = 0;  // of a turn, against the clock, after mirroring
};

std::vector<TurnedView> draw_turned_views(std::int64_t count, std::int64_t side, Draws& draws);

/// i64 [views, 4] on the CPU: where in the padded image the first pixel of a view lies, by how many pixels the next row
/// and the next column lie further, and the quarters.
torch::Tensor turned_view_codes(const std::vector<TurnedView>& views, std::int64_t side);

/// u8 [1, C, S, S] and codes on its device to u8 [views, C, S, S].
torch::Tensor cut_views(const torch::Tensor& image, const torch::Tensor& codes);

}  // namespace ttt

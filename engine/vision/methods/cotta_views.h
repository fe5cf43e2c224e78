// The augmented copies that CoTTA's teacher sees (arXiv 2203.13591, as the authors' code draws them).
#pragma once

#include "engine/vision/corruptions/draws.h"

#include <torch/types.h>

#include <array>
#include <cstdint>

namespace ttt {

/// All that is drawn for a view, but the noise; the same for all images of a batch.
struct CottaView {
    struct Colour {
        enum class Kind { brightness, contrast, saturation, hue, gamma };
        Kind kind = Kind::brightness;
        double factor = 1;
    };
    std::array<Colour, 5> colours;     // each kind once, in the order in which they are done
    double angle = 0;                  // degrees, with the clock
    std::int64_t right = 0, down = 0;  // pixels
    double scale = 1;
    double blur = 0.5;  // σ of a Gaussian of 5 x 5, pixels
    bool is_mirrored = false;
};

CottaView draw_cotta_view(std::int64_t side, Draws& draws);

/// f32 [B, C, S, S], 0 … 1, likewise back; `noise` of the same shape, of deviation 1. Images of one channel have no
/// saturation and no hue. What a turn uncovers repeats the edge.
torch::Tensor cotta_view(const torch::Tensor& images, const CottaView& view, const torch::Tensor& noise);

}  // namespace ttt

// AugMix as MEMO cuts its views (arXiv 1912.02781, 2110.09506): chains of small changes of a picture, mixed with it. On
// the host, byte for byte as the Python imaging library does the single changes. No torch in this header.
#pragma once

#include "engine/vision/corruptions/draws.h"
#include "engine/vision/images/image_set.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace ttt {

enum class AugMixKind {
    autocontrast,
    equalize,
    rotate,
    solarize,
    shear_x,
    shear_y,
    translate_x,
    translate_y,
    posterize
};

struct AugMixChange {
    AugMixKind kind = AugMixKind::autocontrast;
    double level = 0;  // 0.1 … 1
    bool is_negative = false;
};

struct AugMixChain {
    double weight = 0;  // of the three; their sum is 1
    std::vector<AugMixChange> changes;
};

/// All that was drawn for a view.
struct AugMixView {
    std::int64_t top = 0;  // in the picture padded by view_padding() zeros
    std::int64_t left = 0;
    bool is_mirrored = false;
    std::array<AugMixChain, 3> chains;
    double share = 0;  // of the cropped picture itself
};

AugMixView draw_augmix(std::int64_t side, Draws& draws);

/// What a change uncovers becomes grey, or, as the authors' code has it by the meaning of 128 as a colour, dark red.
enum class Uncovered { grey, as_published };

/// u8 [S, S, C] to f32 [C, S, S], 0 … 255.
void augmix_view(std::span<const std::uint8_t> picture, const ImageShape& shape, const AugMixView& view,
                 Uncovered uncovered, std::span<float> to);

/// One change of a picture u8 [S, S, C].
std::vector<std::uint8_t> changed_picture(const std::vector<std::uint8_t>& picture, const ImageShape& shape,
                                          const AugMixChange& change, Uncovered uncovered);

}  // namespace ttt

// The corruptions of Hendrycks and Dietterich (arXiv 1903.12261), made here: formulas and strengths of make_cifar_c.py
// and make_imagenet_c.py (github hendrycks/robustness at 8190fe3). One function each, in the file of its name or of its
// family; values 0 … 1 in and, not yet cut to that range, out. Each says what is ours.
#pragma once

#include "engine/vision/corruptions/draws.h"
#include "engine/vision/corruptions/float_image.h"

namespace ttt {

/// From this smaller side on, strengths are those of ImageNet-C; below those of CIFAR-10-C.
constexpr int large_side = 64;

/// The row of a table of strengths that fits.
template <class Row>
const Row& row_for(const Row (&small)[5], const Row (&large)[5], const FloatImage& image, int severity)
{
    return (image.smaller_side() < large_side ? small : large)[severity - 1];
}

FloatImage gaussian_noise(const FloatImage& image, int severity, Draws& draws);
FloatImage shot_noise(const FloatImage& image, int severity, Draws& draws);
FloatImage impulse_noise(const FloatImage& image, int severity, Draws& draws);
FloatImage speckle_noise(const FloatImage& image, int severity, Draws& draws);
FloatImage gaussian_blur(const FloatImage& image, int severity, Draws& draws);
FloatImage defocus_blur(const FloatImage& image, int severity, Draws& draws);
FloatImage glass_blur(const FloatImage& image, int severity, Draws& draws);
FloatImage motion_blur(const FloatImage& image, int severity, Draws& draws);
FloatImage zoom_blur(const FloatImage& image, int severity, Draws& draws);
FloatImage snow(const FloatImage& image, int severity, Draws& draws);
FloatImage frost(const FloatImage& image, int severity, Draws& draws);
FloatImage fog(const FloatImage& image, int severity, Draws& draws);
FloatImage brightness(const FloatImage& image, int severity, Draws& draws);
FloatImage contrast(const FloatImage& image, int severity, Draws& draws);
FloatImage saturate(const FloatImage& image, int severity, Draws& draws);
FloatImage elastic_transform(const FloatImage& image, int severity, Draws& draws);
FloatImage pixelate(const FloatImage& image, int severity, Draws& draws);
FloatImage jpeg_compression(const FloatImage& image, int severity, Draws& draws);
FloatImage spatter(const FloatImage& image, int severity, Draws& draws);
FloatImage sketch(const FloatImage& image, int severity, Draws& draws);
FloatImage inverted(const FloatImage& image, int severity, Draws& draws);

}  // namespace ttt

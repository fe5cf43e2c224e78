// Blur along a line, in place of ImageMagick's (the port in github bethgelab/imagecorruptions at c959e65).
#pragma once

#include "engine/vision/corruptions/float_image.h"

namespace ttt {

/// Σ w_i x(p + round(i (cos, sin) angle)), i 0 … 2 radius, w_i ∝ exp(-i² / 2σ²); the nearest pixel outside. Degrees.
FloatImage moved(const FloatImage& image, int radius, double sigma, double angle);

}  // namespace ttt

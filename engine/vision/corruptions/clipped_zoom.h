// The middle of an image, enlarged to the size of the image.
#pragma once

#include "engine/vision/corruptions/float_image.h"

namespace ttt {

/// ceil(side / factor) pixels of the middle, bilinear with the corners on each other, to round(pixels x factor), of
/// which the middle is taken: scipy's zoom of order 1. `factor` at least 1.
FloatImage clipped_zoom(const FloatImage& image, double factor);

}  // namespace ttt

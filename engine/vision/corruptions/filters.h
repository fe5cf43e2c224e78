// Linear filters on images. Sums in double.
#pragma once

#include "engine/vision/corruptions/float_image.h"

namespace ttt {

/// w ∝ exp(-x² / 2σ²), x up to int(truncate σ + 0.5), normalised; rows, then columns, as scipy does. σ 0: as it is.
FloatImage gaussian_blurred(const FloatImage& image, double sigma, Border border = Border::nearest,
                            double truncate = 4);

/// A square of odd side around each pixel, not turned over.
struct Kernel {
    int side = 1;
    std::vector<double> weights;  // [side, side]

    double& at(int y, int x) { return weights[static_cast<std::size_t>(y * side + x)]; }
    double at(int y, int x) const { return weights[static_cast<std::size_t>(y * side + x)]; }
};

FloatImage correlated(const FloatImage& image, const Kernel& kernel, Border border = Border::mirror);

}  // namespace ttt

// Blur that is the same everywhere: Gaussian, and the disk of a lens out of focus.
#include "engine/vision/corruptions/filters.h"
#include "engine/vision/corruptions/kinds.h"

#include <cmath>

namespace ttt {

namespace {

constexpr double gaussian_small[5] = {.4, .6, .7, .8, 1};
constexpr double gaussian_large[5] = {1, 2, 3, 4, 6};

struct Lens {
    double radius;
    double softness;  // σ of the disk's edge
};

constexpr Lens lens_small[5] = {{.3, .4}, {.4, .5}, {.5, .6}, {1, .2}, {1.5, .1}};
constexpr Lens lens_large[5] = {{3, .1}, {4, .5}, {6, .5}, {8, .5}, {10, .5}};

/// n x n taps of a Gaussian, as OpenCV's GaussianBlur with a given size has them.
FloatImage softened(const FloatImage& disk, double sigma, int side)
{
    Kernel kernel{side, std::vector<double>(static_cast<std::size_t>(side * side))};
    double sum = 0;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const double dy = y - side / 2, dx = x - side / 2;
            sum += kernel.at(y, x) = std::exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma));
        }
    for (double& weight : kernel.weights)
        weight /= sum;
    return correlated(disk, kernel);
}

/// All places within the radius of the middle of a 17 x 17 (wider where the radius is) grid, normalised, softened.
Kernel disk_kernel(const Lens& lens)
{
    const int reach = lens.radius <= 8 ? 8 : static_cast<int>(lens.radius), side = 2 * reach + 1;
    FloatImage disk(side, side, 1);
    double sum = 0;
    for (int y = -reach; y <= reach; ++y)
        for (int x = -reach; x <= reach; ++x)
            if (x * x + y * y <= lens.radius * lens.radius)
                sum += disk.at(y + reach, x + reach) = 1;
    for (float& value : disk.values)
        value = static_cast<float>(value / sum);
    const FloatImage soft = softened(disk, lens.softness, lens.radius <= 8 ? 3 : 5);
    return {side, {soft.values.begin(), soft.values.end()}};
}

}  // namespace

FloatImage gaussian_blur(const FloatImage& image, int severity, Draws&)
{
    return gaussian_blurred(image, row_for(gaussian_small, gaussian_large, image, severity));
}

FloatImage defocus_blur(const FloatImage& image, int severity, Draws&)
{
    return correlated(image, disk_kernel(row_for(lens_small, lens_large, image, severity)));
}

}  // namespace ttt

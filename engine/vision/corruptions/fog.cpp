#include "engine/vision/corruptions/kinds.h"
#include "engine/vision/corruptions/plasma.h"

#include <algorithm>

namespace ttt {

namespace {

struct Fog {
    double amount;
    double decay;  // of the clouds' detail
};

constexpr Fog small[5] = {{.2, 3}, {.5, 3}, {.75, 2.5}, {1, 2}, {1.5, 1.75}};
constexpr Fog large[5] = {{1.5, 2}, {2, 2}, {2.5, 1.7}, {2.5, 1.5}, {3, 1.4}};

}  // namespace

/// (x + c clouds) M / (M + c), M the largest value of x.
FloatImage fog(const FloatImage& image, int severity, Draws& draws)
{
    const Fog& fog = row_for(small, large, image, severity);
    const int side = power_of_two(std::max(image.height, image.width));
    const std::vector<double> clouds = plasma(side, fog.decay, draws);
    const double largest = *std::max_element(image.values.begin(), image.values.end());
    FloatImage fogged = image;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c)
                fogged.at(y, x, c) = static_cast<float>(
                    (image.at(y, x, c) + fog.amount * clouds[static_cast<std::size_t>(y * side + x)]) * largest /
                    (largest + fog.amount));
    return fogged;
}

}  // namespace ttt

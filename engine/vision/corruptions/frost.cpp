// Frost: a x + b texture. The published textures are photographs of unknown rights; ours is procedural.
#include "engine/vision/corruptions/kinds.h"
#include "engine/vision/corruptions/plasma.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Frost {
    double kept;
    double ice;
};

constexpr Frost small[5] = {{1, .2}, {1, .3}, {.9, .4}, {.85, .4}, {.75, .45}};
constexpr Frost large[5] = {{1, .4}, {.8, .6}, {.7, .7}, {.65, .7}, {.6, .75}};

constexpr double tint[3] = {.86, .95, 1};
constexpr double grey_tint = .299 * tint[0] + .587 * tint[1] + .114 * tint[2];

/// Bright veins where clouds are of middle height: 0.35 + 0.65 (1 - |2p - 1|)².
double ice_at(double cloud)
{
    const double vein = 1 - std::abs(2 * cloud - 1);
    return .35 + .65 * vein * vein;
}

}  // namespace

FloatImage frost(const FloatImage& image, int severity, Draws& draws)
{
    const Frost& frost = row_for(small, large, image, severity);
    const int side = power_of_two(std::max(image.height, image.width));
    const std::vector<double> clouds = plasma(side, 1.6, draws);
    FloatImage frosted = image;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c)
                frosted.at(y, x, c) =
                    static_cast<float>(frost.kept * image.at(y, x, c) +
                                       frost.ice * ice_at(clouds[static_cast<std::size_t>(y * side + x)]) *
                                           (image.channels == 1 ? grey_tint : tint[c]));
    return frosted;
}

}  // namespace ttt

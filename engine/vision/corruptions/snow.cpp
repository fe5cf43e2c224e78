#include "engine/vision/corruptions/clipped_zoom.h"
#include "engine/vision/corruptions/kinds.h"
#include "engine/vision/corruptions/motion.h"

#include <algorithm>

namespace ttt {

namespace {

struct Snow {
    double mean, deviation;  // of the flakes' layer
    double zoom;
    double threshold;
    int radius;  // of their fall
    double sigma;
    double kept;  // of the image's own colour
};

constexpr Snow small[5] = {{.1, .2, 1, .6, 8, 3, .95},
                           {.1, .2, 1, .5, 10, 4, .9},
                           {.15, .3, 1.75, .55, 10, 4, .9},
                           {.25, .3, 2.25, .6, 12, 6, .85},
                           {.3, .3, 1.25, .65, 14, 12, .8}};
constexpr Snow large[5] = {{.1, .3, 3, .5, 10, 4, .8},
                           {.2, .3, 2, .5, 12, 4, .7},
                           {.55, .3, 4, .9, 12, 8, .7},
                           {.55, .3, 4.5, .85, 12, 8, .65},
                           {.55, .3, 2.5, .85, 12, 12, .55}};

FloatImage flakes(const FloatImage& image, const Snow& snow, Draws& draws)
{
    FloatImage layer(image.height, image.width, 1);
    for (float& value : layer.values)
        value = static_cast<float>(snow.mean + snow.deviation * draws.normal());
    layer = clipped_zoom(layer, snow.zoom);
    for (float& value : layer.values)
        value = value < snow.threshold ? 0.0F : static_cast<float>(to_byte(value)) / 255.0F;
    return moved(layer, snow.radius, snow.sigma, draws.uniform(-135, -45));
}

}  // namespace

/// The image paled, plus the flakes, plus the flakes turned by 180°.
FloatImage snow(const FloatImage& image, int severity, Draws& draws)
{
    const Snow& snow = row_for(small, large, image, severity);
    const FloatImage layer = flakes(image, snow, draws), grey = luma(image);
    const auto kept = static_cast<float>(snow.kept);
    FloatImage snowed = image;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const float fallen = layer.at(y, x) + layer.at(image.height - 1 - y, image.width - 1 - x);
            for (int c = 0; c < image.channels; ++c) {
                const float value = image.at(y, x, c);
                snowed.at(y, x, c) = kept * value + (1 - kept) * std::max(value, 1.5F * grey.at(y, x) + 0.5F) + fallen;
            }
        }
    return snowed;
}

}  // namespace ttt

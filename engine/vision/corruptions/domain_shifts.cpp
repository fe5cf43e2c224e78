// Two domains of our own beside the corruptions: a drawing of the edges, and the negative.
#include "engine/vision/corruptions/filters.h"
#include "engine/vision/corruptions/kinds.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

const Kernel sobel_x{3, {-.25, 0, .25, -.5, 0, .5, -.25, 0, .25}};
const Kernel sobel_y{3, {-.25, -.5, -.25, 0, 0, 0, .25, .5, .25}};

}  // namespace

/// x blended with dark lines on white, 1 - min(1, 2 |∇ luma|): a fifth of it at severity 1, nothing else at 5.
FloatImage sketch(const FloatImage& image, int severity, Draws&)
{
    const FloatImage grey = luma(image), over = correlated(grey, sobel_x), down = correlated(grey, sobel_y);
    const float share = static_cast<float>(severity) / 5;
    FloatImage drawn = image;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const float line = std::min(1.0F, 2 * std::hypot(over.at(y, x), down.at(y, x)));
            for (int c = 0; c < image.channels; ++c)
                drawn.at(y, x, c) = (1 - share) * image.at(y, x, c) + share * (1 - line);
        }
    return drawn;
}

/// 1 - x where x is at least 1 - severity / 5: a solarised picture, at severity 5 the negative. (Blending x with its
/// negative would be one grey in the middle.)
FloatImage inverted(const FloatImage& image, int severity, Draws&)
{
    const float threshold = 1 - static_cast<float>(severity) / 5 - 1e-4F;  // whatever rounding does to a fifth
    FloatImage turned = image;
    for (float& value : turned.values)
        value = value >= threshold ? 1 - value : value;
    return turned;
}

}  // namespace ttt

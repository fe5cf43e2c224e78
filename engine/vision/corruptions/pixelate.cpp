// Fewer pixels, and as many again: PIL's resize with a box, down and up.
#include "engine/vision/corruptions/kinds.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double small[5] = {.95, .9, .85, .75, .65};
constexpr double large[5] = {.6, .5, .4, .3, .25};

/// The pixels [begin, end) of a row whose middles lie in the box of target pixel `at`; PIL gives each the same weight.
struct Box {
    int begin, end;

    Box(int at, double scale, int size)
    {
        const double middle = (at + 0.5) * scale, half = 0.5 * std::max(scale, 1.0);
        begin = std::max(0, static_cast<int>(middle - half + 0.5));
        end = std::min(size, static_cast<int>(middle + half + 0.5));
        while (end - begin > 1 && (begin + 0.5 - middle) / (2 * half) <= -0.5)
            ++begin;
        while (end - begin > 1 && (end - 0.5 - middle) / (2 * half) > 0.5)
            --end;
    }
};

float rounded(double value)  // between its two passes PIL holds bytes
{
    return static_cast<float>(std::floor(value * 255 + 0.5) / 255);
}

/// Along x; transposed, so that two calls do both sides.
FloatImage boxed(const FloatImage& image, int width)
{
    const double scale = static_cast<double>(image.width) / width;
    FloatImage result(width, image.height, image.channels);
    for (int x = 0; x < width; ++x) {
        const Box box(x, scale, image.width);
        for (int y = 0; y < image.height; ++y)
            for (int c = 0; c < image.channels; ++c) {
                double sum = 0;
                for (int i = box.begin; i < box.end; ++i)
                    sum += image.at(y, i, c);
                result.at(x, y, c) = rounded(sum / (box.end - box.begin));
            }
    }
    return result;
}

}  // namespace

FloatImage pixelate(const FloatImage& image, int severity, Draws&)
{
    const double share = row_for(small, large, image, severity);
    const int width = std::max(1, static_cast<int>(image.width * share));
    const int height = std::max(1, static_cast<int>(image.height * share));
    return boxed(boxed(boxed(boxed(image, width), height), image.width), image.height);
}

}  // namespace ttt

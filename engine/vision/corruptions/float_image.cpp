#include "engine/vision/corruptions/float_image.h"

#include <algorithm>
#include <cmath>

namespace ttt {

FloatImage::FloatImage(int rows, int columns, int depth)
    : height(rows), width(columns), channels(depth), values(static_cast<std::size_t>(rows * columns * depth))
{
}

FloatImage to_float(std::span<const std::uint8_t> pixels, const ImageShape& shape)
{
    FloatImage image(static_cast<int>(shape.height), static_cast<int>(shape.width), static_cast<int>(shape.channels));
    std::transform(pixels.begin(), pixels.end(), image.values.begin(),
                   [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0F; });
    return image;
}

std::uint8_t to_byte(float value)
{
    constexpr float whole = 1.0F / 8192;  // what is whole but for rounding stays itself
    return static_cast<std::uint8_t>(clipped(value) * 255.0F + (value < 1 ? whole : 0.0F));
}

void to_bytes(const FloatImage& image, std::span<std::uint8_t> pixels)
{
    std::transform(image.values.begin(), image.values.end(), pixels.begin(), to_byte);
}

FloatImage luma(const FloatImage& image)
{
    if (image.channels == 1)
        return image;
    FloatImage grey(image.height, image.width, 1);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            grey.at(y, x) = 0.299F * image.at(y, x, 0) + 0.587F * image.at(y, x, 1) + 0.114F * image.at(y, x, 2);
    return grey;
}

float clipped(float value)
{
    return std::clamp(value, 0.0F, 1.0F);
}

void clip(FloatImage& image)
{
    std::transform(image.values.begin(), image.values.end(), image.values.begin(), clipped);
}

int inside(int at, int size, Border border)
{
    if (at >= 0 && at < size)
        return at;
    if (border == Border::nearest || size == 1)
        return std::clamp(at, 0, size - 1);
    const int period = border == Border::reflect ? 2 * size : 2 * size - 2;
    const int wrapped = (at % period + period) % period;
    if (wrapped < size)
        return wrapped;
    return border == Border::reflect ? period - 1 - wrapped : period - wrapped;
}

}  // namespace ttt

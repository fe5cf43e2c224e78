// Scaling of a picture to the size that a net takes.
#include "engine/vision/images/picture.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

/// Weights of the source pixels `first` and following for one target pixel: a triangle as wide as the step between
/// target pixels, at least one pixel.
struct Taps {
    std::int64_t first = 0;
    std::vector<double> weights;
};

std::vector<Taps> triangle_taps(std::int64_t from, double scale, double begin, std::int64_t to)
{
    std::vector<Taps> taps(static_cast<std::size_t>(to));
    const double support = std::max(scale, 1.0);
    for (std::int64_t at = 0; at < to; ++at) {
        const double centre = begin + (static_cast<double>(at) + 0.5) * scale;
        Taps& tap = taps[static_cast<std::size_t>(at)];
        tap.first = std::max<std::int64_t>(0, std::llround(centre - support));
        const std::int64_t last = std::min(from, std::int64_t{std::llround(centre + support)});
        double sum = 0;
        for (std::int64_t i = tap.first; i < last; ++i) {
            const double distance = std::abs(static_cast<double>(i) + 0.5 - centre) / support;
            tap.weights.push_back(std::max(0.0, 1 - distance));
            sum += tap.weights.back();
        }
        for (double& weight : tap.weights)
            weight /= sum;
    }
    return taps;
}

/// f32 [H, W, C] along H of u8 or f32 [.., W, C].
template <class Pixel>
std::vector<float> rows_mixed(const Pixel* pixels, std::int64_t row, const std::vector<Taps>& taps)
{
    std::vector<float> mixed(taps.size() * static_cast<std::size_t>(row));
    float* to = mixed.data();
    for (const Taps& tap : taps)
        for (std::int64_t x = 0; x < row; ++x) {
            double sum = 0;
            for (std::size_t i = 0; i < tap.weights.size(); ++i)
                sum += tap.weights[i] * pixels[(tap.first + static_cast<std::int64_t>(i)) * row + x];
            *to++ = static_cast<float>(sum);
        }
    return mixed;
}

/// [H, W, C] to [W, H, C].
std::vector<float> transposed(const std::vector<float>& pixels, std::int64_t height, std::int64_t width,
                              std::int64_t channels)
{
    std::vector<float> turned(pixels.size());
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x)
            std::copy_n(&pixels[static_cast<std::size_t>((y * width + x) * channels)], channels,
                        &turned[static_cast<std::size_t>((x * height + y) * channels)]);
    return turned;
}

}  // namespace

Picture centre_square(const Picture& picture, std::int64_t size)
{
    const auto [height, width, channels] = picture.shape;
    if (height == size && width == size)
        return picture;
    const double side = static_cast<double>(std::min(height, width)), scale = side / static_cast<double>(size);
    const auto taps = [&](std::int64_t from) {
        return triangle_taps(from, scale, (static_cast<double>(from) - side) / 2, size);
    };
    const std::vector<float> rows = rows_mixed(picture.pixels.data(), width * channels, taps(height));
    const std::vector<float> turned = transposed(rows, size, width, channels);
    const std::vector<float> square =
        transposed(rows_mixed(turned.data(), size * channels, taps(width)), size, size, channels);
    Picture scaled{{size, size, channels}, {}};
    for (const float value : square)
        scaled.pixels.push_back(static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)));
    return scaled;
}

}  // namespace ttt

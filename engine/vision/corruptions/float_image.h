// An image in floating point, as corruptions compute on it.
#pragma once

#include "engine/vision/images/image_set.h"

#include <cstdint>
#include <span>
#include <vector>

namespace ttt {

struct FloatImage {
    int height = 0;
    int width = 0;
    int channels = 0;           // 1 or 3
    std::vector<float> values;  // [H, W, C], 0 black to 1 white

    FloatImage() = default;
    FloatImage(int rows, int columns, int depth);

    float& at(int y, int x, int c = 0) { return values[index(y, x, c)]; }
    float at(int y, int x, int c = 0) const { return values[index(y, x, c)]; }
    int smaller_side() const { return height < width ? height : width; }

private:
    std::size_t index(int y, int x, int c) const { return static_cast<std::size_t>((y * width + x) * channels + c); }
};

FloatImage to_float(std::span<const std::uint8_t> pixels, const ImageShape& shape);

/// Cut to 0 … 1, times 255, without the fraction: as the authors of CIFAR-10-C store theirs.
void to_bytes(const FloatImage& image, std::span<std::uint8_t> pixels);
std::uint8_t to_byte(float value);

/// 0.299 R + 0.587 G + 0.114 B, [H, W, 1]; a grey image is its own.
FloatImage luma(const FloatImage& image);

float clipped(float value);  // to 0 … 1
void clip(FloatImage& image);

/// What lies outside of a row of pixels a b c d: nearest a a|a b c d|d d, reflect b a|a b c d|d c,
/// mirror c b|a b c d|c b (OpenCV's reflect-101).
enum class Border { nearest, reflect, mirror };

/// The place inside 0 … size - 1 that stands for `at`.
int inside(int at, int size, Border border);

}  // namespace ttt

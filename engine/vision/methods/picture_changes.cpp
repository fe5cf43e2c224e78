// The single changes of AugMix, in the roundings of the Python imaging library (pillow).
#include "engine/vision/methods/augmix.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ttt {

namespace {

using Pixels = std::vector<std::uint8_t>;
using Table = std::array<std::uint8_t, 256>;
using Histogram = std::array<std::int64_t, 256>;

Histogram histogram_of(const Pixels& picture, std::int64_t channels, std::int64_t channel)
{
    Histogram histogram{};
    for (std::size_t at = static_cast<std::size_t>(channel); at < picture.size();
         at += static_cast<std::size_t>(channels))
        ++histogram[picture[at]];
    return histogram;
}

Table identity()
{
    Table table;
    for (std::size_t value = 0; value < 256; ++value)
        table[value] = static_cast<std::uint8_t>(value);
    return table;
}

Table autocontrast(const Histogram& histogram)
{
    int low = 0, high = 255;
    while (low < 255 && histogram[static_cast<std::size_t>(low)] == 0)
        ++low;
    while (high > 0 && histogram[static_cast<std::size_t>(high)] == 0)
        --high;
    Table table = identity();
    if (high <= low)
        return table;
    const double scale = 255.0 / (high - low), offset = -low * scale;
    for (std::size_t value = 0; value < 256; ++value)
        table[value] = static_cast<std::uint8_t>(
            std::clamp(static_cast<int>(static_cast<double>(value) * scale + offset), 0, 255));
    return table;
}

Table equalize(const Histogram& histogram)
{
    std::int64_t sum = 0, last = 0, kinds = 0;
    for (const std::int64_t count : histogram) {
        sum += count;
        kinds += count > 0;
        last = count > 0 ? count : last;
    }
    const std::int64_t step = (sum - last) / 255;
    Table table = identity();
    if (kinds <= 1 || step == 0)
        return table;
    std::int64_t below = step / 2;
    for (std::size_t value = 0; value < 256; ++value) {
        table[value] = static_cast<std::uint8_t>(std::min<std::int64_t>(below / step, 255));
        below += histogram[value];
    }
    return table;
}

Table solarize(int threshold)
{
    Table table = identity();
    for (std::size_t value = static_cast<std::size_t>(threshold); value < 256; ++value)
        table[value] = static_cast<std::uint8_t>(255 - value);
    return table;
}

Table posterize(int bits)
{
    Table table = identity();
    for (std::uint8_t& value : table)
        value = static_cast<std::uint8_t>(value & ~((1 << (8 - bits)) - 1));
    return table;
}

void look_up(Pixels& picture, std::int64_t channels, std::int64_t channel, const Table& table)
{
    for (std::size_t at = static_cast<std::size_t>(channel); at < picture.size();
         at += static_cast<std::size_t>(channels))
        picture[at] = table[picture[at]];
}

/// Where a pixel is read: x = a x' + b y' + c, y = d x' + e y' + f, of centres of pixels.
struct Affine {
    double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
};

/// Turned against the clock about the middle.
Affine rotation(double degrees, double side)
{
    const double angle = -degrees * std::numbers::pi / 180;
    const auto rounded = [](double x) { return std::round(x * 1e15) / 1e15; };
    Affine affine{rounded(std::cos(angle)),  rounded(std::sin(angle)), 0,
                  rounded(-std::sin(angle)), rounded(std::cos(angle)), 0};
    const double middle = side / 2;
    affine.c = middle - affine.a * middle - affine.b * middle;
    affine.f = middle - affine.d * middle - affine.e * middle;
    return affine;
}

/// Between the four pixels around; the sides are repeated for half a pixel, and cut off without rounding.
std::uint8_t between(const Pixels& picture, const ImageShape& shape, double x, double y, std::int64_t channel)
{
    const auto left = static_cast<std::int64_t>(std::floor(x - 0.5)),
               top = static_cast<std::int64_t>(std::floor(y - 0.5));
    const double dx = x - 0.5 - static_cast<double>(left), dy = y - 0.5 - static_cast<double>(top);
    const auto pixel = [&](std::int64_t row, std::int64_t column) {
        row = std::clamp<std::int64_t>(row, 0, shape.height - 1);
        column = std::clamp<std::int64_t>(column, 0, shape.width - 1);
        return static_cast<double>(
            picture[static_cast<std::size_t>((row * shape.width + column) * shape.channels + channel)]);
    };
    const auto of_row = [&](std::int64_t row) {
        return pixel(row, left) + (pixel(row, left + 1) - pixel(row, left)) * dx;
    };
    const double upper = of_row(top);
    const double lower = top + 1 < shape.height ? of_row(top + 1) : upper;
    return static_cast<std::uint8_t>(upper + (lower - upper) * dy);
}

Pixels moved(const Pixels& picture, const ImageShape& shape, const Affine& affine, Uncovered uncovered)
{
    Pixels to(picture.size());
    std::size_t at = 0;
    for (std::int64_t row = 0; row < shape.height; ++row)
        for (std::int64_t column = 0; column < shape.width; ++column) {
            const double x0 = static_cast<double>(column) + 0.5, y0 = static_cast<double>(row) + 0.5;
            const double x = affine.a * x0 + affine.b * y0 + affine.c, y = affine.d * x0 + affine.e * y0 + affine.f;
            const bool is_inside =
                x >= 0 && y >= 0 && x < static_cast<double>(shape.width) && y < static_cast<double>(shape.height);
            for (std::int64_t channel = 0; channel < shape.channels; ++channel) {
                const std::uint8_t bare = channel == 0 || uncovered == Uncovered::grey ? 128 : 0;
                to[at++] = is_inside ? between(picture, shape, x, y, channel) : bare;
            }
        }
    return to;
}

Affine movement(const AugMixChange& change, double side)
{
    const double sign = change.is_negative ? -1 : 1;
    const double shear = sign * change.level * 0.3 / 10, pixels = sign * std::floor(change.level * (side / 3) / 10);
    switch (change.kind) {
    case AugMixKind::rotate:
        return rotation(sign * std::floor(change.level * 30 / 10), side);
    case AugMixKind::shear_x:
        return {.b = shear};
    case AugMixKind::shear_y:
        return {.d = shear};
    case AugMixKind::translate_x:
        return {.c = pixels};
    default:
        return {.f = pixels};
    }
}

Table table_for(const AugMixChange& change, const Histogram& histogram)
{
    switch (change.kind) {
    case AugMixKind::autocontrast:
        return autocontrast(histogram);
    case AugMixKind::equalize:
        return equalize(histogram);
    case AugMixKind::solarize:
        return solarize(256 - static_cast<int>(change.level * 256 / 10));
    default:
        return posterize(4 - static_cast<int>(change.level * 4 / 10));
    }
}

bool is_of_colours(AugMixKind kind)
{
    return kind == AugMixKind::autocontrast || kind == AugMixKind::equalize || kind == AugMixKind::solarize ||
           kind == AugMixKind::posterize;
}

}  // namespace

std::vector<std::uint8_t> changed_picture(const Pixels& picture, const ImageShape& shape, const AugMixChange& change,
                                          Uncovered uncovered)
{
    if (!is_of_colours(change.kind)) {
        const Affine affine = movement(change, static_cast<double>(shape.width));
        const bool is_still =
            change.kind == AugMixKind::rotate && affine.a == 1;  // then no pixel is read between others
        return is_still ? picture : moved(picture, shape, affine, uncovered);
    }
    Pixels changed = picture;
    for (std::int64_t channel = 0; channel < shape.channels; ++channel)
        look_up(changed, shape.channels, channel, table_for(change, histogram_of(picture, shape.channels, channel)));
    return changed;
}

}  // namespace ttt

// Brightness, contrast and saturation. A grey image has a value and no hue: brightness adds to it, saturation leaves it
// as it is (and is therefore not offered there, corruption_table.h).
#include "engine/vision/corruptions/kinds.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double brightness_small[5] = {.05, .1, .15, .2, .3};
constexpr double brightness_large[5] = {.1, .2, .3, .4, .5};
constexpr double contrast_small[5] = {.75, .5, .4, .3, .15};
constexpr double contrast_large[5] = {.4, .3, .2, .1, .05};

struct Saturation {
    double factor;
    double added;
};

constexpr Saturation saturation_small[5] = {{.3, 0}, {.1, 0}, {1.5, 0}, {2, .1}, {2.5, .2}};
constexpr Saturation saturation_large[5] = {{.3, 0}, {.1, 0}, {2, 0}, {5, .1}, {20, .2}};

struct Hsv {
    double hue = 0;  // 0 … 6
    double saturation = 0;
    double value = 0;
};

Hsv hsv_of(const float* rgb)
{
    const double r = rgb[0], g = rgb[1], b = rgb[2];
    const double value = std::max({r, g, b}), range = value - std::min({r, g, b});
    Hsv hsv{0, value > 0 ? range / value : 0, value};
    if (range > 0)
        hsv.hue = value == r   ? (g - b) / range + (g < b ? 6 : 0)
                  : value == g ? (b - r) / range + 2
                               : (r - g) / range + 4;
    return hsv;
}

void put(const Hsv& hsv, float* rgb)
{
    for (int c = 0; c < 3; ++c) {
        const double place = std::fmod((c == 0 ? 5 : c == 1 ? 3 : 1) + hsv.hue, 6);
        const double share = std::max(0.0, std::min({place, 4 - place, 1.0}));
        rgb[c] = static_cast<float>(hsv.value * (1 - hsv.saturation * share));
    }
}

template <class Change>
FloatImage in_hsv(const FloatImage& image, Change&& change)
{
    FloatImage changed = image;
    for (std::size_t i = 0; i < image.values.size(); i += 3) {
        Hsv hsv = hsv_of(&image.values[i]);
        change(hsv);
        put(hsv, &changed.values[i]);
    }
    return changed;
}

}  // namespace

/// HSV value + c
FloatImage brightness(const FloatImage& image, int severity, Draws&)
{
    const double added = row_for(brightness_small, brightness_large, image, severity);
    if (image.channels == 3)
        return in_hsv(image, [added](Hsv& hsv) { hsv.value = std::clamp(hsv.value + added, 0.0, 1.0); });
    FloatImage brighter = image;
    for (float& value : brighter.values)
        value += static_cast<float>(added);
    return brighter;
}

/// (x - m) c + m, m the mean of a channel.
FloatImage contrast(const FloatImage& image, int severity, Draws&)
{
    const double factor = row_for(contrast_small, contrast_large, image, severity);
    const auto channels = static_cast<std::size_t>(image.channels);
    FloatImage flatter = image;
    for (std::size_t c = 0; c < channels; ++c) {
        double mean = 0;
        for (std::size_t i = c; i < image.values.size(); i += channels)
            mean += image.values[i];
        mean /= static_cast<double>(image.values.size() / channels);
        for (std::size_t i = c; i < image.values.size(); i += channels)
            flatter.values[i] = static_cast<float>((image.values[i] - mean) * factor + mean);
    }
    return flatter;
}

/// HSV saturation a + b
FloatImage saturate(const FloatImage& image, int severity, Draws&)
{
    const Saturation& row = row_for(saturation_small, saturation_large, image, severity);
    if (image.channels != 3)
        return image;
    return in_hsv(image,
                  [&row](Hsv& hsv) { hsv.saturation = std::clamp(hsv.saturation * row.factor + row.added, 0.0, 1.0); });
}

}  // namespace ttt

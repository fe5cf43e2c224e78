#include "engine/vision/corruptions/clipped_zoom.h"
#include "engine/vision/corruptions/kinds.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ttt {

namespace {

/// Factors 1, 1 + step, …, `count` of them: counted by hand, since rounding decides the last one of numpy's arange.
struct Zoom {
    double step;
    int count;
};

constexpr Zoom small[5] = {{.01, 7}, {.01, 12}, {.01, 16}, {.01, 21}, {.01, 26}};
constexpr Zoom large[5] = {{.01, 12}, {.01, 16}, {.02, 11}, {.02, 13}, {.03, 11}};

/// Where each pixel of one side lies among the source's.
struct Places {
    std::vector<int> low;
    std::vector<double> share;  // of the pixel after it

    Places(int side, double factor)
    {
        const int cut = static_cast<int>(std::ceil(side / factor)), begin = (side - cut) / 2;
        const int enlarged = static_cast<int>(std::nearbyint(cut * factor)), trim = (enlarged - side) / 2;
        for (int i = 0; i < side; ++i) {
            const double place = enlarged == 1 ? 0 : static_cast<double>(i + trim) * (cut - 1) / (enlarged - 1);
            const int first = std::min(static_cast<int>(place), std::max(0, cut - 2));
            low.push_back(begin + first);
            share.push_back(place - first);
        }
    }
};

}  // namespace

FloatImage clipped_zoom(const FloatImage& image, double factor)
{
    const Places rows(image.height, factor), columns(image.width, factor);
    FloatImage zoomed(image.height, image.width, image.channels);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const auto i = static_cast<std::size_t>(y), j = static_cast<std::size_t>(x);
            const int top = rows.low[i], left = columns.low[j];
            const int bottom = std::min(top + 1, image.height - 1), right = std::min(left + 1, image.width - 1);
            const double down = rows.share[i], over = columns.share[j];
            for (int c = 0; c < image.channels; ++c)
                zoomed.at(y, x, c) = static_cast<float>(
                    (1 - down) * ((1 - over) * image.at(top, left, c) + over * image.at(top, right, c)) +
                    down * ((1 - over) * image.at(bottom, left, c) + over * image.at(bottom, right, c)));
        }
    return zoomed;
}

/// (x + Σ of all zooms) / (n + 1); the first zoom is x again.
FloatImage zoom_blur(const FloatImage& image, int severity, Draws&)
{
    const Zoom& zoom = row_for(small, large, image, severity);
    std::vector<double> sums(image.values.begin(), image.values.end());
    for (int i = 0; i < zoom.count; ++i) {
        const FloatImage zoomed = clipped_zoom(image, 1 + i * zoom.step);
        std::transform(sums.begin(), sums.end(), zoomed.values.begin(), sums.begin(), std::plus<>());
    }
    FloatImage mean = image;
    std::transform(sums.begin(), sums.end(), mean.values.begin(),
                   [&](double sum) { return static_cast<float>(sum / (zoom.count + 1)); });
    return mean;
}

}  // namespace ttt

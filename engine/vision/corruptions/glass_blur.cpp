// Frosted glass: pixels copied from near by, between two blurs.
#include "engine/vision/corruptions/filters.h"
#include "engine/vision/corruptions/kinds.h"

namespace ttt {

namespace {

struct Glass {
    double sigma;
    int reach;
    int rounds;
};

constexpr Glass small[5] = {{.05, 1, 1}, {.25, 1, 1}, {.4, 1, 1}, {.25, 1, 2}, {.4, 1, 2}};
constexpr Glass large[5] = {{.7, 1, 2}, {.9, 2, 1}, {1, 2, 3}, {1.1, 3, 2}, {1.5, 4, 2}};

void to_whole_bytes(FloatImage& image)
{
    for (float& value : image.values)
        value = static_cast<float>(to_byte(value)) / 255.0F;
}

/// The published code swaps two views of one array, which makes a copy of the neighbour and leaves the neighbour as it
/// is.
void copy_neighbours(FloatImage& image, int reach, Draws& draws)
{
    for (int y = image.height - reach; y > reach; --y)
        for (int x = image.width - reach; x > reach; --x) {
            const int dx = draws.whole(-reach, reach), dy = draws.whole(-reach, reach);
            for (int c = 0; c < image.channels; ++c)
                image.at(y, x, c) = image.at(y + dy, x + dx, c);
        }
}

}  // namespace

FloatImage glass_blur(const FloatImage& image, int severity, Draws& draws)
{
    const Glass& glass = row_for(small, large, image, severity);
    FloatImage blurred = gaussian_blurred(image, glass.sigma);
    to_whole_bytes(blurred);
    for (int round = 0; round < glass.rounds; ++round)
        copy_neighbours(blurred, glass.reach, draws);
    return gaussian_blurred(blurred, glass.sigma);
}

}  // namespace ttt

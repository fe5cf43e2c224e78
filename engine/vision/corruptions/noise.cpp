// Noise of each element (pixel and channel) by itself.
#include "engine/vision/corruptions/kinds.h"

namespace ttt {

namespace {

constexpr double gaussian_small[5] = {.04, .06, .08, .09, .10};
constexpr double gaussian_large[5] = {.08, .12, .18, .26, .38};
constexpr double shot_small[5] = {500, 250, 100, 75, 50};
constexpr double shot_large[5] = {60, 25, 12, 5, 3};
constexpr double impulse_small[5] = {.01, .02, .03, .05, .07};
constexpr double impulse_large[5] = {.03, .06, .09, .17, .27};
constexpr double speckle_small[5] = {.06, .1, .12, .16, .2};
constexpr double speckle_large[5] = {.15, .2, .35, .45, .6};

template <class Change>
FloatImage each(const FloatImage& image, Change&& change)
{
    FloatImage changed = image;
    for (float& value : changed.values)
        value = static_cast<float>(change(value));
    return changed;
}

}  // namespace

/// x + N(0, σ)
FloatImage gaussian_noise(const FloatImage& image, int severity, Draws& draws)
{
    const double sigma = row_for(gaussian_small, gaussian_large, image, severity);
    return each(image, [&](double value) { return value + sigma * draws.normal(); });
}

/// Poisson(x c) / c
FloatImage shot_noise(const FloatImage& image, int severity, Draws& draws)
{
    const double photons = row_for(shot_small, shot_large, image, severity);
    return each(image, [&](double value) { return static_cast<double>(draws.poisson(value * photons)) / photons; });
}

/// Black or white, half each, with the probability of the table.
FloatImage impulse_noise(const FloatImage& image, int severity, Draws& draws)
{
    const double amount = row_for(impulse_small, impulse_large, image, severity);
    return each(image, [&](double value) {
        const bool is_hit = draws.uniform() < amount, is_white = draws.uniform() < 0.5;
        return is_hit ? (is_white ? 1.0 : 0.0) : value;
    });
}

/// x + x N(0, σ)
FloatImage speckle_noise(const FloatImage& image, int severity, Draws& draws)
{
    const double sigma = row_for(speckle_small, speckle_large, image, severity);
    return each(image, [&](double value) { return value + value * sigma * draws.normal(); });
}

}  // namespace ttt

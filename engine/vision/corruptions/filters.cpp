#include "engine/vision/corruptions/filters.h"

#include <cmath>

namespace ttt {

namespace {

std::vector<double> gaussian_weights(double sigma, int radius)
{
    std::vector<double> weights;
    double sum = 0;
    for (int x = -radius; x <= radius; ++x) {
        weights.push_back(std::exp(-0.5 * x * x / (sigma * sigma)));
        sum += weights.back();
    }
    for (double& weight : weights)
        weight /= sum;
    return weights;
}

/// Along y with the steps (1, 0), along x with (0, 1).
FloatImage blurred_along(const FloatImage& image, const std::vector<double>& weights, int step_y, int step_x,
                         Border border)
{
    const int radius = static_cast<int>(weights.size() / 2);
    FloatImage blurred(image.height, image.width, image.channels);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c) {
                double sum = 0;
                for (int i = -radius; i <= radius; ++i)
                    sum += weights[static_cast<std::size_t>(i + radius)] *
                           image.at(inside(y + i * step_y, image.height, border),
                                    inside(x + i * step_x, image.width, border), c);
                blurred.at(y, x, c) = static_cast<float>(sum);
            }
    return blurred;
}

}  // namespace

FloatImage gaussian_blurred(const FloatImage& image, double sigma, Border border, double truncate)
{
    const int radius = static_cast<int>(truncate * sigma + 0.5);
    if (radius == 0)
        return image;
    const std::vector<double> weights = gaussian_weights(sigma, radius);
    return blurred_along(blurred_along(image, weights, 1, 0, border), weights, 0, 1, border);
}

FloatImage correlated(const FloatImage& image, const Kernel& kernel, Border border)
{
    const int radius = kernel.side / 2;
    FloatImage result(image.height, image.width, image.channels);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c) {
                double sum = 0;
                for (int dy = -radius; dy <= radius; ++dy)
                    for (int dx = -radius; dx <= radius; ++dx)
                        if (const double weight = kernel.at(dy + radius, dx + radius); weight != 0)
                            sum += weight * image.at(inside(y + dy, image.height, border),
                                                     inside(x + dx, image.width, border), c);
                result.at(y, x, c) = static_cast<float>(sum);
            }
    return result;
}

}  // namespace ttt

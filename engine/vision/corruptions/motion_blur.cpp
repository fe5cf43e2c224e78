#include "engine/vision/corruptions/kinds.h"
#include "engine/vision/corruptions/motion.h"

#include <cmath>
#include <numbers>

namespace ttt {

namespace {

struct Motion {
    int radius;
    double sigma;
};

constexpr Motion small[5] = {{6, 1}, {6, 1.5}, {6, 2}, {8, 2}, {9, 2.5}};
constexpr Motion large[5] = {{10, 3}, {15, 5}, {15, 8}, {15, 12}, {20, 15}};

std::vector<double> one_sided(int count, double sigma)
{
    std::vector<double> weights;
    double sum = 0;
    for (int i = 0; i < count; ++i)
        sum += weights.emplace_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    for (double& weight : weights)
        weight /= sum;
    return weights;
}

}  // namespace

FloatImage moved(const FloatImage& image, int radius, double sigma, double angle)
{
    const std::vector<double> weights = one_sided(2 * radius + 1, sigma);
    const double radians = angle * std::numbers::pi / 180;
    std::vector<double> sums(image.values.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double step = static_cast<double>(i);
        const int dx = static_cast<int>(std::ceil(step * std::cos(radians) - 0.5));
        const int dy = static_cast<int>(std::ceil(step * std::sin(radians) - 0.5));
        std::size_t to = 0;
        for (int y = 0; y < image.height; ++y)
            for (int x = 0; x < image.width; ++x)
                for (int c = 0; c < image.channels; ++c)
                    sums[to++] += weights[i] * image.at(inside(y + dy, image.height, Border::nearest),
                                                        inside(x + dx, image.width, Border::nearest), c);
    }
    FloatImage blurred(image.height, image.width, image.channels);
    blurred.values.assign(sums.begin(), sums.end());
    return blurred;
}

FloatImage motion_blur(const FloatImage& image, int severity, Draws& draws)
{
    const Motion& motion = row_for(small, large, image, severity);
    return moved(image, motion.radius, motion.sigma, draws.uniform(-45, 45));
}

}  // namespace ttt

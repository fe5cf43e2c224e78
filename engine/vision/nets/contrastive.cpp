#include "engine/vision/nets/contrastive.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ttt {

namespace {

using torch::Tensor;

constexpr double temperature = 0.5;

void draw_part(Draws& draws, std::vector<float>& numbers)
{
    const double area = draws.uniform(0.2, 1), ratio = std::exp(draws.uniform(-1, 1) * std::log(4.0 / 3));
    const double width = std::min(1.0, std::sqrt(area * ratio)), height = std::min(1.0, std::sqrt(area / ratio));
    const double sign = draws.uniform() < 0.5 ? -1 : 1;
    const double right = draws.uniform(-1, 1) * (1 - width), down = draws.uniform(-1, 1) * (1 - height);
    for (const double number : {sign * width, height, right, down})
        numbers.push_back(static_cast<float>(number));
}

void draw_colours(Draws& draws, std::vector<float>& numbers)
{
    const bool is_changed = draws.uniform() < 0.8, is_grey = draws.uniform() < 0.2;
    for (int factor = 0; factor < 3; ++factor) {
        const double drawn = draws.uniform(0.6, 1.4), number = is_changed ? drawn : 1;
        numbers.push_back(static_cast<float>(factor == 2 && is_grey ? 0 : number));
    }
}

Tensor coloured(const Tensor& images, const Tensor& numbers)
{
    const auto factor = [&](std::int64_t at) { return numbers.select(1, at).view({-1, 1, 1, 1}); };
    const Tensor bright = images * factor(4);
    const Tensor mean = bright.mean({1, 2, 3}, true);
    const Tensor contrasted = mean + (bright - mean) * factor(5);
    const Tensor grey = contrasted.mean(1, true);
    return (grey + (contrasted - grey) * factor(6)).clamp(0, 255);
}

}  // namespace

Tensor draw_contrastive_views(std::int64_t count, Draws& draws)
{
    std::vector<float> numbers;
    for (std::int64_t i = 0; i < count; ++i) {
        draw_part(draws, numbers);
        draw_colours(draws, numbers);
    }
    return torch::tensor(numbers).view({count, 7});
}

Tensor contrastive_views(const Tensor& images, const Tensor& numbers)
{
    const Tensor none = torch::zeros_like(numbers.select(1, 0));
    const Tensor across = torch::stack({numbers.select(1, 0), none, numbers.select(1, 2)}, 1);
    const Tensor down = torch::stack({none, numbers.select(1, 1), numbers.select(1, 3)}, 1);
    const Tensor grid = torch::affine_grid_generator(torch::stack({across, down}, 1), images.sizes(), false);
    constexpr std::int64_t bilinear = 0, border = 1;
    return coloured(torch::grid_sampler(images.to(torch::kFloat32), grid, bilinear, border, false), numbers);
}

Tensor contrastive_loss(const Tensor& first, const Tensor& second)
{
    const std::int64_t images = first.size(0);
    const Tensor codes = torch::cat({first, second});
    const Tensor lengths = codes.norm(2, {1}, true).clamp_min(1e-12);
    const Tensor unit = codes / lengths;
    const Tensor itself = torch::eye(2 * images, codes.options().dtype(torch::kBool));
    const Tensor likeness =
        (unit.matmul(unit.t()) / temperature).masked_fill(itself, -std::numeric_limits<float>::infinity());
    const Tensor partner = (torch::arange(2 * images, codes.options().dtype(torch::kLong)) + images) % (2 * images);
    return torch::cross_entropy_loss(likeness, partner);
}

}  // namespace ttt

#include "engine/vision/methods/cotta_views.h"

#include <torch/utils.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace ttt {

namespace {

using torch::Tensor;
using Kind = CottaView::Colour::Kind;

constexpr double noise_deviation = 0.005;
constexpr std::int64_t blur_radius = 2;

constexpr std::array<std::pair<double, double>, 5> ranges{
    {{0.6, 1.4}, {0.7, 1.3}, {0.5, 1.5}, {-0.06, 0.06}, {0.7, 1.3}}};  // in the order of Kind

/// f32 [B, 1, S, S], ITU-R 601.
Tensor grey(const Tensor& images)
{
    if (images.size(1) == 1)
        return images;
    return images.select(1, 0)
        .mul(0.2989)
        .add_(images.select(1, 1), 0.587)
        .add_(images.select(1, 2), 0.114)
        .unsqueeze(1);
}

Tensor blended(const Tensor& images, const Tensor& other, double share)
{
    return (images * share + other * (1 - share)).clamp_(0, 1);
}

/// Colours turned by a share of the circle, through hue, saturation and value.
Tensor hue_turned(const Tensor& images, double turn)
{
    const Tensor red = images.select(1, 0), green = images.select(1, 1), blue = images.select(1, 2);
    const Tensor value = images.amax(1), range = value - images.amin(1);
    const Tensor divisor = torch::where(range == 0, torch::ones_like(range), range);
    const Tensor sixths =
        torch::where(value == red, (green - blue) / divisor,
                     torch::where(value == green, (blue - red) / divisor + 2, (red - green) / divisor + 4));
    std::vector<Tensor> channels;
    for (const double offset : {5.0, 3.0, 1.0}) {
        const Tensor place = torch::remainder(sixths + (6 * turn + offset), 6);
        channels.push_back(value - range * torch::minimum(place, 4 - place).clamp_(0, 1));
    }
    return torch::stack(channels, 1);
}

Tensor coloured(const Tensor& images, const CottaView::Colour& colour)
{
    const bool is_grey = images.size(1) == 1;
    switch (colour.kind) {
    case Kind::brightness:
        return (images * colour.factor).clamp_(0, 1);
    case Kind::contrast:
        return blended(images, grey(images).mean({1, 2, 3}, true), colour.factor);
    case Kind::saturation:
        return is_grey ? images : blended(images, grey(images), colour.factor);
    case Kind::hue:
        return is_grey ? images : hue_turned(images, colour.factor);
    case Kind::gamma:
        return images.clamp(1e-8, 1).pow_(colour.factor).clamp_(0, 1);
    }
    return images;
}

/// f32 [1, P, P, 2]: where in the image, -1 … 1, the pixels of the moved one come from; P = S and the blur's margin.
Tensor sources(const CottaView& view, std::int64_t side, const torch::TensorOptions& options)
{
    const auto margin = static_cast<double>(blur_radius), half = static_cast<double>(side) / 2;
    const Tensor along = torch::arange(side + 2 * blur_radius, options) + (0.5 - half - margin);
    const double angle = view.angle * std::numbers::pi / 180, to_unit = 1 / (view.scale * half);
    const double cosine = std::cos(angle) * to_unit, sine = std::sin(angle) * to_unit;
    const Tensor x = (along - static_cast<double>(view.right)).view({1, -1});
    const Tensor y = (along - static_cast<double>(view.down)).view({-1, 1});
    return torch::stack({x * cosine + y * sine, y * cosine - x * sine}, -1).unsqueeze(0);
}

Tensor moved(const Tensor& images, const CottaView& view)
{
    constexpr std::int64_t bilinear = 0, border = 1;
    const Tensor grid = sources(view, images.size(2), images.options());
    return torch::grid_sampler(images, grid.expand({images.size(0), -1, -1, -1}), bilinear, border, false);
}

/// The margin goes.
Tensor blurred(const Tensor& images, double sigma)
{
    const Tensor along = torch::arange(-blur_radius, blur_radius + 1, images.options());
    Tensor weights = torch::exp((along / sigma).square() * -0.5);
    weights = weights / weights.sum();
    const std::int64_t channels = images.size(1), width = images.size(2);
    const Tensor flat = images.view({-1, 1, width, width});
    return torch::conv2d(flat, torch::outer(weights, weights).view({1, 1, along.size(0), along.size(0)}))
        .view({-1, channels, width - 2 * blur_radius, width - 2 * blur_radius});
}

}  // namespace

CottaView draw_cotta_view(std::int64_t side, Draws& draws)
{
    CottaView view;
    std::array<std::size_t, 5> order{0, 1, 2, 3, 4};
    for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[static_cast<std::size_t>(draws.whole(0, static_cast<int>(left)))]);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto [low, high] = ranges[order[i]];
        view.colours[i] = {static_cast<Kind>(order[i]), draws.uniform(low, high)};
    }
    const double furthest = static_cast<double>(side + 2 * (side / 2)) / 16;  // of the padded image
    view.angle = draws.uniform(-15, 15);
    view.right = static_cast<std::int64_t>(std::nearbyint(draws.uniform(-furthest, furthest)));
    view.down = static_cast<std::int64_t>(std::nearbyint(draws.uniform(-furthest, furthest)));
    view.scale = draws.uniform(0.9, 1.1);
    view.blur = draws.uniform(0.001, 0.5);
    view.is_mirrored = draws.uniform() < 0.5;
    return view;
}

Tensor cotta_view(const Tensor& images, const CottaView& view, const Tensor& noise)
{
    const torch::NoGradGuard no_grad;
    Tensor changed = images.clamp(0, 1);
    for (const CottaView::Colour& colour : view.colours)
        changed = coloured(changed, colour);
    changed = blurred(moved(changed, view), view.blur);
    if (view.is_mirrored)
        changed = changed.flip(3);
    return changed.add(noise, noise_deviation).clamp_(0, 1);
}

}  // namespace ttt

#include "engine/vision/methods/augmix.h"

#include "engine/vision/methods/view_padding.h"

#include <cmath>
#include <cstddef>

namespace ttt {

namespace {

constexpr int kinds = 9;

AugMixChange draw_change(Draws& draws)
{
    AugMixChange change;
    change.kind = static_cast<AugMixKind>(draws.whole(0, kinds));
    change.level = draws.uniform(0.1, 1);
    change.is_negative = draws.uniform() > 0.5;
    return change;
}

std::vector<std::uint8_t> cropped(std::span<const std::uint8_t> picture, const ImageShape& shape,
                                  const AugMixView& view)
{
    const std::int64_t padding = view_padding(shape.width);
    std::vector<std::uint8_t> pixels(shape.bytes());
    std::size_t to = 0;
    for (std::int64_t row = 0; row < shape.height; ++row)
        for (std::int64_t column = 0; column < shape.width; ++column) {
            const std::int64_t from_row = row + view.top - padding;
            const std::int64_t from_column =
                (view.is_mirrored ? shape.width - 1 - column : column) + view.left - padding;
            const bool is_inside =
                from_row >= 0 && from_row < shape.height && from_column >= 0 && from_column < shape.width;
            const std::int64_t from = (from_row * shape.width + from_column) * shape.channels;
            for (std::int64_t channel = 0; channel < shape.channels; ++channel)
                pixels[to++] = is_inside ? picture[static_cast<std::size_t>(from + channel)] : std::uint8_t{0};
        }
    return pixels;
}

/// to += weight * picture, channels first.
void add(const std::vector<std::uint8_t>& picture, const ImageShape& shape, double weight, std::span<float> to)
{
    const auto pixels = static_cast<std::size_t>(shape.height * shape.width);
    const auto channels = static_cast<std::size_t>(shape.channels);
    for (std::size_t at = 0; at < picture.size(); ++at)
        to[at % channels * pixels + at / channels] += static_cast<float>(weight * picture[at]);
}

}  // namespace

AugMixView draw_augmix(std::int64_t side, Draws& draws)
{
    const int places = static_cast<int>(2 * view_padding(side) + 1);
    AugMixView view;
    view.top = draws.whole(0, places);
    view.left = draws.whole(0, places);
    view.is_mirrored = draws.uniform() < 0.5;
    double sum = 0;
    for (AugMixChain& chain : view.chains) {  // Dirichlet (1, 1, 1): shares of three exponential numbers
        chain.weight = -std::log1p(-draws.uniform());
        sum += chain.weight;
        chain.changes.resize(static_cast<std::size_t>(draws.whole(1, 4)));
        for (AugMixChange& change : chain.changes)
            change = draw_change(draws);
    }
    for (AugMixChain& chain : view.chains)
        chain.weight /= sum;
    view.share = draws.uniform();
    return view;
}

void augmix_view(std::span<const std::uint8_t> picture, const ImageShape& shape, const AugMixView& view,
                 Uncovered uncovered, std::span<float> to)
{
    const std::vector<std::uint8_t> start = cropped(picture, shape, view);
    std::fill(to.begin(), to.end(), 0.0F);
    add(start, shape, view.share, to);
    for (const AugMixChain& chain : view.chains) {
        std::vector<std::uint8_t> changed = start;
        for (const AugMixChange& change : chain.changes)
            changed = changed_picture(changed, shape, change, uncovered);
        add(changed, shape, (1 - view.share) * chain.weight, to);
    }
}

}  // namespace ttt

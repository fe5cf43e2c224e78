#include "engine/vision/streams/class_order.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace ttt {

namespace {

using Images = std::vector<std::int64_t>;

std::int32_t label_of(std::int64_t image, const std::vector<std::int32_t>& labels)
{
    return labels[static_cast<std::size_t>(image)];
}

/// `count` shares that sum to 1. With a tiny delta all gammas may be 0: then one slot has everything.
std::vector<double> dirichlet(std::size_t count, double delta, Draws& draws)
{
    std::vector<double> shares(count);
    for (double& share : shares)
        share = gamma_draw(delta, draws);
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (sum > 0)
        for (double& share : shares)
            share /= sum;
    else
        shares[static_cast<std::size_t>(draws.whole(0, static_cast<int>(count)))] = 1;
    return shares;
}

/// One piece for each share, together all of `images`.
std::vector<Images> dealt(const Images& images, const std::vector<double>& shares)
{
    std::vector<Images> pieces;
    double sum = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        sum += shares[i];
        const double place = std::round(sum * static_cast<double>(images.size()));
        const std::size_t end =
            i + 1 == shares.size() ? images.size() : std::clamp(static_cast<std::size_t>(place), begin, images.size());
        pieces.emplace_back(images.begin() + static_cast<std::ptrdiff_t>(begin),
                            images.begin() + static_cast<std::ptrdiff_t>(end));
        begin = end;
    }
    return pieces;
}

}  // namespace

double gamma_draw(double shape, Draws& draws)
{
    if (shape < 1)
        return gamma_draw(shape + 1, draws) * std::pow(1 - draws.uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = draws.normal(), root = 1 + c * x;
        if (root <= 0)
            continue;
        const double v = root * root * root, u = 1 - draws.uniform();
        if (std::log(u) < x * x / 2 + d * (1 - v + std::log(v)))
            return d * v;
    }
}

void sort_by_class(Images& images, const std::vector<std::int32_t>& labels)
{
    std::stable_sort(images.begin(), images.end(), [&labels](std::int64_t one, std::int64_t other) {
        return label_of(one, labels) < label_of(other, labels);
    });
}

void clump_by_class(Images& images, const std::vector<std::int32_t>& labels, double delta, Draws& draws)
{
    std::map<std::int32_t, Images> classes;
    for (const std::int64_t image : images)
        classes[label_of(image, labels)].push_back(image);
    std::vector<std::vector<Images>> slots(classes.size());
    for (const auto& [label, members] : classes) {
        std::vector<Images> pieces = dealt(members, dirichlet(slots.size(), delta, draws));
        for (std::size_t slot = 0; slot < slots.size(); ++slot)
            slots[slot].push_back(std::move(pieces[slot]));
    }
    images.clear();
    for (std::vector<Images>& slot : slots) {
        shuffle(slot, draws);
        for (const Images& piece : slot)
            images.insert(images.end(), piece.begin(), piece.end());
    }
}

}  // namespace ttt

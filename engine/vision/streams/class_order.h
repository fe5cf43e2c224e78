// Orders of images: shuffled, class after class, in clumps.
#pragma once

#include "engine/vision/corruptions/draws.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ttt {

/// Fisher–Yates.
template <class Item>
void shuffle(std::vector<Item>& items, Draws& draws)
{
    for (std::size_t left = items.size(); left > 1; --left)
        std::swap(items[left - 1], items[static_cast<std::size_t>(draws.whole(0, static_cast<int>(left)))]);
}

/// `labels`: of all images of the set. Within a class the order stays.
void sort_by_class(std::vector<std::int64_t>& images, const std::vector<std::int32_t>& labels);

/// As many slots as classes; each class is dealt over them by a share drawn from Dirichlet(delta), and lies in one
/// piece within a slot, the pieces in random order (the protocol of arXiv 2208.05117, NOTE).
void clump_by_class(std::vector<std::int64_t>& images, const std::vector<std::int32_t>& labels, double delta,
                    Draws& draws);

/// Marsaglia and Tsang (2000); mean `shape`.
double gamma_draw(double shape, Draws& draws);

}  // namespace ttt

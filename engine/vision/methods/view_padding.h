// How far the parts of an image that views are cut from may reach over its sides.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ttt {

/// Pixels of zeros on each side: 4 up to 32 pixels, as the authors have them, and an eighth of larger images.
constexpr std::int64_t view_padding(std::int64_t side)
{
    return std::max<std::int64_t>(4, side / 8);
}

}  // namespace ttt

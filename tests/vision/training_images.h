// Small labelled images that a test makes itself.
#pragma once

#include "engine/vision/images/image_set.h"

#include <cstdint>

namespace ttt::test {

/// Eight images a class of 8 x 8 grey pixels, the brighter the higher it is: what no crop hides.
inline ImageSet shades(std::int64_t classes)
{
    ImageSet set{{8, 8, 1}, {}, {}, {}, "shades", {}};
    for (std::int64_t i = 0; i < 8 * classes; ++i) {
        const std::int64_t label = i % classes;
        set.labels.push_back(static_cast<std::int32_t>(label));
        for (std::int64_t at = 0; at < 64; ++at)
            set.pixels.push_back(static_cast<std::uint8_t>(20 + 110 * label + (at * 7 + i) % 9));
    }
    name_by_content(set);
    return set;
}

}  // namespace ttt::test

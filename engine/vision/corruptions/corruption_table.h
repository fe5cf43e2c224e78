// The names of all corruptions, and what they can.
#pragma once

#include <span>
#include <string_view>

namespace ttt {

enum class CorruptionGroup { standard, extra, domain };

struct CorruptionInfo {
    std::string_view key;  // the authors' word
    std::string_view title;
    CorruptionGroup group;
    bool needs_colour = false;  // does nothing to a grey image, and is refused there
    std::string_view sentence;
};

/// The fifteen in the order of the papers, the four extra ones (on which rates are chosen), our two domains.
std::span<const CorruptionInfo> corruptions();

/// null: there is none of this name.
const CorruptionInfo* find_corruption(std::string_view key);

}  // namespace ttt

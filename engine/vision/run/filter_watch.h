// Whether filters of a method mean something. Plain values, std only.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace ttt {

/// Whether filters let nothing or everything through, over the whole run.
struct FilterWatch {
    double least = std::numeric_limits<double>::infinity(), most = -std::numeric_limits<double>::infinity();

    void add(const std::optional<double>& share)
    {
        if (share) {
            least = std::min(least, *share);
            most = std::max(most, *share);
        }
    }

    std::string sentence() const
    {
        if (most < least)
            return {};
        if (most == 0)
            return "The filters refused every image: nothing was learned.";
        return least == 100 ? "The filters refused no image: they have no effect here." : "";
    }
};

}  // namespace ttt

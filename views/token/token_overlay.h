// Values of tokens that are not of the run: answers of the lab, as the document shows them.
#pragma once

#include "views/token/item_value.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace ttt {

/// One value for each token from `first` on, in logits: above 0 the token became likelier. Shared, never changed.
struct TokenOverlay {
    std::int64_t first = 0;
    std::vector<float> values;
    double largest = 0;  // |value|

    double value(std::int64_t item) const
    {
        const std::int64_t at = item - first;
        return at >= 0 && at < static_cast<std::int64_t>(values.size())
                   ? static_cast<double>(values[static_cast<std::size_t>(at)])
                   : no_number;
    }
};

/// T: float or double.
template <class T>
std::shared_ptr<const TokenOverlay> make_overlay(std::int64_t first, const std::vector<T>& values)
{
    auto overlay = std::make_shared<TokenOverlay>();
    overlay->first = first;
    overlay->values.assign(values.begin(), values.end());
    for (const float value : overlay->values)
        overlay->largest = std::max(overlay->largest, std::isnan(value) ? 0.0 : std::abs(static_cast<double>(value)));
    return overlay;
}

/// Tokens to frame, with their terms: ascending by token.
using Teachers = std::vector<std::pair<std::int64_t, double>>;

}  // namespace ttt

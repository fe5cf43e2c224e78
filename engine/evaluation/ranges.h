// Perplexity by place in the document: borders at 0, 512, 1024, 2048, .. doubling. Std only; fed with records.
#pragma once

#include "engine/records/records.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

/// Perplexity of the tokens at positions [begin, end); nullopt: the arm did not run, or nothing was predicted there.
struct RangePerplexity {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::optional<double> frozen;
    std::optional<double> adapted;
    std::optional<double> twin;
};

/// Adds up steps in any order.
class RangeTotals {
public:
    void add(const StepRecord& step)
    {
        length_ = std::max(length_, step.end);
        for (const ItemColumn& column : step.columns)
            for (std::size_t arm = 0; arm < columns.size(); ++arm)
                if (column.column == columns[arm])
                    add_arm(arm, step.begin, column.values);
    }

    /// The last range ends where the items do.
    std::vector<RangePerplexity> ranges() const
    {
        std::vector<RangePerplexity> result;
        for (std::size_t index = 0; border(index) < length_; ++index)
            result.push_back({.begin = border(index),
                              .end = std::min(border(index + 1), length_),
                              .frozen = perplexity(0, index),
                              .adapted = perplexity(1, index),
                              .twin = perplexity(2, index)});
        return result;
    }

private:
    struct Sum {
        double nll = 0;
        std::int64_t count = 0;
    };

    static constexpr std::array columns{Column::nll_frozen, Column::nll_adapted, Column::nll_twin};

    static std::int64_t border(std::size_t index) { return index == 0 ? 0 : std::int64_t{256} << index; }

    static std::size_t range_of(std::int64_t position)
    {
        std::size_t index = 0;
        while (border(index + 1) <= position)
            ++index;
        return index;
    }

    void add_arm(std::size_t arm, std::int64_t begin, const std::vector<float>& values)
    {
        for (std::size_t item = 0; item < values.size(); ++item) {
            if (std::isnan(values[item]))
                continue;
            const std::size_t range = range_of(begin + static_cast<std::int64_t>(item));
            if (sums_[arm].size() <= range)
                sums_[arm].resize(range + 1);
            sums_[arm][range].nll += values[item];
            ++sums_[arm][range].count;
        }
    }

    std::optional<double> perplexity(std::size_t arm, std::size_t range) const
    {
        if (range >= sums_[arm].size() || sums_[arm][range].count == 0)
            return std::nullopt;
        return std::exp(sums_[arm][range].nll / static_cast<double>(sums_[arm][range].count));
    }

    std::array<std::vector<Sum>, 3> sums_;  // by arm, by range
    std::int64_t length_ = 0;
};

}  // namespace ttt

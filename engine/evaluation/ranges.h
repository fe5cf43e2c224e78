// Perplexity by place in the document: borders at 0, 512, 1024, 2048, .. doubling. Std only; fed with records.
#pragma once

#include "engine/evaluation/paired_gain.h"
#include "engine/records/records.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
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
    std::optional<double> guarded;
    Gain against_frozen;  // of the adapted arm, without `worse`; the interval from blocks of 64 tokens
    Gain against_twin;
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
        for (std::int64_t begin = 0; begin < length_; begin = border_after(begin))
            result.push_back(range(begin, std::min(border_after(begin), length_)));
        return result;
    }

    /// The whole text as one range.
    RangePerplexity all() const { return range(0, length_); }

private:
    struct Sum {
        double nll = 0;
        std::int64_t count = 0;
    };

    static constexpr std::array columns{Column::nll_frozen, Column::nll_adapted, Column::nll_twin, Column::nll_guarded};
    static constexpr std::int64_t block = 64;  // tokens; every border is a multiple of it
    static constexpr std::int64_t first_border = 512;
    static constexpr std::int64_t most_blocks = 512;  // drawn anew: more tell little more, and take long

    static std::int64_t border_after(std::int64_t border)
    {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        return border == 0 ? first_border : border > most / 2 ? most : 2 * border;
    }

    void add_arm(std::size_t arm, std::int64_t begin, const std::vector<float>& values)
    {
        for (std::size_t item = 0; item < values.size(); ++item) {
            if (std::isnan(values[item]))
                continue;
            const auto at = static_cast<std::size_t>((begin + static_cast<std::int64_t>(item)) / block);
            if (sums_[arm].size() <= at)
                sums_[arm].resize(at + 1);
            sums_[arm][at].nll += values[item];
            ++sums_[arm][at].count;
        }
    }

    RangePerplexity range(std::int64_t begin, std::int64_t end) const
    {
        return {.begin = begin,
                .end = end,
                .frozen = perplexity(0, begin, end),
                .adapted = perplexity(1, begin, end),
                .twin = perplexity(2, begin, end),
                .guarded = perplexity(3, begin, end),
                .against_frozen = gain(0, begin, end),
                .against_twin = gain(2, begin, end)};
    }

    Sum sum_of(std::size_t arm, std::int64_t first_block, std::int64_t last_block) const
    {
        Sum sum;
        const auto size = static_cast<std::int64_t>(sums_[arm].size());
        for (std::int64_t at = first_block; at < std::min(last_block, size); ++at) {
            sum.nll += sums_[arm][static_cast<std::size_t>(at)].nll;
            sum.count += sums_[arm][static_cast<std::size_t>(at)].count;
        }
        return sum;
    }

    static std::int64_t blocks_until(std::int64_t end) { return end / block + (end % block != 0 ? 1 : 0); }

    std::optional<double> perplexity(std::size_t arm, std::int64_t begin, std::int64_t end) const
    {
        const Sum sum = sum_of(arm, begin / block, blocks_until(end));
        return sum.count == 0 ? std::nullopt : std::optional(std::exp(sum.nll / static_cast<double>(sum.count)));
    }

    /// Of the adapted arm against another. Both predicted the same tokens.
    Gain gain(std::size_t arm, std::int64_t begin, std::int64_t end) const
    {
        if (sums_[1].empty() || sums_[arm].empty())
            return {};
        PairedGain paired;
        const std::int64_t last = blocks_until(end), together = (last - begin / block + most_blocks - 1) / most_blocks;
        for (std::int64_t at = begin / block; at < last; at += together) {
            const Sum learned = sum_of(1, at, std::min(at + together, last));
            const Sum other = sum_of(arm, at, std::min(at + together, last));
            if (learned.count == other.count)
                paired.add(learned.nll - other.nll, learned.count);
        }
        return paired.gain();
    }

    std::array<std::vector<Sum>, columns.size()> sums_;  // by arm, by block
    std::int64_t length_ = 0;
};

}  // namespace ttt

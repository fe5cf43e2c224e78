// How sure a mean over tokens is, when blocks of tokens and not tokens are the independent pieces. Std only.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ttt {

/// Block bootstrap of a mean over tokens: resample whole blocks with replacement, 1000 draws, and take the 2.5 % and
/// 97.5 % quantiles of Σ w_i s_i / Σ w_i n_i, with s_i the sum and n_i the count of block i.
///
/// Blocks arrive one by one, so each draw gives each block its own weight w_i ~ Poisson(1), the limit of the usual
/// multinomial weights (Poisson bootstrap; Oza & Russell 2001, Chamandy et al. 2012). The weight of a (draw, block) is
/// a hash of the seed: the same blocks give the same interval, whenever and however often it is asked for. Two sums per
/// draw are kept, and a block costs O(draws), whatever came before.
class BlockBootstrap {
public:
    static constexpr std::size_t draws = 1000;
    static constexpr std::int64_t fewest_blocks = 8;  // below, the quantiles say nothing
    static constexpr std::uint64_t default_seed = 20260401;

    struct Interval {
        double low = std::numeric_limits<double>::quiet_NaN();  // NaN: fewer blocks, or nothing counted
        double high = std::numeric_limits<double>::quiet_NaN();
    };

    explicit BlockBootstrap(std::uint64_t seed = default_seed) : seed_(seed), sums_(draws), counts_(draws) {}

    /// The next block. count 0: nothing counts there; it is a block all the same.
    void add(double sum, double count)
    {
        const auto block = static_cast<std::uint64_t>(blocks_++);
        for (std::size_t draw = 0; draw < draws; ++draw) {
            const double weight = weight_of(seed_, draw, block);
            sums_[draw] += weight * sum;
            counts_[draw] += weight * count;
        }
    }

    Interval interval() const
    {
        std::array<double, draws> means;
        const std::size_t used = blocks_ < fewest_blocks ? 0 : means_of_draws(means);
        if (used == 0)
            return {};
        constexpr double outside = 0.025;  // of the draws, on either side
        const auto rank = static_cast<std::ptrdiff_t>(std::llround(outside * static_cast<double>(used - 1)));
        const auto begin = means.begin(), end = begin + static_cast<std::ptrdiff_t>(used);
        const auto low = begin + rank, high = end - 1 - rank;
        std::nth_element(begin, low, end);
        const double least = *low;  // the next call moves it
        std::nth_element(low, high, end);
        return {least, *high};
    }

    /// Poisson(1): how often a draw takes a block.
    static int weight_of(std::uint64_t seed, std::uint64_t draw, std::uint64_t block)
    {
        const auto uniform = static_cast<std::uint32_t>(mixed(mixed(seed ^ (block << 20)) + draw) >> 32);
        int weight = 0;
        for (const std::uint32_t threshold : thresholds)
            weight += uniform >= threshold ? 1 : 0;
        return weight;
    }

private:
    /// splitmix64, by Sebastiano Vigna (public domain).
    static std::uint64_t mixed(std::uint64_t x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// P(Poisson(1) <= k) * 2^32: a uniform 32-bit number that is not below the k-th means a weight above k.
    static constexpr auto thresholds = [] {
        std::array<std::uint32_t, 9> values{};
        double probability = 0.36787944117144233, sum = 0;  // exp(-1)
        for (std::size_t k = 0; k < values.size(); ++k) {
            sum += probability;
            probability /= static_cast<double>(k + 1);
            values[k] = static_cast<std::uint32_t>(sum * 4294967295.0);
        }
        return values;
    }();

    /// Of the draws that took at least one counted token; says how many.
    std::size_t means_of_draws(std::array<double, draws>& means) const
    {
        std::size_t used = 0;
        for (std::size_t draw = 0; draw < draws; ++draw)
            if (counts_[draw] > 0)
                means[used++] = sums_[draw] / counts_[draw];
        return used;
    }

    std::uint64_t seed_;
    std::int64_t blocks_ = 0;
    std::vector<double> sums_, counts_;  // [draws]
};

}  // namespace ttt

#include "views/plot/chunk_bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr double outside = 0.025; // of the draws, on either side
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// splitmix64, by Sebastiano Vigna (public domain).
std::uint64_t mixed(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

/// P(Poisson(1) <= k) * 2^32: a uniform 32-bit number that is not below the k-th means a weight above k.
constexpr auto thresholds = [] {
    std::array<std::uint32_t, 9> values{};
    double probability = 0.36787944117144233, sum = 0; // exp(-1)
    for (std::size_t k = 0; k < values.size(); ++k) {
        sum += probability;
        probability /= static_cast<double>(k + 1);
        values[k] = static_cast<std::uint32_t>(sum * 4294967295.0);
    }
    return values;
}();

/// The means of the draws that took at least one counted token.
std::size_t means_of(const std::vector<double>& sums, const std::vector<double>& counts,
                     std::array<double, ChunkBootstrap::draws>& means)
{
    std::size_t used = 0;
    for (std::size_t draw = 0; draw < sums.size(); ++draw)
        if (counts[draw] > 0)
            means[used++] = sums[draw] / counts[draw];
    return used;
}

} // namespace

int resample_weight(std::uint64_t seed, std::uint64_t draw, std::uint64_t chunk)
{
    const auto uniform = static_cast<std::uint32_t>(mixed(mixed(seed ^ (chunk << 20)) + draw) >> 32);
    int weight = 0;
    for (const std::uint32_t threshold : thresholds)
        weight += uniform >= threshold ? 1 : 0;
    return weight;
}

ChunkBootstrap::ChunkBootstrap(std::uint64_t seed) : seed_(seed), sums_(draws), counts_(draws) {}

void ChunkBootstrap::add(double sum, double count)
{
    const auto chunk = static_cast<std::uint64_t>(chunks_++);
    for (std::size_t draw = 0; draw < draws; ++draw) {
        const double weight = resample_weight(seed_, draw, chunk);
        sums_[draw] += weight * sum;
        counts_[draw] += weight * count;
    }
}

ChunkBootstrap::Band ChunkBootstrap::band() const
{
    std::array<double, draws> means;
    const std::size_t used = chunks_ < fewest_chunks ? 0 : means_of(sums_, counts_, means);
    if (used == 0)
        return {nan, nan};
    const auto rank = static_cast<std::ptrdiff_t>(std::llround(outside * static_cast<double>(used - 1)));
    const auto begin = means.begin(), end = begin + static_cast<std::ptrdiff_t>(used);
    const auto low = begin + rank, high = end - 1 - rank;
    std::nth_element(begin, low, end);
    const double least = *low; // the next call moves it
    std::nth_element(low, high, end);
    return {least, *high};
}

} // namespace ttt

// Which terms of a trace are worth showing. Free functions on plain numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

namespace ttt {

/// Indices of the first `count` of all for which keep(index) holds, ordered by before(i, j).
template <class Keep, class Before>
std::vector<std::size_t> ranked_terms(std::size_t size, std::size_t count, Keep&& keep, Before&& before)
{
    std::vector<std::size_t> indices(size);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    std::erase_if(indices, [&](std::size_t index) { return !keep(index); });
    const std::size_t shown = std::min(count, indices.size());
    std::partial_sort(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(shown), indices.end(), before);
    indices.resize(shown);
    return indices;
}

/// By absolute value, largest first; zeros are left out.
inline std::vector<std::size_t> largest_terms(const std::vector<double>& terms, std::size_t count)
{
    return ranked_terms(
        terms.size(), count, [&](std::size_t i) { return terms[i] != 0; },
        [&](std::size_t i, std::size_t j) { return std::abs(terms[i]) > std::abs(terms[j]); });
}

/// The most positive ones, none that is not.
inline std::vector<std::size_t> highest_terms(const std::vector<float>& terms, std::size_t count)
{
    return ranked_terms(
        terms.size(), count, [&](std::size_t i) { return terms[i] > 0; },
        [&](std::size_t i, std::size_t j) { return terms[i] > terms[j]; });
}

/// The most negative ones, none that is not.
inline std::vector<std::size_t> lowest_terms(const std::vector<float>& terms, std::size_t count)
{
    return ranked_terms(
        terms.size(), count, [&](std::size_t i) { return terms[i] < 0; },
        [&](std::size_t i, std::size_t j) { return terms[i] < terms[j]; });
}

struct TermTotals {
    std::int64_t count = 0;
    std::int64_t raised = 0;   // terms above 0
    std::int64_t lowered = 0;  // terms below 0
    double mean = 0;
};

inline TermTotals term_totals(const std::vector<float>& terms)
{
    TermTotals totals;
    totals.count = static_cast<std::int64_t>(terms.size());
    totals.raised = std::count_if(terms.begin(), terms.end(), [](float term) { return term > 0; });
    totals.lowered = std::count_if(terms.begin(), terms.end(), [](float term) { return term < 0; });
    totals.mean =
        terms.empty() ? 0 : std::accumulate(terms.begin(), terms.end(), 0.0) / static_cast<double>(terms.size());
    return totals;
}

}  // namespace ttt

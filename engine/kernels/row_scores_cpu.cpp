#include "engine/kernels/row_scores_cpu.h"

#include "engine/kernels/row_scan.h"
#include "engine/kernels/shared_loop.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ttt {
namespace {

using row_scan::infinity;
using row_scan::RowSums;
using row_scan::stretch;
using row_scan::Top;
using torch::Tensor;

constexpr std::int64_t task_size = 32768;  // logits below which another thread is not worth waking

RowScores make_scores(std::int64_t rows, bool with_top)
{
    RowScores scores{.nll = torch::empty({rows}), .rank = torch::empty({rows}), .top_ids = {}, .top_nll = {}};
    if (with_top) {
        scores.top_ids = torch::empty({rows, top_k}, torch::kLong);
        scores.top_nll = torch::empty({rows, top_k});
    }
    return scores;
}

/// Where the scores of one row go; the last two are null when nobody asked.
struct RowPlace {
    float* nll;
    float* rank;
    std::int64_t* top_ids;
    float* top_nll;
};

TTT_ROW_SCAN void score_row(const float* row, std::int64_t size, std::int64_t own, const RowPlace& place)
{
    RowSums sums;
    Top top(row);
    std::array<float, stretch> rest;  // the last stretch, filled up with what has no weight
    for (std::int64_t begin = 0; begin < size; begin += stretch) {
        const std::int64_t end = std::min(begin + stretch, size);
        const bool is_whole = end - begin == stretch;
        if (!is_whole)
            std::fill(std::copy(row + begin, row + end, rest.begin()), rest.end(), -infinity);
        const float here = sums.add(is_whole ? row + begin : rest.data(), row[own]);
        if (place.top_ids && here > top.logits.back())
            top.search(row, std::max<std::int64_t>(begin, top_k), end);
    }
    *place.nll = sums.nll(row[own]);
    *place.rank = static_cast<float>(1 + sums.above);
    if (!place.top_ids)
        return;
    std::copy(top.ids.begin(), top.ids.end(), place.top_ids);
    std::transform(top.logits.begin(), top.logits.end(), place.top_nll, [&](float logit) { return sums.nll(logit); });
}

void score_row_base(const float* row, std::int64_t size, std::int64_t own, const RowPlace& place)
{
    score_row(row, size, own, place);
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void score_row_avx2(const float* row, std::int64_t size, std::int64_t own,
                                                const RowPlace& place)
{
    score_row(row, size, own, place);
}

auto* best_score_row()
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? score_row_avx2 : score_row_base;
}
#else
auto* best_score_row()
{
    return score_row_base;
}
#endif

}  // namespace

RowScores score_rows_cpu(const Tensor& logits, const Tensor& own, bool with_top)
{
    static auto* const score = best_score_row();
    RowScores scores = make_scores(logits.size(0), with_top);
    const float* rows = logits.const_data_ptr<float>();
    const std::int64_t* ids = own.const_data_ptr<std::int64_t>();
    float* nll = scores.nll.mutable_data_ptr<float>();
    float* rank = scores.rank.mutable_data_ptr<float>();
    std::int64_t* top_ids = with_top ? scores.top_ids.mutable_data_ptr<std::int64_t>() : nullptr;
    float* top_nll = with_top ? scores.top_nll.mutable_data_ptr<float>() : nullptr;
    share_out(logits.size(0), std::max<std::int64_t>(1, task_size / logits.size(1)), [&](std::int64_t row) {
        const std::int64_t first = row * top_k;
        score(rows + row * logits.stride(0), logits.size(1), ids[row],
              {nll + row, rank + row, with_top ? top_ids + first : nullptr, with_top ? top_nll + first : nullptr});
    });
    return scores;
}

}  // namespace ttt

#include "engine/probes/row_ranks.h"

#include "engine/records/metrics.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <tuple>

namespace ttt {
namespace {

using torch::Tensor;

constexpr std::int64_t block = 32;  // logits that are looked at together: the compiler makes vector compares of them
constexpr std::int64_t rows_per_task = 8;

float count_above(const float* row, std::int64_t size, float limit)
{
    std::int32_t count = 0;
    for (std::int64_t id = 0; id < size; ++id)
        count += row[id] > limit;
    return static_cast<float>(count);
}

/// The largest so far, in order.
struct Top {
    std::array<float, top_k> logits;
    std::array<std::int64_t, top_k> ids{};

    Top() { logits.fill(-std::numeric_limits<float>::infinity()); }

    void insert(float logit, std::int64_t id)
    {
        std::size_t place = top_k - 1;
        for (; place > 0 && logit > logits[place - 1]; --place) {
            logits[place] = logits[place - 1];
            ids[place] = ids[place - 1];
        }
        logits[place] = logit;
        ids[place] = id;
    }
};

/// Blocks without a candidate, nearly all, cost one vector compare per few logits.
Top find_top(const float* row, std::int64_t size)
{
    Top top;
    for (std::int64_t begin = 0; begin < size; begin += block) {
        const std::int64_t end = std::min(begin + block, size);
        const float smallest = top.logits.back();
        std::int32_t candidates = 0;
        for (std::int64_t id = begin; id < end; ++id)
            candidates |= row[id] > smallest;
        if (!candidates)
            continue;
        for (std::int64_t id = begin; id < end; ++id)
            if (row[id] > top.logits.back())
                top.insert(row[id], id);
    }
    return top;
}

} // namespace

RowRanks rank_rows_plain(const Tensor& logits, const Tensor& own, bool with_top)
{
    RowRanks ranks{.rank = logits.gt(own).sum(-1).to(torch::kFloat32) + 1, .top_ids = {}, .top_logits = {}};
    if (with_top)
        std::tie(ranks.top_logits, ranks.top_ids) = logits.topk(top_k, -1, true, true);
    return ranks;
}

RowRanks rank_rows(const Tensor& logits, const Tensor& own, bool with_top)
{
    if (!logits.is_cpu())
        return rank_rows_plain(logits, own, with_top);
    const Tensor rows = logits.contiguous();
    const Tensor limits = own.contiguous();
    const std::int64_t size = rows.size(1);
    RowRanks ranks{.rank = torch::empty({rows.size(0)}), .top_ids = {}, .top_logits = {}};
    if (with_top) {
        ranks.top_ids = torch::empty({rows.size(0), top_k}, torch::kLong);
        ranks.top_logits = torch::empty({rows.size(0), top_k});
    }
    at::parallel_for(0, rows.size(0), rows_per_task, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t index = begin; index < end; ++index) {
            const float* row = rows.const_data_ptr<float>() + index * size;
            ranks.rank.mutable_data_ptr<float>()[index] =
                1 + count_above(row, size, limits.const_data_ptr<float>()[index]);
            if (!with_top)
                continue;
            const Top top = find_top(row, size);
            std::copy(top.ids.begin(), top.ids.end(), ranks.top_ids.mutable_data_ptr<std::int64_t>() + index * top_k);
            std::copy(top.logits.begin(), top.logits.end(), ranks.top_logits.mutable_data_ptr<float>() + index * top_k);
        }
    });
    return ranks;
}

} // namespace ttt

#include "engine/probes/token_scores.h"

#include "engine/probes/row_ranks.h"
#include "engine/records/metrics.h"

#include <limits>

namespace ttt {
namespace {

using torch::Tensor;

void append(std::vector<float>& values, const Tensor& more)
{
    const Tensor flat = more.to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat32)).contiguous();
    values.insert(values.end(), flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel());
}

} // namespace

TokenScores TokenScorer::score(const Transformer& transformer, const Tensor& hidden, const Tensor& ids,
                               Stopwatch& ranking)
{
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    const std::int64_t count = ids.size(0);
    TokenScores scores;
    if (!last_.defined()) {
        scores = {.nll = {none}, .rank = {none}, .top_ids = {}, .top_nll = {}};
        if (with_top_)
            scores.top_ids = scores.top_nll = std::vector<float>(top_k, none);
    }
    const Tensor before = hidden.slice(0, 0, count - 1);
    const Tensor predicting = last_.defined() ? torch::cat({last_, before}) : before;
    const Tensor predicted = last_.defined() ? ids : ids.slice(0, 1);
    last_ = hidden.slice(0, count - 1).clone();

    for_each_logit_block(transformer, predicted.size(0), block_bytes_, [&](std::int64_t begin, std::int64_t end) {
        score_block(transformer, predicting.slice(0, begin, end), predicted.slice(0, begin, end), ranking, scores);
    });
    return scores;
}

void TokenScorer::score_block(const Transformer& transformer, const Tensor& hidden, const Tensor& ids,
                              Stopwatch& ranking, TokenScores& scores) const
{
    const Tensor logits = transformer.logits(hidden);
    const Tensor total = logits.logsumexp(-1, true);
    const Tensor own = logits.gather(1, ids.unsqueeze(1));
    append(scores.nll, total - own);

    const Stopwatch::Lap lap(ranking);
    const RowRanks ranks = rank_rows(logits, own, with_top_);
    append(scores.rank, ranks.rank);
    if (!with_top_)
        return;
    append(scores.top_ids, ranks.top_ids);
    append(scores.top_nll, total - ranks.top_logits);
}

} // namespace ttt

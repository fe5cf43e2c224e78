#include "engine/probes/token_scores.h"

#include "engine/kernels/row_scores.h"
#include "engine/records/metrics.h"

#include <torch/utils.h>

#include <optional>

namespace ttt {
namespace {

using torch::Tensor;

/// [m, columns] f32. Ids are exact, vocabularies being below 2^24.
Tensor packed(const std::vector<RowScores>& blocks, bool with_top)
{
    std::vector<Tensor> rows;
    for (const RowScores& scores : blocks) {
        std::vector<Tensor> columns{scores.nll.unsqueeze(1), scores.rank.unsqueeze(1)};
        if (with_top) {
            columns.push_back(scores.top_ids.to(torch::kFloat32));
            columns.push_back(scores.top_nll);
        }
        rows.push_back(torch::cat(columns, 1));
    }
    return torch::cat(rows);
}

void append(std::vector<float>& values, const Tensor& columns)
{
    const Tensor flat = columns.contiguous();
    values.assign(flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel());
}

}  // namespace

Tensor score_table(const Transformer& transformer, const Tensor& hidden, const Tensor& predicted, bool with_top,
                   Stopwatch* scoring, std::int64_t block_bytes)
{
    const torch::NoGradGuard no_grad;
    if (predicted.size(0) == 0)
        return {};
    std::vector<RowScores> blocks;
    for_each_logit_block(transformer, predicted.size(0), block_bytes, [&](std::int64_t begin, std::int64_t end) {
        const Tensor logits = torch::linear(hidden.slice(0, begin, end), transformer.weights().head);
        std::optional<Stopwatch::Lap> lap;
        if (scoring)
            lap.emplace(*scoring);
        blocks.push_back(score_rows(logits, predicted.slice(0, begin, end), with_top));
    });
    return packed(blocks, with_top);
}

TokenScores scores_of(const Tensor& on_device, bool with_top)
{
    TokenScores scores;
    if (!on_device.defined())
        return scores;
    const Tensor table = on_device.to(torch::kCPU);
    append(scores.nll, table.select(1, 0));
    append(scores.rank, table.select(1, 1));
    if (!with_top)
        return scores;
    append(scores.top_ids, table.slice(1, 2, 2 + top_k));
    append(scores.top_nll, table.slice(1, 2 + top_k));
    return scores;
}

TokenScores score_tokens(const Transformer& transformer, const Tensor& hidden, const Tensor& predicted, bool with_top)
{
    return scores_of(score_table(transformer, hidden, predicted, with_top), with_top);
}

}  // namespace ttt

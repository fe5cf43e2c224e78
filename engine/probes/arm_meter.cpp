#include "engine/probes/arm_meter.h"

#include "engine/records/excess_window.h"

#include <limits>

namespace ttt {

ArmMeter::ArmMeter(Arm arm, std::int64_t perplexity_window) : arm_(arm), loss_(arm, perplexity_window)
{
    constexpr float none = std::numeric_limits<float>::quiet_NaN();  // nothing predicts the first token
    nll_.append({none});
    rank_.append({none});
    top_ids_.append(std::vector<float>(top_k, none));
    top_nll_.append(std::vector<float>(top_k, none));
}

void ArmMeter::score(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& predicted,
                     Stopwatch& scoring)
{
    tables_.push_back(score_table(transformer, hidden, predicted, has_top(), &scoring));
}

/// Looks at tables until `items` items are known.
void ArmMeter::take_over(std::int64_t items)
{
    while (nll_.size() < items) {
        const TokenScores scores = scores_of(tables_.front(), has_top());
        tables_.pop_front();
        nll_.append(scores.nll);
        rank_.append(scores.rank);
        top_ids_.append(scores.top_ids);
        top_nll_.append(scores.top_nll);
    }
}

void ArmMeter::fill(StepRecord& step)
{
    const std::int64_t items = step.end - step.begin;
    take_over(items);
    loss_.fill(step, nll_.take(items));
    step.columns.push_back({*column_of(Quantity::rank, arm_), rank_.take(items)});
    if (!has_top())
        return;
    step.columns.push_back({*column_of(Quantity::top_ids, arm_), top_ids_.take(items * top_k)});
    step.columns.push_back({*column_of(Quantity::top_nll, arm_), top_nll_.take(items * top_k)});
}

void ArmMeter::count(const StepRecord& made, bool was_scored)
{
    loss_.count(made, values_of(made, *column_of(Quantity::nll, arm_)));
    if (!was_scored)
        return;
    const std::int64_t items = made.end - made.begin;
    take_over(items);
    for (KeptValues* column : {&nll_, &rank_})
        column->take(items);
    for (KeptValues* column : {&top_ids_, &top_nll_})
        if (has_top())
            column->take(items * top_k);
}

bool ArmMeter::has_top() const
{
    return column_of(Quantity::top_ids, arm_).has_value();
}

}  // namespace ttt

#include "engine/probes/arm_meter.h"

#include "engine/records/error.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace ttt {

ArmMeter::ArmMeter(Arm arm, std::int64_t perplexity_window) : arm_(arm), meter_(perplexity_window)
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
    std::vector<float> nll = nll_.take(items);
    count(nll, step);
    step.columns.push_back({*column_of(Quantity::nll, arm_), std::move(nll)});
    step.columns.push_back({*column_of(Quantity::rank, arm_), rank_.take(items)});
    if (!has_top())
        return;
    step.columns.push_back({*column_of(Quantity::top_ids, arm_), top_ids_.take(items * top_k)});
    step.columns.push_back({*column_of(Quantity::top_nll, arm_), top_nll_.take(items * top_k)});
}

bool ArmMeter::has_top() const
{
    return column_of(Quantity::top_ids, arm_).has_value();
}

void ArmMeter::add(StepRecord& step, Quantity quantity, double value) const
{
    step.metrics.push_back({*metric_of(quantity, arm_), -1, value});
}

void ArmMeter::count(const std::vector<float>& nll, StepRecord& step)
{
    const double before = meter_.total();
    const std::int64_t counted = meter_.count();
    for (std::size_t index = 0; index < nll.size(); ++index) {
        const std::int64_t position = step.begin + static_cast<std::int64_t>(index);
        if (position == 0)
            continue;
        if (!std::isfinite(nll[index]))
            throw Error("Chunk " + std::to_string(step.index) + ": the logits of the " + std::string(name_of(arm_)) +
                        " model are no longer finite at token " + std::to_string(position) +
                        "; a smaller learning rate or a relative cap on the drift may help.");
        meter_.add(nll[index]);
    }
    if (meter_.count() == counted)
        return;
    const double mean = (meter_.total() - before) / static_cast<double>(meter_.count() - counted);
    add(step, Quantity::nll, mean);
    add(step, Quantity::perplexity, meter_.perplexity());
    add(step, Quantity::window_perplexity, meter_.window_perplexity());
}

}  // namespace ttt

#include "engine/probes/arm_meter.h"

#include "engine/records/error.h"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace ttt {
namespace {

/// Where the numbers of an arm go.
struct ArmKeys {
    const char* name;
    Metric nll, perplexity, window_perplexity;
    Column nll_column, rank_column;
    bool has_top;
    Column top_ids, top_nll;  // when has_top
};

constexpr std::array keys_by_arm{
    ArmKeys{"frozen", Metric::nll_frozen, Metric::perplexity_frozen, Metric::window_perplexity_frozen,
            Column::nll_frozen, Column::rank_frozen, true, Column::top_ids_frozen, Column::top_nll_frozen},
    ArmKeys{"adapted", Metric::nll_adapted, Metric::perplexity_adapted, Metric::window_perplexity_adapted,
            Column::nll_adapted, Column::rank_adapted, true, Column::top_ids_adapted, Column::top_nll_adapted},
    ArmKeys{"twin",
            Metric::nll_twin,
            Metric::perplexity_twin,
            Metric::window_perplexity_twin,
            Column::nll_twin,
            Column::rank_twin,
            false,
            {},
            {}},
};

const ArmKeys& keys_of(Arm arm)
{
    return keys_by_arm[static_cast<std::size_t>(arm)];
}

}  // namespace

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
    tables_.push_back(score_table(transformer, hidden, predicted, keys_of(arm_).has_top, &scoring));
}

/// Looks at tables until `items` items are known.
void ArmMeter::take_over(std::int64_t items)
{
    while (nll_.size() < items) {
        const TokenScores scores = scores_of(tables_.front(), keys_of(arm_).has_top);
        tables_.pop_front();
        nll_.append(scores.nll);
        rank_.append(scores.rank);
        top_ids_.append(scores.top_ids);
        top_nll_.append(scores.top_nll);
    }
}

void ArmMeter::fill(StepRecord& step)
{
    const ArmKeys& keys = keys_of(arm_);
    const std::int64_t items = step.end - step.begin;
    take_over(items);
    std::vector<float> nll = nll_.take(items);
    count(nll, step);
    step.columns.push_back({keys.nll_column, std::move(nll)});
    step.columns.push_back({keys.rank_column, rank_.take(items)});
    if (!keys.has_top)
        return;
    step.columns.push_back({keys.top_ids, top_ids_.take(items * top_k)});
    step.columns.push_back({keys.top_nll, top_nll_.take(items * top_k)});
}

void ArmMeter::count(const std::vector<float>& nll, StepRecord& step)
{
    const ArmKeys& keys = keys_of(arm_);
    const double before = meter_.total();
    const std::int64_t counted = meter_.count();
    for (std::size_t index = 0; index < nll.size(); ++index) {
        const std::int64_t position = step.begin + static_cast<std::int64_t>(index);
        if (position == 0)
            continue;
        if (!std::isfinite(nll[index]))
            throw Error("Chunk " + std::to_string(step.index) + ": the logits of the " + keys.name +
                        " model are no longer finite at token " + std::to_string(position) +
                        "; a smaller learning rate or a relative cap on the drift may help.");
        meter_.add(nll[index]);
    }
    if (meter_.count() == counted)
        return;
    const double mean = (meter_.total() - before) / static_cast<double>(meter_.count() - counted);
    step.metrics.push_back({keys.nll, -1, mean});
    step.metrics.push_back({keys.perplexity, -1, meter_.perplexity()});
    step.metrics.push_back({keys.window_perplexity, -1, meter_.window_perplexity()});
}

}  // namespace ttt

#include "engine/probes/arm_meter.h"

#include "engine/records/error.h"

#include <array>
#include <cmath>
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
    ArmKeys{"twin", Metric::nll_twin, Metric::perplexity_twin, Metric::window_perplexity_twin, Column::nll_twin,
            Column::rank_twin, false, {}, {}},
};

const ArmKeys& keys_of(Arm arm)
{
    return keys_by_arm[static_cast<std::size_t>(arm)];
}

} // namespace

ArmMeter::ArmMeter(Arm arm, std::int64_t perplexity_window)
    : arm_(arm), scorer_(keys_of(arm).has_top), meter_(perplexity_window)
{
}

void ArmMeter::measure(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& ids,
                       Stopwatch& ranking, StepRecord& step)
{
    TokenScores scores = scorer_.score(transformer, hidden, ids, ranking);
    const double before = meter_.total();
    const std::int64_t counted = meter_.count();
    for (std::size_t index = 0; index < scores.nll.size(); ++index) {
        const std::int64_t position = step.begin + static_cast<std::int64_t>(index);
        if (position == 0)
            continue;
        if (!std::isfinite(scores.nll[index]))
            throw Error("Chunk " + std::to_string(step.index) + ": the logits of the " + keys_of(arm_).name +
                        " model are no longer finite at token " + std::to_string(position) +
                        "; a smaller inner learning rate or a relative cap on the drift may help.");
        meter_.add(scores.nll[index]);
    }
    add_columns(std::move(scores), step);
    add_metrics(before, counted, step);
}

void ArmMeter::add_columns(TokenScores scores, StepRecord& step) const
{
    const ArmKeys& keys = keys_of(arm_);
    step.columns.push_back({keys.nll_column, std::move(scores.nll)});
    step.columns.push_back({keys.rank_column, std::move(scores.rank)});
    if (!keys.has_top)
        return;
    step.columns.push_back({keys.top_ids, std::move(scores.top_ids)});
    step.columns.push_back({keys.top_nll, std::move(scores.top_nll)});
}

void ArmMeter::add_metrics(double before, std::int64_t counted, StepRecord& step) const
{
    if (meter_.count() == counted)
        return;
    const ArmKeys& keys = keys_of(arm_);
    const double mean = (meter_.total() - before) / static_cast<double>(meter_.count() - counted);
    step.metrics.push_back({keys.nll, -1, mean});
    step.metrics.push_back({keys.perplexity, -1, meter_.perplexity()});
    step.metrics.push_back({keys.window_perplexity, -1, meter_.window_perplexity()});
}

} // namespace ttt

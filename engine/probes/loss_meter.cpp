#include "engine/probes/loss_meter.h"

#include "engine/records/error.h"

#include <cmath>
#include <string>
#include <utility>

namespace ttt {

void LossMeter::fill(StepRecord& step, std::vector<float> nll)
{
    const double before = meter_.total();
    const std::int64_t counted = meter_.count();
    count(step, nll);
    step.columns.push_back({*column_of(Quantity::nll, arm_), std::move(nll)});
    if (meter_.count() == counted)
        return;
    add(step, Quantity::nll, (meter_.total() - before) / static_cast<double>(meter_.count() - counted));
    add(step, Quantity::perplexity, meter_.perplexity());
    add(step, Quantity::window_perplexity, meter_.window_perplexity());
}

void LossMeter::count(const StepRecord& step, std::span<const float> nll)
{
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
}

void LossMeter::add(StepRecord& step, Quantity quantity, double value) const
{
    step.metrics.push_back({*metric_of(quantity, arm_), -1, value});
}

}  // namespace ttt

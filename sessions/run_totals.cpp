#include "sessions/run_totals.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Sum {
    double value = 0;
    std::int64_t count = 0;
};

Sum sum_of(const std::vector<float>& values)
{
    Sum sum;
    for (const float value : values) {
        if (std::isnan(value))
            continue;
        sum.value += value;
        ++sum.count;
    }
    return sum;
}

void add_columns(RunSummary& totals, const StepRecord& step)
{
    std::int64_t predicted = 0;  // of this step; the arms predict the same tokens
    const auto add = [&predicted](double& total, const ItemColumn& column) {
        const Sum sum = sum_of(column.values);
        total += sum.value;
        predicted = std::max(predicted, sum.count);
    };
    for (const ItemColumn& column : step.columns) {
        if (column.column == Column::nll_frozen)
            add(totals.nll_frozen, column);
        else if (column.column == Column::nll_adapted)
            add(totals.nll_adapted, column);
        else if (column.column == Column::nll_twin)
            add(totals.nll_twin, column);
    }
    totals.predicted += predicted;
}

}  // namespace

void add_step(RunSummary& totals, const StepRecord& step)
{
    ++totals.steps;
    totals.tokens += step.end - step.begin;
    add_columns(totals, step);
    for (const MetricValue& metric : step.metrics) {
        if (metric.metric == Metric::updates && std::isfinite(metric.value))
            totals.updates = static_cast<std::int64_t>(metric.value);  // "so far" already
        if (metric.metric == Metric::forward_ms || metric.metric == Metric::update_ms ||
            metric.metric == Metric::probe_ms)
            totals.seconds += metric.value / 1000;
    }
}

}  // namespace ttt

#include "sessions/run_totals.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

/// Of the NLL, the error and the entropy of each arm, and of what only the run's own dictionary knows: one value an
/// item.
bool is_summed(const ItemColumn& column, std::int64_t items)
{
    const ColumnInfo* info = find_column(static_cast<std::int32_t>(column.column));
    const auto is_a_sum = [](Quantity quantity) {
        return quantity == Quantity::nll || quantity == Quantity::error || quantity == Quantity::entropy;
    };
    return info ? is_a_sum(info->quantity) : static_cast<std::int64_t>(column.values.size()) == items;
}

Total& total_of(RunSummary& totals, Column column)
{
    const auto found = std::find_if(totals.totals.begin(), totals.totals.end(),
                                    [column](const Total& total) { return total.column == column; });
    return found == totals.totals.end() ? totals.totals.emplace_back(Total{column}) : *found;
}

/// A step's own sum first: so the totals are the same however steps came in.
void add_column(RunSummary& totals, const ItemColumn& column)
{
    Total own{column.column};
    for (const float value : column.values)
        if (!std::isnan(value)) {
            own.sum += value;
            ++own.count;
        }
    Total& total = total_of(totals, column.column);
    total.sum += own.sum;
    total.count += own.count;
}

}  // namespace

void add_step(RunSummary& totals, const StepRecord& step)
{
    ++totals.steps;
    totals.items += step.end - step.begin;
    for (const ItemColumn& column : step.columns)
        if (is_summed(column, step.end - step.begin))
            add_column(totals, column);
    for (const MetricValue& metric : step.metrics) {
        if (metric.metric == Metric::updates && std::isfinite(metric.value))
            totals.updates = static_cast<std::int64_t>(metric.value);  // "so far" already
        if (metric.metric == Metric::forward_ms || metric.metric == Metric::update_ms ||
            metric.metric == Metric::probe_ms)
            totals.seconds += metric.value / 1000;
    }
}

}  // namespace ttt

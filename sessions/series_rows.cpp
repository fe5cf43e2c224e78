#include "sessions/series_rows.h"

#include "sessions/blob.h"

#include <utility>
#include <vector>

namespace ttt {

namespace {

/// The values of one key, a metric of a layer or a column, in steps one after the other.
template <class Key, class Value>
struct Series {
    Key key;
    std::int64_t first_step;
    std::int64_t step_count = 0;
    std::size_t position;  // in each of their records
    std::vector<Value> values;
};

/// Steps have the same keys at the same places, but for a few: the series of a place goes on as long as they do.
template <class Key, class Value>
class SeriesList {
public:
    template <class Values>
    void add(std::int64_t step, std::size_t position, const Key& key, const Values& values)
    {
        if (position == open_.size())
            open_.push_back(all_.size());
        else if (goes_on(all_[open_[position]], step, key))
            return extend(all_[open_[position]], values);
        open_[position] = all_.size();
        all_.push_back({.key = key, .first_step = step, .position = position, .values = {}});
        extend(all_.back(), values);
    }

    const std::vector<Series<Key, Value>>& all() const { return all_; }

private:
    static bool goes_on(const Series<Key, Value>& series, std::int64_t step, const Key& key)
    {
        return series.key == key && series.first_step + series.step_count == step;
    }

    template <class Values>
    static void extend(Series<Key, Value>& series, const Values& values)
    {
        ++series.step_count;
        series.values.insert(series.values.end(), values.begin(), values.end());
    }

    std::vector<Series<Key, Value>> all_;
    std::vector<std::size_t> open_;  // by place, the series that may go on
};

}  // namespace

SeriesInserter::SeriesInserter(Database& database, std::int64_t run)
    : run_(run),
      metrics_(database, "metric_series (run, first_step, step_count, metric, layer, position, step_values)", 1, 6),
      columns_(database, "column_series (run, first_step, step_count, column_id, position, item_values)", 1, 5)
{
}

void SeriesInserter::insert(std::span<const StepRecord> steps)
{
    SeriesList<std::pair<std::int32_t, std::int32_t>, double> metrics;
    SeriesList<std::int32_t, float> columns;
    for (const StepRecord& step : steps) {
        std::size_t position = 0;
        for (const MetricValue& metric : step.metrics)
            metrics.add(step.index, position++, {static_cast<std::int32_t>(metric.metric), metric.layer},
                        std::span(&metric.value, 1));
        position = 0;
        for (const ItemColumn& column : step.columns)
            columns.add(step.index, position++, static_cast<std::int32_t>(column.column), column.values);
    }
    metrics_.insert(
        metrics.all().size(),
        [&](Statement& row, int first, std::size_t at) {
            const auto& series = metrics.all()[at];
            row.bind_from(first, series.first_step, series.step_count, series.key.first, series.key.second,
                          series.position, pack(series.values));
        },
        run_);
    columns_.insert(
        columns.all().size(),
        [&](Statement& row, int first, std::size_t at) {
            const auto& series = columns.all()[at];
            row.bind_from(first, series.first_step, series.step_count, series.key, series.position,
                          pack(series.values));
        },
        run_);
}

}  // namespace ttt

#include "sessions/series_rows.h"

#include "sessions/blob.h"

#include <map>
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
    void add(std::int64_t step, std::size_t position, const Key& key, std::span<const Value> values)
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

    static void extend(Series<Key, Value>& series, std::span<const Value> values)
    {
        ++series.step_count;
        series.values.insert(series.values.end(), values.begin(), values.end());
    }

    std::vector<Series<Key, Value>> all_;
    std::vector<std::size_t> open_;  // by place, the series that may go on
};

/// The events of one kind in all steps from the first that has some.
struct EventSeries {
    std::int64_t first_step;
    std::vector<std::int32_t> counts;  // how many of the items are of each step
    std::vector<std::int64_t> items;
    std::vector<double> values;
};

}  // namespace

SeriesInserter::SeriesInserter(Database& database, std::int64_t run)
    : run_(run),
      metrics_(database, "metric_series (run, stretch, first_step, step_count, position, metric, layer, step_values)",
               2, 6),
      columns_(database, "column_series (run, stretch, first_step, step_count, position, column_id, item_values)", 2,
               5),
      events_(database, "event_series (run, stretch, first_step, step_count, kind, item_counts, items, event_values)",
              2, 6)
{
}

void SeriesInserter::insert(std::span<const StepRecord> steps)
{
    if (steps.empty())
        return;
    insert_metrics(steps);
    insert_columns(steps);
    insert_events(steps);
}

void SeriesInserter::insert_metrics(std::span<const StepRecord> steps)
{
    SeriesList<std::pair<std::int32_t, std::int32_t>, double> list;
    for (const StepRecord& step : steps)
        for (std::size_t position = 0; position < step.metrics.size(); ++position) {
            const MetricValue& metric = step.metrics[position];
            list.add(step.index, position, {static_cast<std::int32_t>(metric.metric), metric.layer},
                     {&metric.value, 1});
        }
    metrics_.insert(
        list.all().size(),
        [&](Statement& row, int first, std::size_t at) {
            const auto& series = list.all()[at];
            row.bind_from(first, series.first_step, series.step_count, series.position, series.key.first,
                          series.key.second, pack(series.values));
        },
        run_, steps.front().index);
}

void SeriesInserter::insert_columns(std::span<const StepRecord> steps)
{
    SeriesList<std::int32_t, float> list;
    for (const StepRecord& step : steps)
        for (std::size_t position = 0; position < step.columns.size(); ++position)
            list.add(step.index, position, static_cast<std::int32_t>(step.columns[position].column),
                     step.columns[position].values);
    columns_.insert(
        list.all().size(),
        [&](Statement& row, int first, std::size_t at) {
            const auto& series = list.all()[at];
            row.bind_from(first, series.first_step, series.step_count, series.position, series.key,
                          pack(series.values));
        },
        run_, steps.front().index);
}

void SeriesInserter::insert_events(std::span<const StepRecord> steps)
{
    std::map<EventKind, EventSeries> by_kind;
    for (const StepRecord& step : steps)
        for (const EventRows& rows : step.events) {
            EventSeries& series = by_kind.try_emplace(rows.kind, EventSeries{step.index, {}, {}, {}}).first->second;
            series.counts.resize(static_cast<std::size_t>(step.index - series.first_step), 0);  // steps without any
            series.counts.push_back(static_cast<std::int32_t>(rows.items.size()));
            series.items.insert(series.items.end(), rows.items.begin(), rows.items.end());
            series.values.insert(series.values.end(), rows.values.begin(), rows.values.end());
        }
    std::vector<std::pair<EventKind, const EventSeries*>> list;
    for (const auto& [kind, series] : by_kind)
        list.emplace_back(kind, &series);
    events_.insert(
        list.size(),
        [&](Statement& row, int first, std::size_t at) {
            const EventSeries& series = *list[at].second;
            row.bind_from(first, series.first_step, series.counts.size(), static_cast<int>(list[at].first),
                          pack(series.counts), pack(series.items), pack(series.values));
        },
        run_, steps.front().index);
}

}  // namespace ttt

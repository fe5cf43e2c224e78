#include "sessions/series_query.h"

#include "sessions/blob.h"
#include "sessions/series_rows.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

namespace ttt {

namespace {

constexpr auto most_steps = static_cast<std::int64_t>(most_steps_in_series);

/// Which steps a row is of: the first two columns of a query.
struct RowPlace {
    RowPlace(Database& database, const Statement& row) : first(row.integer(0)), count(row.integer(1))
    {
        if (first < 0 || first > std::numeric_limits<std::int64_t>::max() - most_steps || count < 1 ||
            count > most_steps)
            database.fail_damaged("a row holds values of " + std::to_string(count) + " steps from step " +
                                  std::to_string(first));
    }

    std::int64_t first, count;
};

/// The rows of `table` that hold something of the page's steps: of the stretch that its first step is in, and of those
/// behind it. `with`: tables to look into besides.
class PageRows {
public:
    PageRows(StepPage& page, const std::string& columns, const std::string& table, const char* order,
             const std::string& with = "")
        : rows_(page.database(), "SELECT s.first_step, s.step_count, " + columns + " FROM " + table + " AS s " + with +
                                     " WHERE s.run = ?1 AND s.stretch >= ?2 AND s.stretch < ?3 "
                                     "AND s.first_step + s.step_count > ?4 ORDER BY s." +
                                     order)
    {
        Statement stretch(page.database(),
                          "SELECT coalesce(max(stretch), 0) FROM " + table + " WHERE run = ? AND stretch <= ?");
        stretch.bind(page.run(), page.first()).step();
        rows_.bind(page.run(), stretch.integer(0), page.asked_end(), page.first());
    }

    bool step() { return rows_.step(); }
    const Statement& operator*() const { return rows_; }

private:
    Statement rows_;
};

template <class T>
std::vector<T> values_of(Database& database, std::string_view bytes, std::int64_t count, const char* what)
{
    if (bytes.size() != static_cast<std::size_t>(count) * sizeof(T))
        database.fail_damaged(std::string(what) + " of " + std::to_string(count) + " values has " +
                              std::to_string(bytes.size()) + " bytes");
    return unpack<T>(bytes);
}

void add_metrics(StepPage& page)
{
    PageRows rows(page, "s.metric, s.layer, s.step_values", "metric_series", "position");
    while (rows.step()) {
        const RowPlace place(page.database(), *rows);
        const auto values = values_of<double>(page.database(), (*rows).blob(4), place.count, "a metric");
        for (StepRecord& step : page.of(place.first, place.count))
            page.add_metric(step, (*rows).integer(2), (*rows).integer(3),
                            values[static_cast<std::size_t>(step.index - place.first)]);
    }
}

/// With the steps that a row begins and ends with: where one is not there, reading its items refuses the row.
const std::string ends_of_row = "LEFT JOIN step AS b ON b.run = s.run AND b.step = s.first_step "
                                "LEFT JOIN step AS e ON e.run = s.run AND e.step = s.first_step + s.step_count - 1";

void add_columns(StepPage& page)
{
    PageRows rows(page, "s.column_id, s.item_values, b.item_begin, e.item_end", "column_series", "position",
                  ends_of_row);
    while (rows.step()) {
        const Statement& row = *rows;
        const RowPlace place(page.database(), row);
        const std::int64_t width = page.width(row.integer(2)), begin = row.integer(4), end = row.integer(5);
        const std::string_view bytes = row.blob(3);
        const auto item_bytes = width * static_cast<std::int64_t>(sizeof(float));
        if (width < 1 || bytes.size() % static_cast<std::size_t>(item_bytes) != 0 ||
            static_cast<std::int64_t>(bytes.size()) / item_bytes != end - begin)
            page.database().fail_damaged("column " + std::to_string(row.integer(2)) + " of the steps from " +
                                         std::to_string(place.first) + " has " + std::to_string(bytes.size()) +
                                         " bytes for " + std::to_string(end - begin) + " items");
        for (StepRecord& step : page.of(place.first, place.count)) {
            if (step.begin < begin || step.end > end)
                page.database().fail_damaged("the items of step " + std::to_string(step.index) +
                                             " are not in its column");
            page.add_column(step, row.integer(2),
                            bytes.substr(static_cast<std::size_t>((step.begin - begin) * item_bytes),
                                         static_cast<std::size_t>((step.end - step.begin) * item_bytes)));
        }
    }
}

/// One kind's events in steps one after the other.
class EventSeries {
public:
    EventSeries(StepPage& page, const Statement& row)
        : page_(page), place_(page.database(), row), kind_(static_cast<EventKind>(row.integer(2))),
          counts_(values_of<std::int32_t>(page.database(), row.blob(3), place_.count, "a list of counts"))
    {
        std::int64_t items = 0;
        for (const std::int32_t count : counts_) {
            if (count < 0)
                page.database().fail_damaged("a step has " + std::to_string(count) + " items of events");
            items += count;
        }
        const std::int64_t per_event = page.items_per_event(kind_);
        if (per_event < 1)
            page.database().fail_damaged("events are of kind " + std::to_string(row.integer(2)) +
                                         ", of which nothing is said");
        items_ = values_of<std::int64_t>(page.database(), row.blob(4), items, "a list of items");
        values_ = values_of<double>(page.database(), row.blob(5), items / per_event * page.values_per_event(kind_),
                                    "a list of events");
    }

    void add_to_steps()
    {
        std::int64_t at = 0;
        for (std::int64_t step = place_.first; step < place_.first + place_.count; ++step) {
            const std::int64_t count = counts_[static_cast<std::size_t>(step - place_.first)];
            if (count > 0 && !page_.of(step, 1).empty())
                page_.add_events(page_.at(step), rows(at, count));
            at += count;
        }
    }

private:
    EventRows rows(std::int64_t at, std::int64_t count) const
    {
        const std::int64_t per_event = page_.items_per_event(kind_), values = page_.values_per_event(kind_);
        const auto item = items_.begin() + at;
        const auto value = values_.begin() + at / per_event * values;
        return {kind_, {item, item + count}, {value, value + count / per_event * values}};
    }

    StepPage& page_;
    RowPlace place_;
    EventKind kind_;
    std::vector<std::int32_t> counts_;
    std::vector<std::int64_t> items_;
    std::vector<double> values_;
};

void add_events(StepPage& page)
{
    PageRows rows(page, "s.kind, s.item_counts, s.items, s.event_values", "event_series", "kind");
    while (rows.step())
        EventSeries(page, *rows).add_to_steps();
}

}  // namespace

void add_series(StepPage& page)
{
    add_metrics(page);
    add_columns(page);
    add_events(page);
}

std::vector<std::pair<std::int64_t, double>> read_series_rows(Database& database, std::int64_t run, Metric metric,
                                                              std::int32_t layer)
{
    Statement rows(database, "SELECT first_step, step_count, step_values FROM metric_series "
                             "WHERE run = ? AND metric = ? AND layer = ? ORDER BY first_step");
    rows.bind(run, static_cast<int>(metric), layer);
    std::vector<std::pair<std::int64_t, double>> series;
    while (rows.step()) {
        const RowPlace place(database, rows);
        std::int64_t step = place.first;
        for (const double value : values_of<double>(database, rows.blob(2), place.count, "a metric"))
            series.emplace_back(step++, value);
    }
    return series;
}

}  // namespace ttt

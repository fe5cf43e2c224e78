#include "sessions/series_query.h"

#include "sessions/blob.h"
#include "sessions/record_checks.h"
#include "sessions/series_rows.h"
#include "sessions/step_query.h"

#include <algorithm>
#include <string>

namespace ttt {

namespace {

/// Which steps a row is of, and their items [begin, end): the first four columns of a query.
struct RowPlace {
    RowPlace(Database& database, const Statement& row)
        : first(row.integer(0)), count(row.integer(1)), begin(row.integer(2)), end(row.integer(3))
    {
        if (count < 1 || count > most_steps_in_series)
            database.fail_damaged("a row holds values of " + std::to_string(count) + " steps");
    }

    std::int64_t first, count, begin, end;
};

/// A row's first and last step must be there: else item_begin or item_end is no number, which reading it refuses.
std::string query(const char* table, const char* columns)
{
    return std::string("SELECT s.first_step, s.step_count, b.item_begin, e.item_end, ") + columns + " FROM " + table +
           " AS s LEFT JOIN step AS b ON b.run = s.run AND b.step = s.first_step "
           "LEFT JOIN step AS e ON e.run = s.run AND e.step = s.first_step + s.step_count - 1 "
           "WHERE s.run = ?1 AND s.first_step > ?2 AND s.first_step < ?3 AND s.first_step + s.step_count > ?4 "
           "ORDER BY s.position";
}

/// The rows that hold something of `steps`.
void bind(Statement& rows, std::int64_t run, std::span<const StepRecord> steps)
{
    const std::int64_t first = steps.front().index;
    rows.bind(run, first - most_steps_in_series, steps.back().index + 1, first);
}

/// Those of `steps` that the row is of.
std::span<StepRecord> steps_of(const RowPlace& row, std::span<StepRecord> steps)
{
    const std::int64_t first = steps.front().index;
    const std::int64_t from = std::max<std::int64_t>(row.first - first, 0);
    const std::int64_t to = std::min(row.first + row.count - first, static_cast<std::int64_t>(steps.size()));
    return steps.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
}

std::vector<double> values_of(Database& database, const Statement& row, int column, std::int64_t count)
{
    const std::string_view bytes = row.blob(column);
    if (bytes.size() != static_cast<std::size_t>(count) * sizeof(double))
        database.fail_damaged("a metric of " + std::to_string(count) + " steps has " + std::to_string(bytes.size()) +
                              " bytes");
    return unpack<double>(bytes);
}

void add_metrics(Database& database, std::int64_t run, std::int64_t layers, std::span<StepRecord> steps)
{
    Statement rows(database, query("metric_series", "s.metric, s.layer, s.step_values"));
    bind(rows, run, steps);
    while (rows.step()) {
        const RowPlace place(database, rows);
        const auto metric = static_cast<Metric>(small_integer(database, rows, 4));
        const std::int32_t layer = small_integer(database, rows, 5);
        check_layer(database, place.first, layer, layers);
        const std::vector<double> values = values_of(database, rows, 6, place.count);
        for (StepRecord& step : steps_of(place, steps))
            step.metrics.push_back({metric, layer, values[static_cast<std::size_t>(step.index - place.first)]});
    }
}

void add_columns(Database& database, std::int64_t run, const std::vector<DictionaryEntry>& columns,
                 std::span<StepRecord> steps)
{
    Statement rows(database, query("column_series", "s.column_id, s.item_values"));
    bind(rows, run, steps);
    while (rows.step()) {
        const RowPlace place(database, rows);
        const std::int32_t id = small_integer(database, rows, 4);
        const std::int64_t width = width_of(columns, id);
        const std::string_view bytes = rows.blob(5);
        if (bytes.size() % sizeof(float) != 0 || !fits(place.begin, place.end, width, bytes.size() / sizeof(float)))
            database.fail_damaged("column " + std::to_string(id) + " of steps from " + std::to_string(place.first) +
                                  " has " + std::to_string(bytes.size()) + " bytes for " +
                                  std::to_string(place.end - place.begin) + " items");
        const auto byte_of = [&](std::int64_t item) {
            return static_cast<std::size_t>((item - place.begin) * width) * sizeof(float);
        };
        for (StepRecord& step : steps_of(place, steps)) {
            if (step.begin < place.begin || step.end > place.end)
                database.fail_damaged("the items of step " + std::to_string(step.index) + " are not in its column");
            const std::string_view part = bytes.substr(byte_of(step.begin), byte_of(step.end) - byte_of(step.begin));
            step.columns.push_back({static_cast<Column>(id), unpack<float>(part)});
        }
    }
}

}  // namespace

void add_series(Database& database, std::int64_t run, std::int64_t layers, const std::vector<DictionaryEntry>& columns,
                std::span<StepRecord> steps)
{
    if (steps.empty())
        return;
    add_metrics(database, run, layers, steps);
    add_columns(database, run, columns, steps);
}

std::vector<std::pair<std::int64_t, double>> read_series_rows(Database& database, std::int64_t run, Metric metric,
                                                              std::int32_t layer)
{
    Statement rows(database, "SELECT first_step, step_count, step_values FROM metric_series "
                             "WHERE run = ? AND metric = ? AND layer = ? ORDER BY first_step");
    rows.bind(run, static_cast<int>(metric), layer);
    std::vector<std::pair<std::int64_t, double>> series;
    while (rows.step()) {
        std::int64_t step = rows.integer(0);
        for (const double value : values_of(database, rows, 2, rows.integer(1)))
            series.emplace_back(step++, value);
    }
    return series;
}

}  // namespace ttt

#include "sessions/step_query.h"

#include "sessions/blob.h"
#include "sessions/record_checks.h"

#include <algorithm>
#include <limits>

namespace ttt {

namespace {

constexpr std::int64_t widest_column = 1024;

std::int32_t small_integer(Database& database, const Statement& row, int column)
{
    const std::int64_t value = row.integer(column);
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
        database.fail_damaged("a small number is " + std::to_string(value));
    return static_cast<std::int32_t>(value);
}

/// The rows of the parts come in the order of the steps, so one cursor over the steps finds each row's owner.
class StepCursor {
public:
    StepCursor(Database& database, std::vector<StepRecord>& steps) : database_(database), steps_(steps) {}

    StepRecord& at(std::int64_t index)
    {
        while (position_ < steps_.size() && steps_[position_].index < index)
            ++position_;
        if (position_ == steps_.size() || steps_[position_].index != index)
            database_.fail_damaged("there are values of step " + std::to_string(index) + " but not the step");
        return steps_[position_];
    }

private:
    Database& database_;
    std::vector<StepRecord>& steps_;
    std::size_t position_ = 0;
};

struct Range {
    std::int64_t run;
    std::int64_t first;
    std::int64_t last;
};

std::vector<StepRecord> read_plain_steps(Database& database, const Range& range)
{
    std::vector<StepRecord> steps;
    Statement rows(database, "SELECT step, item_begin, item_end, fast_hash FROM step "
                             "WHERE run = ? AND step >= ? AND step < ? ORDER BY step");
    rows.bind(range.run, range.first, range.last);
    while (rows.step()) {
        StepRecord& step = steps.emplace_back();
        step.index = rows.integer(0);
        step.begin = rows.integer(1);
        step.end = rows.integer(2);
        step.fast_hash = rows.text(3);
        if (const std::string wrong = wrong_with(step); !wrong.empty())
            database.fail_damaged("in step " + std::to_string(step.index) + " " + wrong);
    }
    return steps;
}

void read_metrics(Database& database, const Range& range, std::vector<StepRecord>& steps)
{
    StepCursor cursor(database, steps);
    Statement rows(database, "SELECT step, metric, layer, value FROM metric "
                             "WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(range.run, range.first, range.last);
    while (rows.step())
        cursor.at(rows.integer(0))
            .metrics.push_back({static_cast<Metric>(small_integer(database, rows, 1)), small_integer(database, rows, 2),
                                rows.real(3)});
}

std::int32_t width_of(const std::vector<DictionaryEntry>& columns, std::int32_t id)
{
    const auto entry = std::find_if(columns.begin(), columns.end(), [id](const auto& line) { return line.id == id; });
    return entry == columns.end() ? 0 : entry->width;  // 0 fits nothing
}

void read_columns(Database& database, const Range& range, const std::vector<DictionaryEntry>& columns,
                  std::vector<StepRecord>& steps)
{
    StepCursor cursor(database, steps);
    Statement rows(database, "SELECT step, column_id, item_values FROM item_column "
                             "WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(range.run, range.first, range.last);
    while (rows.step()) {
        StepRecord& step = cursor.at(rows.integer(0));
        const std::int32_t id = small_integer(database, rows, 1);
        const std::string_view bytes = rows.blob(2);
        if (bytes.size() % sizeof(float) != 0 ||
            !fits(step.begin, step.end, width_of(columns, id), bytes.size() / sizeof(float)))
            database.fail_damaged("column " + std::to_string(id) + " of step " + std::to_string(step.index) + " has " +
                                  std::to_string(bytes.size()) + " bytes for " + std::to_string(step.end - step.begin) +
                                  " items");
        step.columns.push_back({static_cast<Column>(id), unpack<float>(bytes)});
    }
}

void read_patterns(Database& database, const Range& range, std::vector<StepRecord>& steps)
{
    StepCursor cursor(database, steps);
    Statement rows(database, "SELECT step, item, earlier_item, logit_change, logit_change_others, logit_change_spread "
                             "FROM pattern WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(range.run, range.first, range.last);
    while (rows.step())
        cursor.at(rows.integer(0))
            .patterns.push_back({rows.integer(1), rows.integer(2), rows.real(3), rows.real(4), rows.real(5)});
}

std::vector<DictionaryEntry> read_dictionary(Database& database, std::string_view sql)
{
    std::vector<DictionaryEntry> entries;
    Statement rows(database, sql);
    while (rows.step())
        entries.push_back({small_integer(database, rows, 0), rows.text(1), rows.text(2), rows.text(3),
                           small_integer(database, rows, 4)});
    return entries;
}

}  // namespace

std::vector<StepRecord> read_steps(Database& database, std::int64_t run, std::int64_t first, std::int64_t last,
                                   const std::vector<DictionaryEntry>& columns)
{
    const Range range{run, first, last};
    std::vector<StepRecord> steps = read_plain_steps(database, range);
    read_metrics(database, range, steps);
    read_columns(database, range, columns, steps);
    read_patterns(database, range, steps);
    return steps;
}

std::vector<std::pair<std::int64_t, double>> read_series(Database& database, std::int64_t run, Metric metric,
                                                         std::int32_t layer)
{
    // One look-up a step; without the join SQLite would read every metric of the run.
    Statement rows(database, "SELECT s.step, m.value FROM step AS s CROSS JOIN metric AS m "
                             "ON m.run = s.run AND m.step = s.step AND m.layer = ? AND m.metric = ? "
                             "WHERE s.run = ? ORDER BY s.step");
    rows.bind(layer, static_cast<int>(metric), run);
    std::vector<std::pair<std::int64_t, double>> series;
    while (rows.step())
        series.emplace_back(rows.integer(0), rows.real(1));
    return series;
}

std::vector<DictionaryEntry> read_metric_dictionary(Database& database)
{
    return read_dictionary(database, "SELECT id, key, label, unit, 1 FROM metric_info ORDER BY id");
}

std::vector<DictionaryEntry> read_column_dictionary(Database& database)
{
    auto entries = read_dictionary(database, "SELECT id, key, label, unit, width FROM column_info ORDER BY id");
    for (const DictionaryEntry& entry : entries) {
        const ColumnInfo* known = find_column(entry.id);
        if (entry.width < 1 || entry.width > widest_column || (known && known->width != entry.width))
            database.fail_damaged("column " + entry.key + " has width " + std::to_string(entry.width));
    }
    return entries;
}

}  // namespace ttt

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

/// What the values of a run can belong to.
struct Bounds {
    std::int64_t tokens;
    std::int64_t layers;
};

Bounds bounds_of(Database& database, std::int64_t run)
{
    Statement row(database, "SELECT length(d.token_ids) / 4, r.layer_count FROM run AS r "
                            "JOIN document AS d ON d.id = r.document WHERE r.id = ?");
    if (!row.bind(run).step())
        database.fail_damaged("the document of a run is missing");
    return {row.integer(0), row.integer(1)};
}

/// Where the items of step `index` begin: where those of the step before it end.
std::int64_t begin_of(Database& database, std::int64_t run, std::int64_t index)
{
    if (index == 0)
        return 0;
    Statement row(database, "SELECT item_end FROM step WHERE run = ? AND step = ?");
    return row.bind(run, index - 1).step() ? row.integer(0) : -1;  // -1: no step can follow
}

StepRecord plain_step(const Statement& row)
{
    StepRecord step;
    step.index = row.integer(0);
    step.begin = row.integer(1);
    step.end = row.integer(2);
    step.fast_hash = row.text(3);
    return step;
}

/// A gap must not pass for the end of the run.
void expect_end(Database& database, const Range& range, std::int64_t read)
{
    if (read == range.last - range.first)
        return;
    Statement later(database, "SELECT step FROM step WHERE run = ? AND step >= ? LIMIT 1");
    if (later.bind(range.run, range.first + read).step())
        database.fail_damaged("step " + std::to_string(range.first + read) + " of a run is missing before step " +
                              std::to_string(later.integer(0)));
}

std::vector<StepRecord> read_plain_steps(Database& database, const Range& range, std::int64_t tokens)
{
    std::vector<StepRecord> steps;
    StepOrder order(tokens, range.first, begin_of(database, range.run, range.first));
    Statement rows(database, "SELECT step, item_begin, item_end, fast_hash FROM step "
                             "WHERE run = ? AND step >= ? AND step < ? ORDER BY step");
    const bool from_start = range.first == 0;  // then steps below 0 must be met, too
    rows.bind(range.run, from_start ? std::numeric_limits<std::int64_t>::min() : range.first, range.last);
    while (rows.step()) {
        steps.push_back(plain_step(rows));
        if (const std::string wrong = order.wrong_with_next(steps.back()); !wrong.empty())
            database.fail_damaged(wrong);
    }
    expect_end(database, range, static_cast<std::int64_t>(steps.size()));
    return steps;
}

void read_metrics(Database& database, const Range& range, std::int64_t layers, std::vector<StepRecord>& steps)
{
    StepCursor cursor(database, steps);
    Statement rows(database, "SELECT step, metric, layer, value FROM metric "
                             "WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(range.run, range.first, range.last);
    while (rows.step()) {
        StepRecord& step = cursor.at(rows.integer(0));
        const std::int32_t layer = small_integer(database, rows, 2);
        if (layer < -1 || layer > layers)  // one more: embedding, final norm and head together
            database.fail_damaged("step " + std::to_string(step.index) + " has a value of layer " +
                                  std::to_string(layer) + ", of " + std::to_string(layers) + " layers");
        step.metrics.push_back({static_cast<Metric>(small_integer(database, rows, 1)), layer, rows.real(3)});
    }
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
    while (rows.step()) {
        StepRecord& step = cursor.at(rows.integer(0));
        const PatternEvent& event = step.patterns.emplace_back(
            PatternEvent{rows.integer(1), rows.integer(2), rows.real(3), rows.real(4), rows.real(5)});
        if (event.position < step.begin || event.position >= step.end || event.earlier < 0 ||
            event.earlier >= event.position)
            database.fail_damaged("step " + std::to_string(step.index) + " has a pattern of the items " +
                                  std::to_string(event.earlier) + " and " + std::to_string(event.position));
    }
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
    const Bounds bounds = bounds_of(database, run);
    std::vector<StepRecord> steps = read_plain_steps(database, range, bounds.tokens);
    read_metrics(database, range, bounds.layers, steps);
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

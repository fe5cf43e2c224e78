#include "sessions/step_page.h"

#include "sessions/blob.h"
#include "sessions/dictionary_rows.h"
#include "sessions/record_checks.h"
#include "sessions/schema.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace ttt {

namespace {

std::int32_t small_integer(Database& database, std::int64_t value)
{
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
        database.fail_damaged("a small number is " + std::to_string(value));
    return static_cast<std::int32_t>(value);
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
void expect_end(Database& database, std::int64_t run, std::int64_t next)
{
    Statement later(database, "SELECT step FROM step WHERE run = ? AND step >= ? LIMIT 1");
    if (later.bind(run, next).step())
        database.fail_damaged("step " + std::to_string(next) + " of a run is missing before step " +
                              std::to_string(later.integer(0)));
}

}  // namespace

StepPage::StepPage(Database& database, std::int64_t run, std::int64_t first, std::int64_t last)
    : database_(database), run_(run), asked_end_(last)
{
    read_bounds();
    read_steps(first, last);
    if (!empty())
        read_widths();
}

void StepPage::read_bounds()
{
    const bool has_kinds = format_of(database_) >= format_with_kinds;
    const std::string items = has_kinds ? "iif(document IS NULL, item_count, " : "(";
    Statement row(database_, "SELECT coalesce(" + items +
                                 "(SELECT length(token_ids) / 4 FROM document WHERE id = run.document)), -1), "
                                 "layer_count, document IS NOT NULL FROM run WHERE id = ?");
    if (!row.bind(run_).step() || row.integer(0) < 0)
        database_.fail_damaged("the document of a run is missing");
    items_ = row.integer(0);
    layers_ = row.integer(1);
    has_text_ = row.integer(2) != 0;
}

void StepPage::read_widths()
{
    for (const DictionaryEntry& entry : read_column_dictionary(database_))
        widths_[entry.id] = entry.width;
    for (const EventEntry& entry : read_event_dictionary(database_))
        events_[static_cast<EventKind>(entry.id)] = {count_names(entry.items), count_names(entry.values)};
    for (const EventInfo& info : event_table)  // of formats that did not say
        events_.try_emplace(info.id, EventWidth{count_names(info.items), count_names(info.values)});
}

void StepPage::read_steps(std::int64_t first, std::int64_t last)
{
    StepOrder order(items_, first, begin_of(database_, run_, first));
    Statement rows(database_, "SELECT step, item_begin, item_end, fast_hash FROM step "
                              "WHERE run = ? AND step >= ? AND step < ? ORDER BY step");
    const bool from_start = first == 0;  // then steps below 0 must be met, too
    rows.bind(run_, from_start ? std::numeric_limits<std::int64_t>::min() : first, last);
    while (rows.step()) {
        steps_.push_back(plain_step(rows));
        if (const std::string wrong = order.wrong_with_next(steps_.back()); !wrong.empty())
            database_.fail_damaged(wrong);
    }
    if (const auto read = static_cast<std::int64_t>(steps_.size()); read < last - first)
        expect_end(database_, run_, first + read);
}

StepRecord& StepPage::at(std::int64_t index)
{
    if (empty() || index < first() || index >= end())
        database_.fail_damaged("there are values of step " + std::to_string(index) + " but not the step");
    return steps_[static_cast<std::size_t>(index - first())];
}

std::span<StepRecord> StepPage::of(std::int64_t first_step, std::int64_t count)
{
    if (first_step + count > end() && end() < asked_end())
        at(first_step + count - 1);
    const std::int64_t from = std::clamp<std::int64_t>(first_step, first(), end());
    const std::int64_t to = std::clamp<std::int64_t>(first_step + count, from, end());
    return std::span(steps_).subspan(static_cast<std::size_t>(from - first()), static_cast<std::size_t>(to - from));
}

void StepPage::add_metric(StepRecord& step, std::int64_t metric, std::int64_t layer, double value)
{
    if (layer < -1 || layer > layers_)  // one more: embedding, final norm and head together
        database_.fail_damaged("step " + std::to_string(step.index) + " has a value of layer " + std::to_string(layer) +
                               ", of " + std::to_string(layers_) + " layers");
    step.metrics.push_back(
        {static_cast<Metric>(small_integer(database_, metric)), static_cast<std::int32_t>(layer), value});
}

void StepPage::add_column(StepRecord& step, std::int64_t column, std::string_view bytes)
{
    if (bytes.size() % sizeof(float) != 0 || !fits(step.begin, step.end, width(column), bytes.size() / sizeof(float)))
        database_.fail_damaged("column " + std::to_string(column) + " of step " + std::to_string(step.index) + " has " +
                               std::to_string(bytes.size()) + " bytes for " + std::to_string(step.end - step.begin) +
                               " items");
    step.columns.push_back({static_cast<Column>(column), unpack<float>(bytes)});
}

void StepPage::add_events(StepRecord& step, EventRows rows)
{
    const EventWidth& width = events_[rows.kind];
    if (const std::string wrong = wrong_with(rows, step, width.items, width.values); !wrong.empty())
        database_.fail_damaged("in step " + std::to_string(step.index) + " " + wrong);
    rows_of(step, rows.kind) = std::move(rows);
}

std::int64_t StepPage::width(std::int64_t column) const
{
    const auto found = widths_.find(column);
    return found == widths_.end() ? 0 : found->second;
}

std::int64_t StepPage::items_per_event(EventKind kind) const
{
    const auto found = events_.find(kind);
    return found == events_.end() ? 0 : found->second.items;
}

std::int64_t StepPage::values_per_event(EventKind kind) const
{
    const auto found = events_.find(kind);
    return found == events_.end() ? 0 : found->second.values;
}

/// Where there is no text, nothing but its values shows that an item is there: a made-up file must not claim what it
/// does not hold.
std::vector<StepRecord> StepPage::take()
{
    for (const StepRecord& step : steps_)
        if (!has_text_ && step.columns.empty())
            database_.fail_damaged("step " + std::to_string(step.index) + " has no values of its items");
    return std::move(steps_);
}

}  // namespace ttt

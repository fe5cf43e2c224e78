#include "sessions/step_rows_query.h"

#include "engine/records/patterns.h"
#include "sessions/schema.h"

namespace ttt {

namespace {

void add_metrics(StepPage& page)
{
    Statement rows(page.database(), "SELECT step, metric, layer, value FROM metric "
                                    "WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(page.run(), page.first(), page.asked_end());
    while (rows.step())
        page.add_metric(page.at(rows.integer(0)), rows.integer(1), rows.integer(2), rows.real(3));
}

void add_columns(StepPage& page)
{
    const bool has_series = format_of(page.database()) >= format_with_kinds;
    Statement rows(page.database(), std::string("SELECT step, column_id, item_values FROM ") +
                                        (has_series ? "step_column" : "item_column") +
                                        " WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(page.run(), page.first(), page.asked_end());
    while (rows.step())
        page.add_column(page.at(rows.integer(0)), rows.integer(1), rows.blob(2));
}

void add_patterns(StepPage& page)
{
    Statement rows(page.database(),
                   "SELECT step, item, earlier_item, logit_change, logit_change_others, logit_change_spread "
                   "FROM pattern WHERE run = ? AND step >= ? AND step < ? ORDER BY step, position");
    rows.bind(page.run(), page.first(), page.asked_end());
    StepRecord patterns;  // of one step
    const auto hand_over = [&] {
        for (EventRows& events : patterns.events)
            page.add_events(page.at(patterns.index), std::move(events));
        patterns.events.clear();
    };
    while (rows.step()) {
        if (rows.integer(0) != patterns.index)
            hand_over();
        patterns.index = rows.integer(0);
        add_pattern(patterns, {rows.integer(1), rows.integer(2), rows.real(3), rows.real(4), rows.real(5)});
    }
    hand_over();
}

}  // namespace

void add_step_rows(StepPage& page)
{
    add_metrics(page);
    add_columns(page);
    add_patterns(page);
}

std::vector<std::pair<std::int64_t, double>> read_metric_rows(Database& database, std::int64_t run, Metric metric,
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

}  // namespace ttt

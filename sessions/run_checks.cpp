#include "sessions/run_checks.h"

#include "engine/records/error.h"
#include "sessions/input_rows.h"
#include "sessions/run_totals.h"
#include "sessions/schema.h"
#include "sessions/step_query.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr FormatRule of_files[] = {
    {"metric_info.better must be lower, higher or neither, and is not for metric",
     "SELECT key || ', where it is \"' || better || '\"' FROM metric_info WHERE better NOT IN ('lower', 'higher', "
     "'neither')"},
    {"metric_info.per_layer and repeatable must be 0 or 1, and are not for metric",
     "SELECT key FROM metric_info WHERE per_layer NOT IN (0, 1) OR repeatable NOT IN (0, 1)"},
    {"Two metrics have the key", "SELECT key FROM metric_info GROUP BY key HAVING count(*) > 1"},
    {"Two columns have the key", "SELECT key FROM column_info GROUP BY key HAVING count(*) > 1"},
    {"A metric has no key: number", "SELECT CAST(id AS TEXT) FROM metric_info WHERE key = ''"},
    {"A column has no key: number", "SELECT CAST(id AS TEXT) FROM column_info WHERE key = ''"},
    {"A column must have at least one value an item, and has not:", "SELECT key FROM column_info WHERE width < 1"},
};

constexpr std::size_t rules_of_all_formats = 2;  // the first; the others are of tables of format 4

constexpr FormatRule of_runs[] = {
    {"Its notes must be of items that follow each other, and one is of",
     "SELECT '[' || item_begin || ', ' || item_end || ')' FROM annotation WHERE run = ? AND (item_begin < 0 OR "
     "item_end < item_begin)"},
    {"Its heartbeat lies before its start, by seconds:",
     "SELECT CAST((started_unix_ms - heartbeat_unix_ms) / 1000 AS TEXT) FROM run WHERE id = ? AND heartbeat_unix_ms < "
     "started_unix_ms - 1000"},
    {"A row must hold 1 to 1,024 steps, and a row of metric_series has",
     "SELECT CAST(step_count AS TEXT) FROM metric_series WHERE run = ? AND step_count NOT BETWEEN 1 AND 1024"},
    {"A row must hold 1 to 1,024 steps, and a row of column_series has",
     "SELECT CAST(step_count AS TEXT) FROM column_series WHERE run = ? AND step_count NOT BETWEEN 1 AND 1024"},
    {"A row must hold 1 to 1,024 steps, and a row of event_series has",
     "SELECT CAST(step_count AS TEXT) FROM event_series WHERE run = ? AND step_count NOT BETWEEN 1 AND 1024"},
    {"A stretch is the first of the steps written at once, and a row of metric_series begins before its own, at step",
     "SELECT CAST(first_step AS TEXT) FROM metric_series WHERE run = ? AND first_step < stretch"},
    {"A stretch is the first of the steps written at once, and a row of column_series begins before its own, at step",
     "SELECT CAST(first_step AS TEXT) FROM column_series WHERE run = ? AND first_step < stretch"},
    {"No row may reach beyond the next stretch, and one of metric_series ends at step",
     "SELECT CAST(last AS TEXT) FROM (SELECT max(first_step + step_count) AS last, lead(stretch) OVER (ORDER BY "
     "stretch) "
     "AS next FROM metric_series WHERE run = ? GROUP BY stretch) WHERE last > next"},
    {"No row may reach beyond the next stretch, and one of column_series ends at step",
     "SELECT CAST(last AS TEXT) FROM (SELECT max(first_step + step_count) AS last, lead(stretch) OVER (ORDER BY "
     "stretch) "
     "AS next FROM column_series WHERE run = ? GROUP BY stretch) WHERE last > next"},
    {"Its hash of the input must name how it was made, as \"xxh3:\" and 32 or \"sha256:\" and 64 hex digits, and is",
     "SELECT '\"' || input_hash || '\"' FROM run WHERE id = ? AND document IS NOT NULL AND NOT "
     "(input_hash GLOB 'xxh3:*' AND length(input_hash) = 37 OR input_hash GLOB 'sha256:*' AND length(input_hash) = "
     "71)"},
    {"Its input must have the hash of its document, which is",
     "SELECT '\"' || d.hash || '\"' FROM run JOIN document AS d ON d.id = run.document WHERE run.id = ? AND d.hash <> "
     "run.input_hash"},
    {"A run that reads no text must name its input, and its kind is",
     "SELECT '\"' || kind || '\"' FROM run WHERE id = ? AND document IS NULL AND input_name = ''"},
};

/// "metric loss of layer 2 in step 7" when the step has it twice; empty: it has each once.
std::string twice_in(const StepRecord& step)
{
    auto metrics = step.metrics;
    const auto place = [](const MetricValue& value) { return std::pair(value.metric, value.layer); };
    std::ranges::sort(metrics, {}, place);
    if (const auto twin = std::ranges::adjacent_find(metrics, {}, place); twin != metrics.end())
        return "metric " + std::to_string(static_cast<int>(twin->metric)) + " of layer " + std::to_string(twin->layer);
    auto columns = step.columns;
    std::ranges::sort(columns, {}, &ItemColumn::column);
    if (const auto twin = std::ranges::adjacent_find(columns, {}, &ItemColumn::column); twin != columns.end())
        return "column " + std::to_string(static_cast<int>(twin->column));
    return "";
}

bool is_close(double a, double b)
{
    constexpr double rounding = 1e-6;
    return (std::isnan(a) && std::isnan(b)) || a == b ||
           std::abs(a - b) <= rounding * std::max({1.0, std::abs(a), std::abs(b)});
}

const Total* total_in(const RunSummary& summary, Column column)
{
    const auto found = std::ranges::find(summary.totals, column, &Total::column);
    return found == summary.totals.end() ? nullptr : &*found;
}

void compare_totals(const RunSummary& logged, const RunSummary& counted, std::vector<std::string>& wrong)
{
    for (const Total& total : logged.totals) {
        const Total* own = total_in(counted, total.column);
        if (own ? own->count != total.count || !is_close(own->sum, total.sum) : total.count != 0)
            wrong.push_back("The total of column " + std::to_string(static_cast<int>(total.column)) + " is " +
                            std::to_string(total.sum) + " over " + std::to_string(total.count) +
                            " items, and its steps sum up to " + std::to_string(own ? own->sum : 0) + " over " +
                            std::to_string(own ? own->count : 0) + ".");
    }
}

void compare_counts(const RunInfo& info, const RunSummary& counted, std::vector<std::string>& wrong)
{
    const RunSummary& logged = info.summary;
    if (logged.steps != counted.steps || logged.items != counted.items)
        wrong.push_back("It says that it has " + std::to_string(logged.steps) + " steps of " +
                        std::to_string(logged.items) + " items, and holds " + std::to_string(counted.steps) + " of " +
                        std::to_string(counted.items) + ".");
    if (logged.state == RunState::finished && counted.items != info.header.item_count)
        wrong.push_back("It says that it finished, and " + std::to_string(counted.items) + " of its " +
                        std::to_string(info.header.item_count) + " items were read.");
}

}  // namespace

std::span<const FormatRule> file_rules()
{
    return of_files;
}

std::span<const FormatRule> run_rules(std::int64_t format)
{
    const std::span all(of_runs);
    return format < format_with_kinds ? all.first(rules_of_all_formats) : all;
}

std::vector<std::string> wrong_with_records(Database& database, const RunInfo& info, std::int64_t& steps)
{
    constexpr std::int64_t page = 256;
    std::vector<std::string> wrong;
    RunSummary counted;
    try {
        read_input(database, info.row);
        for (;;) {
            const auto read = read_steps(database, info.row, counted.steps, counted.steps + page);
            for (const StepRecord& step : read) {
                add_step(counted, step);
                if (const std::string twice = twice_in(step); !twice.empty())
                    wrong.push_back("Step " + std::to_string(step.index) + " has " + twice + " twice.");
            }
            if (read.empty())
                break;
        }
    } catch (const Error& error) {
        wrong.emplace_back(error.what());
        return wrong;  // its counts stand on what could not be read
    }
    steps += counted.steps;
    compare_counts(info, counted, wrong);
    compare_totals(info.summary, counted, wrong);
    return wrong;
}

}  // namespace ttt

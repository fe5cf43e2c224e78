#include "sessions/total_rows.h"

#include "sessions/schema.h"

namespace ttt {

namespace {

/// Before format 4 the run table had a sum for each arm, 0 where that did not run, over one count of tokens.
std::vector<Total> read_old_totals(Database& database, std::int64_t run)
{
    std::vector<Total> totals;
    Statement row(database, "SELECT predicted, nll_frozen, nll_adapted, nll_twin FROM run WHERE id = ?");
    if (!row.bind(run).step())
        return totals;
    int at = 0;
    for (const Column column : {Column::nll_frozen, Column::nll_adapted, Column::nll_twin})
        if (const double sum = row.real(++at); sum != 0)
            totals.push_back({column, sum, row.integer(0)});
    return totals;
}

}  // namespace

void write_totals(Database& database, std::int64_t run, const std::vector<Total>& totals)
{
    Statement(database, "DELETE FROM run_total WHERE run = ?").run(run);
    Statement total(database, "INSERT INTO run_total (run, column_id, total, item_count) VALUES (?, ?, ?, ?)");
    for (const Total& line : totals)
        total.run(run, static_cast<int>(line.column), line.sum, line.count);
}

std::vector<Total> read_totals(Database& database, std::int64_t run)
{
    // Asked each time: a writer may bring the file up to date while a reader has it open.
    if (format_of(database) < format_with_kinds)
        return read_old_totals(database, run);
    std::vector<Total> totals;
    Statement rows(database, "SELECT column_id, total, item_count FROM run_total WHERE run = ? ORDER BY column_id");
    rows.bind(run);
    while (rows.step())
        totals.push_back({static_cast<Column>(rows.integer(0)), rows.real(1), rows.integer(2)});
    return totals;
}

}  // namespace ttt

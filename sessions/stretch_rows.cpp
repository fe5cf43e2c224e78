#include "sessions/stretch_rows.h"

#include "engine/records/error.h"
#include "sessions/config_json.h"
#include "sessions/schema.h"

namespace ttt {

void insert_stretches(Database& database, std::int64_t run, const std::vector<RunStretch>& stretches)
{
    Statement insert(database, "INSERT INTO run_stretch (run, position, run_uuid, config_json, steps) "
                               "VALUES (?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const RunStretch& stretch : stretches) {
        const std::string config = to_json(stretch.config);
        insert.run(run, position++, std::string_view(stretch.run_id), std::string_view(config), stretch.steps);
    }
}

std::vector<RunStretch> read_stretches(Database& database, std::int64_t run)
{
    std::vector<RunStretch> stretches;
    if (format_of(database) < format_with_stretches)
        return stretches;
    Statement rows(database, "SELECT run_uuid, config_json, steps FROM run_stretch WHERE run = ? ORDER BY position");
    rows.bind(run);
    while (rows.step()) {
        const std::int64_t before = stretches.empty() ? 0 : stretches.back().steps;
        stretches.push_back({rows.text(0), from_json(rows.text(1)), rows.integer(2)});
        if (stretches.back().steps < before)
            database.fail_damaged("a run goes on from step " + std::to_string(stretches.back().steps) +
                                  ", which lies before what it went on from");
    }
    return stretches;
}

}  // namespace ttt

#include "sessions/run_rows.h"

#include "engine/records/error.h"
#include "sessions/config_json.h"
#include "sessions/dictionary_rows.h"
#include "sessions/input_rows.h"
#include "sessions/record_checks.h"
#include "sessions/remark_rows.h"
#include "sessions/stretch_rows.h"
#include "sessions/total_rows.h"

namespace ttt {

namespace {

bool holds_run(Database& database, const std::string& uuid)
{
    Statement same(database, "SELECT id FROM run WHERE uuid = ?");
    return same.bind(std::string_view(uuid)).step();
}

}  // namespace

std::int64_t insert_run(Database& database, const RunHeader& header, const RunInput& input, const RunOwner& owner,
                        std::int64_t row)
{
    if (header.run_id.empty())
        throw Error("A run without an id can't be logged.");
    if (holds_run(database, header.run_id))
        throw Error("Session file \"" + database.path() + "\" already holds run " + header.run_id + ".");
    add_dictionary(database, header.dictionary);
    Statement insert(
        database,
        "INSERT INTO run (id, uuid, name, kind, config_json, model_hash, twin_hash, input_hash, input_name, document, "
        "item_count, step_items, step_count, layer_count, parameter_count, engine_version, device_name, "
        "started_unix_ms, heartbeat_unix_ms, machine, pid, pid_started, state, message, items, steps, updates, "
        "seconds) "
        "VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, 0, "
        "0, "
        "0.0)");
    const std::string config = to_json(header.config);
    const auto* named = std::get_if<NamedInput>(&input);
    const auto* images = std::get_if<ImageSetRecord>(&input);
    insert.run(row, std::string_view(header.run_id), std::string_view(header.config.name),
               std::string_view(header.kind), std::string_view(config), std::string_view(header.model_hash),
               std::string_view(header.twin_hash), std::string_view(header.input_hash),
               named    ? std::string_view(named->name)
               : images ? std::string_view(images->name)
                        : std::string_view(),
               insert_text(database, input), header.item_count, header.step_items, header.step_count,
               header.layer_count, header.parameter_count, std::string_view(header.engine_version),
               std::string_view(header.device_name), header.started_unix_ms, now_unix_ms(),
               std::string_view(owner.machine), owner.pid, owner.pid_started);
    row = database.last_row_id();
    insert_parts(database, row, input);
    insert_remarks(database, row, header.remarks);
    insert_stretches(database, row, header.before);
    return row;
}

void update_summary(Database& database, std::int64_t run, const RunSummary& summary)
{
    Statement update(database, "UPDATE run SET state = ?, message = ?, items = ?, steps = ?, updates = ?, seconds = ?, "
                               "heartbeat_unix_ms = ? WHERE id = ?");
    update.run(static_cast<int>(summary.state), std::string_view(summary.message), summary.items, summary.steps,
               summary.updates, summary.seconds, now_unix_ms(), run);
    write_totals(database, run, summary.totals);
}

StepInserter::StepInserter(Database& database, std::int64_t run, const RunDictionary& dictionary)
    : run_(run), dictionary_(dictionary), step_(database, "step (run, step, item_begin, item_end, fast_hash)", 1, 4),
      series_(database, run)
{
}

void StepInserter::insert(std::span<const StepRecord> steps)
{
    for (const StepRecord& step : steps)
        if (const std::string wrong = wrong_with(step, dictionary_); !wrong.empty())
            throw Error("Step " + std::to_string(step.index) + " can't be logged: " + wrong + ".");
    step_.insert(
        steps.size(),
        [&](Statement& row, int first, std::size_t position) {
            const StepRecord& step = steps[position];
            row.bind_from(first, step.index, step.begin, step.end, std::string_view(step.fast_hash));
        },
        run_);
    for (; steps.size() > most_steps_in_series; steps = steps.subspan(most_steps_in_series))
        series_.insert(steps.first(most_steps_in_series));
    series_.insert(steps);
}

}  // namespace ttt

#include "sessions/run_query.h"

#include "engine/records/error.h"
#include "sessions/config_json.h"
#include "sessions/dictionary_rows.h"
#include "sessions/record_checks.h"
#include "sessions/remark_rows.h"
#include "sessions/run_owner.h"
#include "sessions/run_state.h"
#include "sessions/schema.h"
#include "sessions/stretch_rows.h"
#include "sessions/total_rows.h"

#include <sstream>

namespace ttt {

namespace {

/// The columns of the run table in the order of `read_info`. The last tells how many items the input has in the file:
/// -1 where it is missing, -2 where the run has none.
const std::string old_columns = "document_hash, token_count, tokens, 'document', 0, ";
const std::string kind_columns = "input_hash, item_count, items, kind, step_items, ";
const std::string common_columns =
    "uuid, config_json, model_hash, twin_hash, step_count, layer_count, parameter_count, engine_version, device_name, "
    "started_unix_ms, state, message, steps, updates, seconds, name, tags, notes, heartbeat_unix_ms, machine, pid, "
    "pid_started, id, iif(document IS NULL, -2, coalesce((SELECT length(token_ids) / 4 FROM document "
    "WHERE document.id = run.document), -1)) FROM run ";

/// Asked each time: a writer may bring the file up to date while a reader has it open.
std::string select_run(Database& database)
{
    return "SELECT " + (format_of(database) < format_with_kinds ? old_columns : kind_columns) + common_columns;
}

RunConfig read_config(Database& database, const Statement& row)
{
    try {
        return from_json(row.text(6));
    } catch (const Error& error) {
        database.fail_damaged("the configuration of run " + row.text(5) + " can't be read");
    }
}

OwnSettings read_own_settings(Database& database, const Statement& row)
{
    try {
        return own_settings(row.text(6));
    } catch (const Error& error) {
        database.fail_damaged("of run " + row.text(5) + " the settings of its own can't be read");
    }
}

RunHeader read_header(Database& database, const Statement& row)
{
    RunHeader header;
    header.input_hash = row.text(0);
    header.item_count = row.integer(1);
    header.kind = row.text(3);
    header.step_items = row.integer(4);
    header.run_id = row.text(5);
    header.config = read_config(database, row);
    header.model_hash = row.text(7);
    header.twin_hash = row.text(8);
    header.step_count = row.integer(9);
    header.layer_count = row.integer(10);
    header.parameter_count = row.integer(11);
    header.engine_version = row.text(12);
    header.device_name = row.text(13);
    header.started_unix_ms = row.integer(14);
    return header;
}

RunSummary read_summary(Database& database, const Statement& row)
{
    const std::int64_t state = row.integer(15);
    if (state < 0 || state > static_cast<int>(RunState::diverged))
        database.fail_damaged("the state of run " + row.text(5) + " is " + std::to_string(state));
    RunSummary summary;
    summary.state = static_cast<RunState>(state);
    summary.message = row.text(16);
    summary.items = row.integer(2);
    summary.steps = row.integer(17);
    summary.updates = row.integer(18);
    summary.seconds = row.real(19);
    summary.totals = read_totals(database, row.integer(27));
    return summary;
}

void mark_if_dead(RunInfo& info, const Statement& row)
{
    if (info.summary.state != RunState::running)
        return;
    if (is_alive({row.text(24), row.integer(25), row.integer(26)}, info.heartbeat_unix_ms))
        return;
    info.summary.state = RunState::interrupted;
    info.summary.message = interrupted_message;
}

std::vector<std::string> split_tags(const std::string& lines)
{
    std::vector<std::string> tags;
    std::istringstream stream(lines);
    for (std::string tag; std::getline(stream, tag);)
        tags.push_back(tag);
    return tags;
}

RunInfo read_info(Database& database, const Statement& row)
{
    RunInfo info;
    info.row = row.integer(27);
    info.header = read_header(database, row);
    info.summary = read_summary(database, row);
    info.name = row.text(20);
    info.tags = split_tags(row.text(21));
    info.notes = row.text(22);
    info.heartbeat_unix_ms = row.integer(23);
    info.own_settings = read_own_settings(database, row);
    info.header.remarks = read_remarks(database, info.row);
    info.header.before = read_stretches(database, info.row);
    if (const std::string wrong = wrong_with(info.header, info.summary, row.integer(28)); !wrong.empty())
        database.fail_damaged("of run " + info.header.run_id + " " + wrong);
    mark_if_dead(info, row);
    return info;
}

RunInfo damaged(const Statement& row, const std::string& sentence)
{
    RunInfo info;
    try {
        info.header.run_id = row.text(5);
    } catch (const Error&) {
        // Not even that can be read.
    }
    info.damage = info.summary.message = sentence;
    info.summary.state = RunState::failed;
    return info;
}

/// One damaged run hides none of the others.
RunInfo info_or_damage(Database& database, const Statement& row)
{
    try {
        return read_info(database, row);
    } catch (const Error& error) {
        return damaged(row, error.what());
    }
}

}  // namespace

std::vector<RunInfo> read_runs(Database& database)
{
    std::vector<RunInfo> runs;
    Statement rows(database, select_run(database) + "ORDER BY id");  // the clock may have been set back meanwhile
    while (rows.step())
        runs.push_back(info_or_damage(database, rows));
    return runs;
}

RunInfo read_run(Database& database, const std::string& id)
{
    Statement row(database, select_run(database) + "WHERE id = ?");
    row.bind(run_row(database, id));
    row.step();
    RunInfo info = read_info(database, row);
    info.header.dictionary = read_own_dictionary(database);
    return info;
}

std::int64_t run_row(Database& database, const std::string& id)
{
    Statement row(database, "SELECT id FROM run WHERE uuid = ?");
    if (!row.bind(std::string_view(id)).step())
        throw Error("Session file \"" + database.path() + "\" holds no run " + id + ".");
    return row.integer(0);
}

std::vector<Annotation> read_annotations(Database& database, std::int64_t run)
{
    std::vector<Annotation> annotations;
    Statement rows(database, "SELECT id, item_begin, item_end, created_unix_ms, text FROM annotation "
                             "WHERE run = ? ORDER BY item_begin, id");
    rows.bind(run);
    while (rows.step()) {
        const Annotation& note = annotations.emplace_back(
            Annotation{rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.text(4)});
        if (note.begin < 0 || note.end < note.begin)
            database.fail_damaged("a note stands at items [" + std::to_string(note.begin) + ", " +
                                  std::to_string(note.end) + ")");
    }
    return annotations;
}

std::string join_tags(const std::vector<std::string>& tags)
{
    std::string lines;
    for (const std::string& tag : tags) {
        if (tag.empty() || tag.find('\n') != std::string::npos)
            throw Error("A tag must be one line of text, got \"" + tag + "\".");
        lines += tag + "\n";
    }
    return lines;
}

}  // namespace ttt

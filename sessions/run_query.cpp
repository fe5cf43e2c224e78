#include "sessions/run_query.h"

#include "engine/records/error.h"
#include "sessions/blob.h"
#include "sessions/config_json.h"
#include "sessions/mark_rows.h"
#include "sessions/record_checks.h"
#include "sessions/remark_rows.h"
#include "sessions/run_owner.h"
#include "sessions/run_state.h"

#include <sstream>

namespace ttt {

namespace {

/// The columns of the run table in the order of `read_info`.
const std::string select_run =
    "SELECT uuid, config_json, model_hash, twin_hash, document_hash, token_count, step_count, layer_count, "
    "parameter_count, engine_version, device_name, started_unix_ms, state, message, tokens, steps, updates, predicted, "
    "seconds, nll_frozen, nll_adapted, nll_twin, name, tags, notes, heartbeat_unix_ms, machine, pid, pid_started, id, "
    "coalesce((SELECT length(token_ids) / 4 FROM document WHERE document.id = run.document), -1) FROM run ";

RunConfig read_config(Database& database, const Statement& row)
{
    try {
        return from_json(row.text(1));
    } catch (const Error& error) {
        database.fail_damaged("the configuration of run " + row.text(0) + " can't be read");
    }
}

RunHeader read_header(Database& database, const Statement& row)
{
    RunHeader header;
    header.run_id = row.text(0);
    header.config = read_config(database, row);
    header.model_hash = row.text(2);
    header.twin_hash = row.text(3);
    header.document_hash = row.text(4);
    header.token_count = row.integer(5);
    header.step_count = row.integer(6);
    header.layer_count = row.integer(7);
    header.parameter_count = row.integer(8);
    header.engine_version = row.text(9);
    header.device_name = row.text(10);
    header.started_unix_ms = row.integer(11);
    return header;
}

RunSummary read_summary(Database& database, const Statement& row)
{
    const std::int64_t state = row.integer(12);
    if (state < 0 || state > static_cast<int>(RunState::diverged))
        database.fail_damaged("the state of run " + row.text(0) + " is " + std::to_string(state));
    RunSummary summary;
    summary.state = static_cast<RunState>(state);
    summary.message = row.text(13);
    summary.tokens = row.integer(14);
    summary.steps = row.integer(15);
    summary.updates = row.integer(16);
    summary.predicted = row.integer(17);
    summary.seconds = row.real(18);
    summary.nll_frozen = row.real(19);
    summary.nll_adapted = row.real(20);
    summary.nll_twin = row.real(21);
    return summary;
}

void mark_if_dead(RunInfo& info, const Statement& row)
{
    if (info.summary.state != RunState::running)
        return;
    if (is_alive({row.text(26), row.integer(27), row.integer(28)}, info.heartbeat_unix_ms))
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
    info.row = row.integer(29);
    info.header = read_header(database, row);
    info.summary = read_summary(database, row);
    info.name = row.text(22);
    info.tags = split_tags(row.text(23));
    info.notes = row.text(24);
    info.heartbeat_unix_ms = row.integer(25);
    info.header.remarks = read_remarks(database, info.row);
    if (const std::string wrong = wrong_with(info.header, info.summary, row.integer(30)); !wrong.empty())
        database.fail_damaged("of run " + info.header.run_id + " " + wrong);
    mark_if_dead(info, row);
    return info;
}

RunInfo damaged(const Statement& row, const std::string& sentence)
{
    RunInfo info;
    try {
        info.header.run_id = row.text(0);
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

/// Splits a blob into values; a length that is no whole number of them is damage.
template <class T>
std::vector<T> values_of(Database& database, std::string_view bytes, const char* what)
{
    if (bytes.size() % sizeof(T) != 0)
        database.fail_damaged(std::string(what) + " have " + std::to_string(bytes.size()) +
                              " bytes, no whole number of values");
    return unpack<T>(bytes);
}

}  // namespace

std::vector<RunInfo> read_runs(Database& database)
{
    std::vector<RunInfo> runs;
    Statement rows(database, select_run + "ORDER BY id");  // the clock may have been set back meanwhile
    while (rows.step())
        runs.push_back(info_or_damage(database, rows));
    return runs;
}

RunInfo read_run(Database& database, const std::string& id)
{
    Statement row(database, select_run + "WHERE id = ?");
    row.bind(run_row(database, id));
    row.step();
    return read_info(database, row);
}

std::int64_t run_row(Database& database, const std::string& id)
{
    Statement row(database, "SELECT id FROM run WHERE uuid = ?");
    if (!row.bind(std::string_view(id)).step())
        throw Error("Session file \"" + database.path() + "\" holds no run " + id + ".");
    return row.integer(0);
}

DocumentRecord read_document(Database& database, std::int64_t run)
{
    Statement row(database,
                  "SELECT d.hash, d.name, d.bytes, d.token_ids, d.byte_offsets, v.token_count, v.tokens, d.id "
                  "FROM run AS r JOIN document AS d ON d.id = r.document "
                  "JOIN vocabulary AS v ON v.id = d.vocabulary WHERE r.id = ?");
    if (!row.bind(run).step())
        database.fail_damaged("the document of a run is missing");
    DocumentRecord document;
    document.hash = row.text(0);
    document.name = row.text(1);
    document.bytes = row.blob(2);
    document.token_ids = values_of<std::int32_t>(database, row.blob(3), "the token ids of a document");
    document.byte_offsets = values_of<std::int64_t>(database, row.blob(4), "the byte offsets of a document");
    const std::int64_t names = row.integer(5);
    if (names < 0 || !unpack_strings(row.blob(6), static_cast<std::size_t>(names), document.vocabulary))
        database.fail_damaged("a vocabulary does not hold " + std::to_string(names) + " tokens");
    document.marks = read_marks(database, row.integer(7));
    if (const std::string wrong = wrong_with(document); !wrong.empty())
        database.fail_damaged("in a document " + wrong);
    return document;
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

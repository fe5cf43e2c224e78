#include "sessions/run_rows.h"

#include "engine/records/error.h"
#include "sessions/blob.h"
#include "sessions/config_json.h"
#include "sessions/mark_rows.h"
#include "sessions/record_checks.h"
#include "sessions/remark_rows.h"

namespace ttt {

namespace {

std::int64_t insert_vocabulary(Database& database, const std::vector<std::string>& vocabulary)
{
    const std::string packed = pack_strings(vocabulary);
    Statement same(database, "SELECT id FROM vocabulary WHERE token_count = ? AND tokens = ?");
    if (same.bind(vocabulary.size(), Blob{packed}).step())
        return same.integer(0);
    Statement insert(database, "INSERT INTO vocabulary (token_count, tokens) VALUES (?, ?)");
    insert.run(vocabulary.size(), Blob{packed});
    return database.last_row_id();
}

bool holds_run(Database& database, const std::string& uuid)
{
    Statement same(database, "SELECT id FROM run WHERE uuid = ?");
    return same.bind(std::string_view(uuid)).step();
}

}  // namespace

std::int64_t insert_document(Database& database, const DocumentRecord& document)
{
    if (const std::string wrong = wrong_with(document); !wrong.empty())
        throw Error("Document \"" + document.name + "\" can't be logged: " + wrong + ".");
    const std::int64_t vocabulary = insert_vocabulary(database, document.vocabulary);
    // The same text has other tokens under another tokenizer, so the hash alone does not name a document.
    Statement same(database, "SELECT id FROM document WHERE hash = ? AND name = ? AND vocabulary = ? AND bytes = ? "
                             "AND token_ids = ? AND byte_offsets = ?");
    const Blob ids = pack(document.token_ids);
    const Blob offsets = pack(document.byte_offsets);
    const std::string_view hash = document.hash;
    const std::string_view name = document.name;
    same.bind(hash, name, vocabulary, Blob{document.bytes}, ids, offsets);
    while (same.step())
        if (read_marks(database, same.integer(0)) == document.marks)
            return same.integer(0);
    Statement insert(database, "INSERT INTO document (hash, name, vocabulary, bytes, token_ids, byte_offsets) "
                               "VALUES (?, ?, ?, ?, ?, ?)");
    insert.run(hash, name, vocabulary, Blob{document.bytes}, ids, offsets);
    const std::int64_t row = database.last_row_id();
    insert_marks(database, row, document.marks);
    return row;
}

std::int64_t insert_run(Database& database, const RunHeader& header, std::int64_t document, const RunOwner& owner,
                        std::int64_t row)
{
    if (header.run_id.empty())
        throw Error("A run without an id can't be logged.");
    if (holds_run(database, header.run_id))
        throw Error("Session file \"" + database.path() + "\" already holds run " + header.run_id + ".");
    Statement insert(
        database,
        "INSERT INTO run (id, uuid, config_json, model_hash, twin_hash, document_hash, document, token_count, "
        "step_count, layer_count, parameter_count, engine_version, device_name, started_unix_ms, "
        "heartbeat_unix_ms, machine, pid, pid_started, state, message, tokens, steps, updates, predicted, "
        "seconds, nll_frozen, nll_adapted, nll_twin) "
        "VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, 0, 0, 0, 0.0, 0.0, 0.0, "
        "0.0)");
    const std::string config = to_json(header.config);
    insert.run(row, std::string_view(header.run_id), std::string_view(config), std::string_view(header.model_hash),
               std::string_view(header.twin_hash), std::string_view(header.document_hash), document, header.token_count,
               header.step_count, header.layer_count, header.parameter_count, std::string_view(header.engine_version),
               std::string_view(header.device_name), header.started_unix_ms, now_unix_ms(),
               std::string_view(owner.machine), owner.pid, owner.pid_started);
    row = database.last_row_id();
    insert_remarks(database, row, header.remarks);
    return row;
}

void update_summary(Database& database, std::int64_t run, const RunSummary& summary)
{
    Statement update(database, "UPDATE run SET state = ?, message = ?, tokens = ?, steps = ?, updates = ?, "
                               "predicted = ?, seconds = ?, nll_frozen = ?, nll_adapted = ?, nll_twin = ?, "
                               "heartbeat_unix_ms = ? WHERE id = ?");
    update.run(static_cast<int>(summary.state), std::string_view(summary.message), summary.tokens, summary.steps,
               summary.updates, summary.predicted, summary.seconds, summary.nll_frozen, summary.nll_adapted,
               summary.nll_twin, now_unix_ms(), run);
}

StepInserter::StepInserter(Database& database, std::int64_t run)
    : run_(run),
      step_(database, "INSERT INTO step (run, step, item_begin, item_end, fast_hash) VALUES (?, ?, ?, ?, ?)"),
      metrics_(database, "metric (run, step, layer, metric, position, value)", 2, 4),
      columns_(database, "item_column (run, step, column_id, position, item_values)", 2, 3),
      patterns_(database,
                "pattern (run, step, position, item, earlier_item, logit_change, logit_change_others, "
                "logit_change_spread)",
                2, 6)
{
}

void StepInserter::insert(const StepRecord& step)
{
    if (const std::string wrong = wrong_with(step); !wrong.empty())
        throw Error("Step " + std::to_string(step.index) + " can't be logged: " + wrong + ".");
    step_.run(run_, step.index, step.begin, step.end, std::string_view(step.fast_hash));
    metrics_.insert(
        step.metrics.size(),
        [&](Statement& row, int first, std::size_t position) {
            const MetricValue& metric = step.metrics[position];
            row.bind_from(first, metric.layer, static_cast<int>(metric.metric), position, metric.value);
        },
        run_, step.index);
    columns_.insert(
        step.columns.size(),
        [&](Statement& row, int first, std::size_t position) {
            const ItemColumn& column = step.columns[position];
            row.bind_from(first, static_cast<int>(column.column), position, pack(column.values));
        },
        run_, step.index);
    patterns_.insert(
        step.patterns.size(),
        [&](Statement& row, int first, std::size_t position) {
            const PatternEvent& event = step.patterns[position];
            row.bind_from(first, position, event.position, event.earlier, event.logit_change, event.logit_change_others,
                          event.logit_change_spread);
        },
        run_, step.index);
}

}  // namespace ttt

#include "sessions/schema.h"

#include "engine/records/error.h"
#include "engine/records/metrics.h"
#include "sessions/sqlite_sentence.h"

#include <map>
#include <string>
#include <utility>

namespace ttt {

namespace {

// README.md explains every table. item_column and document keep their rowid: their rows are larger than what a
// WITHOUT ROWID table is good for (a twentieth of a page).
constexpr const char* version_1 = R"sql(
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE metric_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    better TEXT NOT NULL,
    per_layer INTEGER NOT NULL,
    repeatable INTEGER NOT NULL
) STRICT;
CREATE TABLE column_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    width INTEGER NOT NULL
) STRICT;
CREATE TABLE vocabulary (
    id INTEGER NOT NULL PRIMARY KEY,
    token_count INTEGER NOT NULL,
    tokens BLOB NOT NULL
) STRICT;
CREATE TABLE document (
    id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes BLOB NOT NULL,
    token_ids BLOB NOT NULL,
    byte_offsets BLOB NOT NULL,
    vocabulary INTEGER NOT NULL REFERENCES vocabulary (id)
) STRICT;
CREATE TABLE run (
    id INTEGER NOT NULL PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    config_json TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    twin_hash TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES document (id),
    token_count INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    layer_count INTEGER NOT NULL,
    parameter_count INTEGER NOT NULL,
    engine_version TEXT NOT NULL,
    device_name TEXT NOT NULL,
    started_unix_ms INTEGER NOT NULL,
    heartbeat_unix_ms INTEGER NOT NULL,
    machine TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_started INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    message TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    updates INTEGER NOT NULL,
    predicted INTEGER NOT NULL,
    seconds REAL,
    nll_frozen REAL,
    nll_adapted REAL,
    nll_twin REAL
) STRICT;
CREATE TABLE step (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    item_begin INTEGER NOT NULL,
    item_end INTEGER NOT NULL,
    fast_hash TEXT NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE metric (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    metric INTEGER NOT NULL REFERENCES metric_info (id),
    position INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (run, step, layer, metric)
) STRICT, WITHOUT ROWID;
CREATE TABLE item_column (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    position INTEGER NOT NULL,
    item_values BLOB NOT NULL,
    PRIMARY KEY (run, step, column_id)
) STRICT;
CREATE TABLE pattern (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item INTEGER NOT NULL,
    earlier_item INTEGER NOT NULL,
    logit_change REAL,
    logit_change_others REAL,
    logit_change_spread REAL,
    PRIMARY KEY (run, step, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE annotation (
    id INTEGER NOT NULL PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    item_begin INTEGER NOT NULL,
    item_end INTEGER NOT NULL,
    created_unix_ms INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX document_hash ON document (hash);
CREATE INDEX run_document ON run (document);
CREATE INDEX annotation_run ON annotation (run);
INSERT INTO meta VALUES ('format', 'TTT Workbench session; sessions/README.md of its source describes every table');
)sql";

// Marks of a composed document, and what people answered in lessons. An answer outlives its run: no reference.
constexpr const char* version_2 = R"sql(
CREATE TABLE document_mark (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    byte_begin INTEGER NOT NULL,
    byte_end INTEGER NOT NULL,
    pattern INTEGER NOT NULL,
    occurrence INTEGER NOT NULL,
    noisy INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE lesson_answer (
    id INTEGER NOT NULL PRIMARY KEY,
    learner TEXT NOT NULL,
    lesson TEXT NOT NULL,
    step TEXT NOT NULL,
    answer TEXT NOT NULL,
    truth TEXT NOT NULL,
    score REAL,
    run_id TEXT NOT NULL,
    created_unix_ms INTEGER NOT NULL
) STRICT;
)sql";

// A run may end as diverged (5), which the old check of the run table refuses; SQLite can't change a check, so the
// table is made anew. And what whoever reads the numbers must know.
constexpr const char* version_3 = R"sql(
CREATE TABLE run_before AS SELECT * FROM run;
DROP TABLE run;
CREATE TABLE run (
    id INTEGER NOT NULL PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    config_json TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    twin_hash TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES document (id),
    token_count INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    layer_count INTEGER NOT NULL,
    parameter_count INTEGER NOT NULL,
    engine_version TEXT NOT NULL,
    device_name TEXT NOT NULL,
    started_unix_ms INTEGER NOT NULL,
    heartbeat_unix_ms INTEGER NOT NULL,
    machine TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_started INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    message TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    updates INTEGER NOT NULL,
    predicted INTEGER NOT NULL,
    seconds REAL,
    nll_frozen REAL,
    nll_adapted REAL,
    nll_twin REAL
) STRICT;
INSERT INTO run SELECT * FROM run_before;
DROP TABLE run_before;
CREATE INDEX run_document ON run (document);
CREATE TABLE run_remark (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
)sql";

constexpr Migration all_migrations[] = {{1, version_1}, {2, version_2}, {3, version_3}};

/// (type, name) -> SQL text of everything in the schema.
using Objects = std::map<std::pair<std::string, std::string>, std::string>;

Objects schema_objects(Database& database)
{
    Objects objects;
    Statement rows(database, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema");
    while (rows.step())
        objects[{rows.text(0), rows.text(1)}] = rows.text(2);
    return objects;
}

/// What a file of that version holds when we made it.
Objects expected_objects(std::int64_t version)
{
    Database reference(":memory:", OpenMode::read_write);
    migrate(reference, 0, migrations().first(static_cast<std::size_t>(version)));
    return schema_objects(reference);
}

/// Further plain tables and indexes are harmless (ANALYZE makes some); code that SQLite would run is not.
bool may_run_code(const std::pair<std::string, std::string>& key, const std::string& sql)
{
    const std::string& type = key.first;
    return (type != "table" && type != "index") || sql.starts_with("CREATE VIRTUAL");
}

/// While a table is made anew, what refers to its rows must not go with the old one. Outside of a transaction: inside,
/// SQLite passes over the switch.
class ReferencesOff {
public:
    explicit ReferencesOff(Database& database) : database_(database) { database_.execute("PRAGMA foreign_keys=OFF"); }
    ~ReferencesOff()
    {
        try {
            database_.execute("PRAGMA foreign_keys=ON");
        } catch (const Error&) {
            // Can't fail: nothing is read or written.
        }
    }
    ReferencesOff(const ReferencesOff&) = delete;
    ReferencesOff& operator=(const ReferencesOff&) = delete;

private:
    Database& database_;
};

std::string_view name_of(Better better)
{
    return better == Better::lower ? "lower" : better == Better::higher ? "higher" : "neither";
}

}  // namespace

std::span<const Migration> migrations()
{
    return all_migrations;
}

int current_version()
{
    return migrations().back().version;
}

std::int64_t format_of(Database& database)
{
    return database.integer("PRAGMA user_version");
}

void migrate(Database& database, std::int64_t from, std::span<const Migration> steps)
{
    const ReferencesOff references_off(database);
    Transaction transaction(database, Transaction::Kind::write);
    if (format_of(database) != from)
        return;  // another program was faster
    std::int64_t version = from;
    for (const Migration& step : steps) {
        if (step.version <= from)
            continue;
        database.execute(step.sql);
        version = step.version;
    }
    database.execute(("PRAGMA application_id=" + std::to_string(application_id)).c_str());
    database.execute(("PRAGMA user_version=" + std::to_string(version)).c_str());
    transaction.commit();
}

std::int64_t check_schema(Database& database)
{
    if (database.integer("PRAGMA application_id") != application_id)
        throw Error(not_ours_sentence(database.path()));
    const std::int64_t version = format_of(database);
    if (version > current_version())
        throw Error("Session file \"" + database.path() + "\" was written by a newer TTT Workbench: its format is " +
                    std::to_string(version) + ", this program knows formats up to " +
                    std::to_string(current_version()) + ".");
    if (version < 1)
        database.fail_damaged("its format number is " + std::to_string(version));
    const Objects found = schema_objects(database);
    const Objects expected = expected_objects(version);
    for (const auto& [key, sql] : expected)
        if (const auto it = found.find(key); it == found.end() || it->second != sql)
            database.fail_damaged(key.first + " " + key.second + " is missing or differs");
    for (const auto& [key, sql] : found)
        if (!expected.contains(key) && may_run_code(key, sql))
            database.fail_damaged("it holds the " + key.first + " " + key.second + ", which no session has");
    return version;
}

void check_indexes(Database& database)
{
    for (const auto& [key, sql] : expected_objects(format_of(database))) {
        if (key.first != "table")
            continue;
        Statement indexes(
            database, "SELECT name FROM pragma_index_list(?) AS list WHERE origin = 'c' AND (\"unique\" OR partial OR "
                      "EXISTS (SELECT 1 FROM pragma_index_xinfo(list.name) WHERE cid = -2))");
        if (indexes.bind(std::string_view(key.second)).step())
            throw Error("Session file \"" + database.path() + "\" can't be written: its index \"" + indexes.text(0) +
                        "\" on the table " + key.second +
                        " is none of a session's and could refuse a run; drop it, or log into another file.");
    }
}

void write_dictionaries(Database& database)
{
    Statement metric(database, "INSERT INTO metric_info VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                               "key = excluded.key, label = excluded.label, unit = excluded.unit, "
                               "better = excluded.better, per_layer = excluded.per_layer, "
                               "repeatable = excluded.repeatable");
    for (const MetricInfo& info : metric_table)
        metric.run(static_cast<int>(info.id), info.key, info.label, info.unit, name_of(info.better), info.per_layer,
                   info.repeatable);
    Statement column(database, "INSERT INTO column_info VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                               "key = excluded.key, label = excluded.label, unit = excluded.unit, "
                               "width = excluded.width WHERE width = excluded.width");
    for (const ColumnInfo& info : column_table)
        column.run(static_cast<int>(info.id), info.key, info.label, info.unit, info.width);
}

}  // namespace ttt

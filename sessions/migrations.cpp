// The tables of a session file, format by format. What was published never changes.
#include "sessions/schema.h"

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

// A run is of some kind and reads some input; totals are rows, so are kinds of events; metrics, columns and events of
// many steps stand in one row. What stands in rows of single steps (metric, step_column, pattern) stays there; who asks
// for item_column in SQL, as format 1 told them to, finds the columns of every run.
constexpr const char* version_4 = R"sql(
CREATE TABLE event_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    item_names TEXT NOT NULL,
    value_names TEXT NOT NULL
) STRICT;
CREATE TABLE run_before AS SELECT * FROM run;
DROP TABLE run;
CREATE TABLE run (
    id INTEGER NOT NULL PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    config_json TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    twin_hash TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    input_name TEXT NOT NULL,
    document INTEGER REFERENCES document (id),
    item_count INTEGER NOT NULL,
    step_items INTEGER NOT NULL,
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
    items INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    updates INTEGER NOT NULL,
    seconds REAL
) STRICT;
INSERT INTO run SELECT id, uuid, name, tags, notes, 'document', config_json, model_hash, twin_hash, document_hash, '',
    document, token_count, 0, step_count, layer_count, parameter_count, engine_version, device_name, started_unix_ms,
    heartbeat_unix_ms, machine, pid, pid_started, state, message, tokens, steps, updates, seconds FROM run_before;
CREATE INDEX run_document ON run (document);
CREATE TABLE run_total (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    total REAL,
    item_count INTEGER NOT NULL,
    PRIMARY KEY (run, column_id)
) STRICT, WITHOUT ROWID;
INSERT INTO run_total SELECT id, 1, nll_frozen, predicted FROM run_before WHERE nll_frozen IS NOT 0.0;
INSERT INTO run_total SELECT id, 2, nll_adapted, predicted FROM run_before WHERE nll_adapted IS NOT 0.0;
INSERT INTO run_total SELECT id, 3, nll_twin, predicted FROM run_before WHERE nll_twin IS NOT 0.0;
DROP TABLE run_before;
CREATE TABLE run_part (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    item_begin INTEGER NOT NULL,
    name TEXT NOT NULL,
    resets INTEGER NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE metric_series (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stretch INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    position INTEGER NOT NULL,
    metric INTEGER NOT NULL REFERENCES metric_info (id),
    layer INTEGER NOT NULL,
    step_values BLOB NOT NULL,
    PRIMARY KEY (run, stretch, first_step, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE column_series (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stretch INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    position INTEGER NOT NULL,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    item_values BLOB NOT NULL,
    PRIMARY KEY (run, stretch, first_step, position)
) STRICT;
ALTER TABLE item_column RENAME TO step_column;
CREATE VIEW item_column AS
    SELECT run, step, column_id, position, item_values FROM step_column UNION ALL
    SELECT run, first_step, column_id, position, item_values FROM column_series;
CREATE TABLE event_series (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stretch INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES event_info (id),
    item_counts BLOB NOT NULL,
    items BLOB NOT NULL,
    event_values BLOB NOT NULL,
    PRIMARY KEY (run, stretch, first_step, kind)
) STRICT;
)sql";

// Images, and runs that go on from another one.
constexpr const char* version_5 = R"sql(
CREATE TABLE image_set (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    height INTEGER NOT NULL,
    width INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    image_count INTEGER NOT NULL,
    class_count INTEGER NOT NULL,
    class_names BLOB NOT NULL,
    pixels BLOB NOT NULL
) STRICT;
CREATE TABLE run_images (
    run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    image_set INTEGER NOT NULL REFERENCES image_set (id)
) STRICT;
CREATE TABLE run_shift (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    corruption TEXT NOT NULL,
    severity INTEGER NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_stretch (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    run_uuid TEXT NOT NULL,
    config_json TEXT NOT NULL,
    steps INTEGER NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
)sql";

constexpr Migration all_migrations[] = {{1, version_1}, {2, version_2}, {3, version_3}, {4, version_4}, {5, version_5}};

}  // namespace

std::span<const Migration> migrations()
{
    return all_migrations;
}

int current_version()
{
    return migrations().back().version;
}

}  // namespace ttt

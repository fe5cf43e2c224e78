"""Sessions of TTT Workbench from Python: write runs of any method, watch weights, read runs back.

    import ttt
    with ttt.run("runs.ttt", document=text, token_ids=ids, offsets=offsets, method="mine", config={"lr": 0.1}) as run:
        run.watch(model)                                  # norms of what changed, without any further line
        for begin, end in chunks:
            nll = score(begin, end)                       # first
            update(begin, end)                            # then
            run.step(begin, end, columns={"nll_adapted": nll})

One file, standard library only; numpy, pandas and torch are used where they are present. The format of the file is
written down in sessions/README.md of the workbench; `ttt list|show|export|diff|check` and the window read what this
writes, also while it is written. One process and one thread write a run; anybody may read meanwhile.
"""

import array
import collections
import hashlib
import itertools
import json
import math
import os
import re
import sqlite3
import struct
import sys
import threading
import time
import uuid
import zlib

__version__ = "0.1"
__all__ = ["Error", "Metric", "Column", "run", "watch", "hf", "read"]

FORMAT = 5
APPLICATION_ID = 0x54545457  # "TTTW"
PERPLEXITY_WINDOW = 1024  # tokens, of the windowed perplexity
HEARTBEAT_SECONDS = 60
CHECKPOINT_SECONDS = 1
RUNNING, FINISHED, CANCELLED, FAILED, INTERRUPTED, DIVERGED = range(6)
STATES = ("running", "finished", "cancelled", "failed", "interrupted", "diverged")
INTERRUPTED_MESSAGE = "The program ended before the run did."
NAN = float("nan")


class Error(Exception):
    """A sentence that a person can act on."""


class Metric(collections.namedtuple("Metric", "key label unit better")):
    """A metric of your own: one number a step, or one a step and layer. better: 'lower', 'higher' or 'neither'."""

    def __new__(cls, key, label="", unit="", better="neither"):
        if better not in ("lower", "higher", "neither"):
            raise Error(f"Metric {key!r}: better must be 'lower', 'higher' or 'neither', not {better!r}.")
        return super().__new__(cls, key, label or key.replace("_", " "), unit, better)


class Column(collections.namedtuple("Column", "key label unit width")):
    """A column of your own: `width` numbers an item."""

    def __new__(cls, key, label="", unit="", width=0):  # width 0: as the first step has it
        return super().__new__(cls, key, label or key.replace("_", " "), unit, width)


# --- the format -------------------------------------------------------------------------------------------------------

# Word for word as the workbench makes them: it refuses a file with other tables.
SCHEMA = """
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
CREATE INDEX annotation_run ON annotation (run);
INSERT INTO meta VALUES ('format', 'TTT Workbench session; sessions/README.md of its source describes every table');
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
CREATE TABLE run_remark (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    item_names TEXT NOT NULL,
    value_names TEXT NOT NULL
) STRICT;
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
CREATE INDEX run_document ON run (document);
CREATE TABLE run_total (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    total REAL,
    item_count INTEGER NOT NULL,
    PRIMARY KEY (run, column_id)
) STRICT, WITHOUT ROWID;
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
ALTER TABLE item_column RENAME TO step_column;
CREATE VIEW item_column AS
    SELECT run, step, column_id, position, item_values FROM step_column UNION ALL
    SELECT run, first_step, column_id, position, item_values FROM column_series;
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
"""

# id, key, label, unit, better, per_layer, repeatable: what every session names.
METRICS = (
    (1, "delta_norm", "step ‖ΔW‖", "", "neither", 1, 1),
    (2, "delta_relative", "step ‖ΔW‖ / ‖W₀‖", "", "neither", 1, 1),
    (3, "drift_norm", "drift ‖W − W₀‖", "", "neither", 1, 1),
    (4, "drift_relative", "drift ‖W − W₀‖ / ‖W₀‖", "", "neither", 1, 1),
    (5, "cosine_previous", "cosine with the previous step", "", "neither", 1, 1),
    (6, "output_change", "output change ‖y − y₀‖ / ‖y₀‖", "", "neither", 1, 1),
    (7, "effective_rank", "effective rank of the step", "", "higher", 1, 1),
    (8, "key_tail_p99", "key norm p99 / median", "", "lower", 1, 1),
    (9, "key_tail_max", "key norm max / median", "", "lower", 1, 1),
    (10, "write_collision", "write collision", "", "lower", 1, 1),
    (11, "clip_scale", "clip scale of the step", "", "higher", 1, 1),
    (12, "cap_scale", "cap scale of the drift", "", "higher", 1, 1),
    (13, "precision_health", "realised / intended norm of the step", "", "neither", 1, 1),
    (14, "nonfinite", "values that are not finite", "", "lower", 1, 1),
    (15, "gradient_norm", "gradient norm", "", "neither", 1, 1),
    (101, "nll_frozen", "NLL, frozen", "nats/token", "lower", 0, 1),
    (102, "nll_adapted", "NLL, adapted", "nats/token", "lower", 0, 1),
    (103, "nll_twin", "NLL, twin", "nats/token", "lower", 0, 1),
    (104, "nll_guarded", "NLL, guarded", "nats/token", "lower", 0, 1),
    (111, "perplexity_frozen", "perplexity so far, frozen", "", "lower", 0, 1),
    (112, "perplexity_adapted", "perplexity so far, adapted", "", "lower", 0, 1),
    (113, "perplexity_twin", "perplexity so far, twin", "", "lower", 0, 1),
    (114, "perplexity_guarded", "perplexity so far, guarded", "", "lower", 0, 1),
    (121, "window_perplexity_frozen", "perplexity in the window, frozen", "", "lower", 0, 1),
    (122, "window_perplexity_adapted", "perplexity in the window, adapted", "", "lower", 0, 1),
    (123, "window_perplexity_twin", "perplexity in the window, twin", "", "lower", 0, 1),
    (124, "window_perplexity_guarded", "perplexity in the window, guarded", "", "lower", 0, 1),
    (130, "updates", "updates fired so far", "", "neither", 0, 1),
    (131, "clipped_fraction", "fast layers clipped or capped", "", "lower", 0, 1),
    (141, "error_frozen", "error of the batch, frozen", "%", "lower", 0, 1),
    (142, "error_adapted", "error of the batch, adapted", "%", "lower", 0, 1),
    (143, "entropy_frozen", "entropy of the predictions, frozen", "nats", "neither", 0, 1),
    (144, "entropy_adapted", "entropy of the predictions, adapted", "nats", "neither", 0, 1),
    (145, "mean_entropy_frozen", "entropy of the mean prediction, frozen", "nats", "neither", 0, 1),
    (146, "mean_entropy_adapted", "entropy of the mean prediction, adapted", "nats", "neither", 0, 1),
    (147, "agreement", "same answer as frozen", "%", "neither", 0, 1),
    (148, "reliable", "images below the entropy margin", "%", "neither", 0, 1),
    (149, "selected", "images that were learned from", "%", "neither", 0, 1),
    (150, "loss", "loss of the update", "nats", "lower", 0, 1),
    (151, "recovery_entropy", "running entropy that resets", "nats", "neither", 0, 1),
    (152, "source_confidence", "confidence of the source", "", "neither", 0, 1),
    (153, "clean_error", "error on clean images", "%", "lower", 0, 1),
    (154, "resets", "resets so far", "", "neither", 0, 1),
    (201, "forward_ms", "forward", "ms", "lower", 0, 0),
    (202, "update_ms", "update", "ms", "lower", 0, 0),
    (203, "probe_ms", "probes", "ms", "lower", 0, 0),
    (204, "peak_memory_mib", "peak memory", "MiB", "lower", 0, 0),
)
COLUMNS = (
    (1, "nll_frozen", "NLL, frozen", "nats", 1),
    (2, "nll_adapted", "NLL, adapted", "nats", 1),
    (3, "nll_twin", "NLL, twin", "nats", 1),
    (4, "nll_guarded", "NLL, guarded", "nats", 1),
    (11, "rank_frozen", "rank, frozen", "", 1),
    (12, "rank_adapted", "rank, adapted", "", 1),
    (13, "rank_twin", "rank, twin", "", 1),
    (21, "top_ids_frozen", "top 5 tokens, frozen", "token id", 5),
    (22, "top_ids_adapted", "top 5 tokens, adapted", "token id", 5),
    (31, "top_nll_frozen", "NLL of the top 5, frozen", "nats", 5),
    (32, "top_nll_adapted", "NLL of the top 5, adapted", "nats", 5),
    (41, "induction", "tokens back to the earlier pair, when an induction rule gets the token right", "tokens", 1),
    (51, "image", "number in the set", "", 1),
    (52, "label", "class", "", 1),
    (53, "shift", "shift of the stream", "", 1),
    (61, "wrong_frozen", "error, frozen", "", 1),
    (62, "wrong_adapted", "error, adapted", "", 1),
    (71, "entropy_frozen", "entropy of the prediction, frozen", "nats", 1),
    (72, "entropy_adapted", "entropy of the prediction, adapted", "nats", 1),
)
EVENTS = (
    (1, "pattern", "repeated pair … A B … A → B", "item,earlier item",
     "logit change,logit change of the others,spread of the logit change of the others"),
    (2, "worse", "adapted worse than frozen", "last judged item,first judged item",
     "nats per item above frozen,judged chunks"),
    (3, "shift", "another shift begins", "item", "shift"),
    (4, "reset", "begins anew", "item", "by the method"),
    (5, "collapse", "predictions collapse", "last judged item,first judged item",
     "entropy of the mean prediction,that of frozen"),
)
OWN_NUMBERS = 1 << 20  # from here on, metrics and columns of other programs: the same number for a key in every file


def _own_number(database, table, key):
    """Of a key that the table does not have yet; another key with the same number is next to impossible."""
    number = OWN_NUMBERS + zlib.crc32(key.encode()) % (1 << 30)
    while database.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone():
        number += 1
    return number


def _pack(values, code):
    """Little-endian values of numbers, nested lists, numpy arrays or torch tensors; None is NaN."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        values = values.double() if values.is_floating_point() else values
        values = values.flatten().tolist()
    elif hasattr(values, "ravel"):
        values = values.ravel().tolist()
    elif hasattr(values, "tolist"):
        values = values.tolist()
    try:
        packed = array.array(code, values)
    except TypeError:
        packed = array.array(code, list(_flat(values)))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed


_double = struct.Struct("<d").pack


def _flat(values):
    for value in values:
        if hasattr(value, "__iter__"):
            yield from _flat(value)
        else:
            yield NAN if value is None else value


def _finite_json(value):
    """JSON has no NaN and no infinity: they are strings. What JSON does not know is its words."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        return _finite_json(value.item())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_finite_json(entry)) for entry in value)
    return str(value)


def _flat_settings(config, prefix=""):
    """{"optimizer": {"lr": 1}} -> {"optimizer.lr": 1}"""
    flat = {}
    for key, value in config.items():
        if isinstance(value, dict):
            flat.update(_flat_settings(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = _finite_json(value)
    return flat


# --- the file ---------------------------------------------------------------------------------------------------------


def _connect(path, writes):
    if sqlite3.sqlite_version_info < (3, 37):
        raise Error(f"Sessions need SQLite 3.37 or newer, and this Python has {sqlite3.sqlite_version}.")
    if not writes and not os.path.isfile(path):
        raise Error(f"Session file {path!r} does not exist.")
    place = "file:" + re.sub(r"[?#%]", lambda found: "%%%02x" % ord(found[0]), os.path.abspath(path))
    try:
        return sqlite3.connect(place + ("" if writes else "?mode=ro"), uri=True, isolation_level=None, timeout=5)
    except sqlite3.Error as error:
        raise Error(f"Session file {path!r} can't be opened: {error}.") from None


def _check_identity(database, path):
    try:
        identity = database.execute("PRAGMA application_id").fetchone()[0]
        version = database.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Error(f"{path!r} can't be read as a session file of TTT Workbench: {error}.") from None
    if identity != APPLICATION_ID:
        raise Error(f"{path!r} is not a session file of TTT Workbench.")
    if version > FORMAT:
        raise Error(f"Session file {path!r} has format {version}, and this ttt.py knows formats up to {FORMAT}.")
    return version


def _open_to_write(path):
    database = _connect(path, True)
    database.execute("PRAGMA foreign_keys=ON")
    try:
        if database.execute("PRAGMA page_count").fetchone()[0] == 0:
            database.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id={APPLICATION_ID};"
                                   f"PRAGMA user_version={FORMAT}; COMMIT;")
    except sqlite3.OperationalError:
        database.rollback()  # another program was faster: then the file is there
    except sqlite3.DatabaseError:
        pass  # no database at all: said below
    if (version := _check_identity(database, path)) < FORMAT:
        raise Error(f"Session file {path!r} has format {version}; log a run into it with `ttt run` first, which brings "
                    f"it up to date, or name another file.")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute("PRAGMA wal_autocheckpoint=50000")  # a thread of the run does it, long before
    _write_dictionaries(database)
    _end_dead_runs(database)
    return database


def _write_dictionaries(database):
    database.execute("BEGIN IMMEDIATE")
    for table, rows in (("metric_info", METRICS), ("column_info", COLUMNS), ("event_info", EVENTS)):
        places = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", rows)
    database.execute("COMMIT")


def _this_machine():
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return f"{file.readline().strip()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _start_of(pid):
    """When the process started, in clock ticks (proc(5), field 22 of stat); 0: unknown."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0


def _is_alive(machine, pid, pid_started, heartbeat_unix_ms):
    if machine and machine == _this_machine():
        return pid > 0 and os.path.exists(f"/proc/{pid}") and _start_of(pid) == pid_started
    return abs(_now_ms() - heartbeat_unix_ms) < 10 * 60 * 1000


def _end_dead_runs(database):
    database.execute("BEGIN IMMEDIATE")
    running = database.execute("SELECT id, machine, pid, pid_started, heartbeat_unix_ms FROM run WHERE state = 0")
    for run, *owner in running.fetchall():
        if not _is_alive(*owner):
            database.execute("UPDATE run SET state = ?, message = ? WHERE id = ?",
                             (INTERRUPTED, INTERRUPTED_MESSAGE, run))
    database.execute("COMMIT")


def _now_ms():
    return time.time_ns() // 1_000_000


# --- a run ------------------------------------------------------------------------------------------------------------


class _Text:
    """What a run reads: bytes, token ids and the byte at which each token begins, one more at the end."""

    def __init__(self, document, token_ids, offsets, vocabulary, name):
        self.bytes = document.encode() if isinstance(document, str) else bytes(document)
        self.name = name or "text"
        self.vocabulary = [token.encode() if isinstance(token, str) else bytes(token) for token in vocabulary or ()]
        ids = range(0) if token_ids is None else token_ids
        self.ids = _pack(list(self.bytes) if token_ids is None else ids, "i")  # without tokens, every byte is one
        if token_ids is None:
            self.vocabulary = [bytes([byte]) for byte in range(256)]
            offsets = range(len(self.bytes) + 1)
        self.offsets = _pack(self._byte_offsets(document, offsets), "q")
        self._check()

    def _byte_offsets(self, document, offsets):
        if offsets is None:
            raise Error("Where do the tokens stand in the document? Give offsets: T + 1 byte offsets, or T pairs "
                        "(begin, end) of characters as Hugging Face tokenizers give them.")
        offsets = list(offsets.tolist() if hasattr(offsets, "tolist") else offsets)
        if not offsets or not hasattr(offsets[0], "__len__"):
            return offsets
        if len(offsets) != len(self.ids):
            raise Error(f"{len(self.ids)} tokens have {len(offsets)} pairs of offsets.")
        places = _byte_places(document) if isinstance(document, str) else range(len(self.bytes) + 1)
        starts, last_start, last_end = [], 0, 0
        for begin, end in offsets:  # a token without characters, such as an end of text, stands behind the one before
            last_start = last_end if end <= begin else max(begin, last_start)
            last_end = max(end, last_end)
            starts.append(places[last_start])
        return starts + [len(self.bytes)]

    def _check(self):
        if len(self.offsets) != len(self.ids) + 1:
            raise Error(f"{len(self.ids)} tokens need {len(self.ids) + 1} byte offsets, not {len(self.offsets)}.")
        if any(later < earlier for earlier, later in zip(self.offsets, self.offsets[1:])):
            raise Error("The byte offsets of the tokens run backwards.")
        if self.offsets[0] < 0 or self.offsets[-1] > len(self.bytes):
            raise Error("The byte offsets of the tokens lie beyond the document.")
        most = len(self.vocabulary) or 1 << 31
        if any(not 0 <= token < most for token in self.ids):
            raise Error(f"A token id is not in the vocabulary of {most} tokens.")

    def insert(self, database):
        """The row of the document; the same text and tokens are stored once."""
        names = b"".join(len(token).to_bytes(4, "little") + token for token in self.vocabulary)
        vocabulary = _row_of(database, "vocabulary", {"token_count": len(self.vocabulary), "tokens": names})
        return _row_of(database, "document", {
            "hash": self.hash(), "name": self.name, "bytes": self.bytes, "token_ids": self.ids.tobytes(),
            "byte_offsets": self.offsets.tobytes(), "vocabulary": vocabulary})

    def hash(self):
        return "sha256:" + hashlib.sha256(self.bytes).hexdigest()


def _byte_places(text):
    """The byte at which each character begins, and the end."""
    places, place = [0], 0
    for character in text:
        place += len(character.encode())
        places.append(place)
    return places


def _row_of(database, table, values):
    where = " AND ".join(f"{column} = ?" for column in values)
    found = database.execute(f"SELECT id FROM {table} WHERE {where}", tuple(values.values())).fetchone()
    return found[0] if found else _insert(database, table, values)


def _insert(database, table, values):
    places = ", ".join("?" * len(values))
    return database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})",
                            tuple(values.values())).lastrowid


_open_runs = []


class run:
    """One run, written while it happens. Use it in a `with`: it ends as finished, as cancelled at Ctrl+C, as failed with
    the sentence of any other exception. Killed, it loses nothing that step() has returned from."""

    def __init__(self, path, document=None, token_ids=None, offsets=None, vocabulary=None, method="mine", config=None,
                 *, name="", model="", document_name="", chunk=0, layers=0, parameters=0, device="", kind="document",
                 items=0, input_name="", metrics=(), columns=(), remarks=(), arms=""):
        """document: str or bytes; without token_ids every byte is an item. vocabulary: str or bytes of every token id.
        A run without a document names its kind and input ("images", "CIFAR-10-C") and how many items it has. chunk: items
        of a step, 0: as the first step has. layers: of the model, 0: as many as steps speak of. metrics, columns: Metric
        and Column of your own; one that is not named here is called by its key."""
        self._path, self._pid = str(path), os.getpid()
        text = None if document is None else _Text(document, token_ids, offsets, vocabulary, document_name)
        if text is None and (kind == "document" or items < 1):
            raise Error("A run without a document needs a kind of its own and the number of its items.")
        self._items = items or len(text.ids)
        if text and not 0 < self._items <= len(text.ids):
            raise Error(f"A run over {len(text.ids)} tokens can't have {self._items} items.")
        self._begin, self._index, self._chunk, self._layers = 0, 0, chunk, layers
        self._arms, self._updates, self._has_text = arms, 0, text is not None
        self._sums, self._watches = {}, []
        self._state, self._message = RUNNING, ""
        self._metric_ids, self._column_ids, self._event_ids = {}, {}, {}
        self._database = _open_to_write(self._path)
        self._file = os.stat(self._path)
        self.id = str(uuid.uuid4())
        self._config = {"method": method, "model": str(model), "document": text.name if text else "", "chunk": chunk,
                        "arms": arms or "paired", "start_token": None, "own": _flat_settings(config or {})}
        self._insert_run(text, kind, name, input_name, parameters, device, remarks)
        for entry in metrics:
            self.metric(*entry)
        for entry in columns:
            self.column(*entry)
        self._started = self._last = self._last_beat = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="ttt heartbeat", daemon=True)
        self._thread.start()
        _open_runs.append(self)

    def _insert_run(self, text, kind, name, input_name, parameters, device, remarks):
        now = _now_ms()
        with self._transaction():
            self._row = _insert(self._database, "run", {
                "uuid": self.id, "name": name, "kind": kind, "config_json": self._config_text(), "model_hash": "",
                "twin_hash": "", "input_hash": text.hash() if text else "", "input_name": "" if text else input_name,
                "document": text.insert(self._database) if text else None, "item_count": self._items,
                "step_items": self._chunk, "step_count": self._steps(), "layer_count": self._layers,
                "parameter_count": parameters, "engine_version": f"ttt.py {__version__}",
                "device_name": device or "unknown device", "started_unix_ms": now, "heartbeat_unix_ms": now,
                "machine": _this_machine(), "pid": self._pid, "pid_started": _start_of(self._pid), "state": RUNNING,
                "message": "", "items": 0, "steps": 0, "updates": 0, "seconds": 0.0})
            for position, remark in enumerate(remarks):
                _insert(self._database, "run_remark", {"run": self._row, "position": position, "text": remark})

    def _config_text(self):
        return json.dumps(self._config, ensure_ascii=False)

    def _steps(self):
        return -(-self._items // self._chunk) if self._chunk else 0

    # What the numbers are.

    def metric(self, key, label="", unit="", better="neither"):
        """Names a metric of your own. Before the first step that has it."""
        entry = Metric(key, label, unit, better)
        if key in {known[1] for known in METRICS}:
            raise Error(f"{key!r} is a metric of every session; give yours another key.")
        with self._transaction():
            found = self._database.execute("SELECT id FROM metric_info WHERE key = ?", (key,)).fetchone()
            number = found[0] if found else _own_number(self._database, "metric_info", key)
            self._database.execute(
                "INSERT INTO metric_info VALUES (?, ?, ?, ?, ?, 0, 1) ON CONFLICT (id) DO UPDATE SET "
                "label = excluded.label, unit = excluded.unit, better = excluded.better", (number, *entry))
        self._metric_ids[key] = number

    def column(self, key, label="", unit="", width=1):
        """Names a column of your own. Before the first step that has it."""
        with self._transaction():
            found = self._database.execute("SELECT id, width FROM column_info WHERE key = ?", (key,)).fetchone()
            if found and found[1] != (width or found[1]):
                raise Error(f"Column {key!r} has {found[1]} values an item in {self._path!r}, not {width}; give yours "
                            f"another key.")
            if not found:
                entry = Column(key, label, unit, width or 1)
                found = _own_number(self._database, "column_info", key), entry.width
                self._database.execute("INSERT INTO column_info VALUES (?, ?, ?, ?, ?)", (found[0], *entry))
        self._column_ids[key] = found

    def event(self, key, items=("item",), values=(), label=""):
        """Names a kind of event: what its items are (the first is one of the step's, others stand before it) and its
        values."""
        row = (key, label or key.replace("_", " "), ",".join(items), ",".join(values))
        with self._transaction():
            found = self._database.execute("SELECT id FROM event_info WHERE key = ? AND item_names = ? AND "
                                           "value_names = ?", (row[0], row[2], row[3])).fetchone()
            number = found[0] if found else _own_number(self._database, "event_info", ",".join(row))
            if not found:
                self._database.execute("INSERT INTO event_info VALUES (?, ?, ?, ?, ?)", (number, *row))
        self._event_ids[key] = number, len(items), len(values)

    def watch(self, what):
        """From now on every step has the norms of what changed in these parameters: see ttt.watch."""
        self._watches.append(_Watch(what))

    # Steps.

    def step(self, begin, end, metrics=None, layers=None, columns=None, patterns=(), events=None, fast_hash=""):
        """Items [begin, end) in one transaction, on disk when it returns. metrics: {key: number}. layers: {layer: {key:
        number}}. columns: {key: a number an item}, NaN or None where there is none; nll_frozen, nll_adapted, nll_twin
        and nll_guarded are summed up to perplexities. patterns: (item, earlier item, logit change, of the others, its spread).
        events: {kind: [((item, ...), (value, ...)), ...]}. Call it when the update of these items is done."""
        begin, end = int(begin), int(end)
        self._check_step(begin, end)
        rows = [(self._column(key, values, begin, end)) for key, values in (columns or {}).items()]
        kinds = self._event_rows(patterns, events or {}, begin, end)
        numbers, sums = self._metrics_of(rows)
        for key, value in (metrics or {}).items():
            numbers[key, -1] = value
        for watched in self._watches:
            self._add_layers(numbers, watched.measure())
        self._add_layers(numbers, layers or {})
        if self._watches and ("updates", -1) not in numbers:
            numbers["updates", -1] = self._updates + any(
                key == "delta_norm" and value > 0 for (key, _), value in numbers.items())
        for (key, _), value in numbers.items():
            if key not in self._metric_ids:
                self._know_metric(key)
            if not hasattr(value, "__float__"):
                raise Error(f"Metric {getattr(key, 'key', key)!r} must be a number, not {value!r}.")
        self._write_step(begin, end, numbers, rows, kinds, sums, fast_hash)

    def _check_step(self, begin, end):
        if self._state != RUNNING:
            raise Error("This run has ended.")
        if os.getpid() != self._pid:
            raise Error("A run is written by the process that began it, not by a fork of it.")
        if begin != self._begin or not begin < end <= self._items:
            raise Error(f"Step {self._index} has the items [{begin}, {end}), where {self._begin} is next of "
                        f"{self._items}.")

    def _column(self, key, values, begin, end):
        packed = _pack(values, "f")
        key, entry = getattr(key, "key", key), key
        width, rest = divmod(len(packed), end - begin)
        if key not in self._column_ids:
            known = [row for row in COLUMNS if row[1] == key]
            if known:
                self._column_ids[key] = known[0][0], known[0][4]
            else:
                self.column(key, getattr(entry, "label", ""), getattr(entry, "unit", ""), width)
        number, expected = self._column_ids[key]
        if rest or width != expected:
            raise Error(f"Column {key!r} has {len(packed)} values for {end - begin} items, not {expected} for each.")
        return key, number, width, packed

    def _know_metric(self, key):
        for row in METRICS:
            if row[1] == key:
                self._metric_ids[key] = row[0]
                return
        self.metric(*key) if isinstance(key, Metric) else self.metric(key)
        self._metric_ids[key] = self._metric_ids[getattr(key, "key", key)]

    def _metrics_of(self, rows):
        """NLL of the step, perplexity so far and in the window, of the arms that have a column; and the sums by column so
        far: total, items, and what the window needs. Kept once the step is written."""
        numbers, sums = {}, {}
        for key, number, width, packed in rows:
            is_nll = key in ("nll_frozen", "nll_adapted", "nll_twin", "nll_guarded")
            if not is_nll and (number < 100 or width != 1):
                continue  # a rank, what is predicted: nobody asks for their sum
            there = [value for value in packed if value == value]
            total, count, so_far = self._sums.get(number) or (0.0, 0, collections.deque([0.0], PERPLEXITY_WINDOW + 1))
            # Up to each of the last tokens, and before the first of them: the window is a difference of two.
            so_far = so_far.copy()
            so_far.extend(itertools.islice(itertools.accumulate(there, initial=total), 1, None))
            sums[number] = so_far[-1], count + len(there), so_far
            if not is_nll or not there:
                continue
            arm = key[4:]
            numbers[key, -1] = (so_far[-1] - total) / len(there)
            numbers["perplexity_" + arm, -1] = _exp(so_far[-1] / (count + len(there)))
            numbers["window_perplexity_" + arm, -1] = _exp((so_far[-1] - so_far[0]) / (len(so_far) - 1))
        return numbers, sums

    def _add_layers(self, numbers, layers):
        for layer, values in layers.items():
            layer = int(layer)
            if layer < 0:
                raise Error(f"Layers count from 0; {layer} is none.")
            if layer >= self._layers:
                self._layers = layer + 1
            for key, value in values.items():
                numbers[key, layer] = value

    def _event_rows(self, patterns, events, begin, end):
        kinds = dict(events)
        if patterns:
            self._event_ids.setdefault("pattern", (1, 2, 3))
            kinds["pattern"] = [(pattern[:2], pattern[2:]) for pattern in patterns]
        rows = []
        for key, list_ in kinds.items():
            if key not in self._event_ids:
                raise Error(f"Events {key!r} have no name yet: call run.event({key!r}, items, values) first.")
            number, item_count, value_count = self._event_ids[key]
            for items, values in list_:
                if len(items) != item_count or len(values) != value_count:
                    raise Error(f"An event {key!r} has {len(items)} items and {len(values)} values, not {item_count} and "
                                f"{value_count}.")
                if not begin <= items[0] < end or any(not 0 <= item < items[0] for item in items[1:]):
                    raise Error(f"An event {key!r} of the items [{begin}, {end}) is of the items {tuple(items)}.")
            if list_:
                rows.append((number, _pack([len(list_) * item_count], "i"), _pack([x for e in list_ for x in e[0]], "q"),
                             _pack([x for e in list_ for x in e[1]], "d")))
        return sorted(rows)

    def _write_step(self, begin, end, numbers, columns, kinds, sums, fast_hash):
        row, index, execute = self._row, self._index, self._database.execute
        metrics = [(row, index, index, position, self._metric_ids[key], layer, _double(float(value)))
                   for position, ((key, layer), value) in enumerate(numbers.items())]
        now = time.monotonic()
        updates = int(numbers.get(("updates", -1), self._updates))
        with self._transaction():
            execute("INSERT INTO step VALUES (?, ?, ?, ?, ?)", (row, index, begin, end, fast_hash))
            self._database.executemany("INSERT INTO metric_series VALUES (?, ?, ?, 1, ?, ?, ?, ?)", metrics)
            for position, (_, number, _, packed) in enumerate(columns):
                execute("INSERT INTO column_series VALUES (?, ?, ?, 1, ?, ?, ?)",
                        (row, index, index, position, number, packed))
            for number, counts, items, values in kinds:
                execute("INSERT INTO event_series VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
                        (row, index, index, number, counts, items, values))
            for number, (total, count, _) in sums.items():
                execute("INSERT INTO run_total VALUES (?, ?, ?, ?) ON CONFLICT (run, column_id) DO UPDATE SET "
                        "total = excluded.total, item_count = excluded.item_count", (row, number, total, count))
            if index == 0:
                self._settle(end, {key for key, *_ in columns})
            execute("UPDATE run SET items = ?, steps = ?, updates = ?, seconds = ?, layer_count = ?, "
                    "heartbeat_unix_ms = ? WHERE id = ?",
                    (end, index + 1, updates, now - self._started, self._layers, _now_ms(), row))
        self._begin, self._index, self._last_beat, self._updates = end, index + 1, now, updates
        self._sums.update(sums)
        self._expect_place()

    def _settle(self, first_end, columns):
        """What only the first step tells."""
        if not self._has_text and not columns:
            raise Error("A run without a document needs at least one column: nothing else shows that its items are there.")
        self._chunk = self._chunk or first_end
        if not self._arms:
            arms = [arm for arm in ("frozen", "adapted") if "nll_" + arm in columns]
            self._config["arms"] = arms[0] if len(arms) == 1 else "paired"
        self._config["chunk"] = self._chunk
        self._database.execute("UPDATE run SET config_json = ?, step_items = ?, step_count = ? WHERE id = ?",
                               (self._config_text(), self._chunk, self._steps(), self._row))

    def _transaction(self):
        return _Transaction(self._database)

    def _beat(self):
        """A thread of its own, with its own handle: folds the log into the file, so that no step waits for that, and tells
        readers on other machines that a long step is no crash."""
        database, seen = None, 0
        while not self._over.wait(CHECKPOINT_SECONDS):
            try:
                database = database or _connect(self._path, True)
                if self._index != seen:
                    seen = self._index
                    database.execute("PRAGMA wal_checkpoint(PASSIVE)")
                elif time.monotonic() - self._last_beat > HEARTBEAT_SECONDS:
                    self._last_beat = time.monotonic()
                    database.execute("UPDATE run SET heartbeat_unix_ms = ? WHERE id = ? AND uuid = ? AND state = 0",
                                     (_now_ms(), self._row, self.id))
            except (Error, sqlite3.Error):
                pass  # the next step tells what is wrong
        if database:
            database.close()

    def _expect_place(self):
        """What was logged must be where people look for it, or be copied to where they can."""
        try:
            now = os.stat(self._path)
            if (now.st_dev, now.st_ino) == (self._file.st_dev, self._file.st_ino):
                return
        except OSError:
            pass
        stem, extension = os.path.splitext(self._path)
        number, copy = 2, f"{stem}.rescued{extension}"
        while os.path.exists(copy):
            number, copy = number + 1, f"{stem}.rescued-{number}{extension}"
        what = f"Session file {self._path!r} was deleted, moved or replaced while it was written"
        self._state, self._message = FAILED, what + "."
        self._write_end()
        with sqlite3.connect(copy) as target:
            self._database.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        target.close()
        self._close(False)
        raise Error(f"{what}; all that was logged is in {copy!r}.")

    # The end.

    def diverged(self, message):
        """What was adapted went astray; a sentence that says at which step. The run may go on; it ends as diverged."""
        self._ending = DIVERGED, message

    _ending = FINISHED, ""

    def finish(self, state=None, message=""):
        """The end of a run outside of a `with`."""
        if self._state != RUNNING:
            return
        self._state, self._message = self._ending if state is None else (state, message)
        if self._state == FINISHED and self._begin < self._items:
            self._state = CANCELLED
            self._message = self._message or f"Ended after {self._begin} of {self._items} items."
        self._write_end()
        self._close(True)

    def _write_end(self):
        self._database.execute("PRAGMA synchronous=FULL")  # the end of a run survives a power cut
        with self._transaction():
            self._database.execute("UPDATE run SET state = ?, message = ?, heartbeat_unix_ms = ? WHERE id = ?",
                                   (self._state, self._message, _now_ms(), self._row))
            if self._begin == self._items:  # where steps were not all alike it was a guess
                self._database.execute("UPDATE run SET step_count = ? WHERE id = ?", (self._index, self._row))

    def _close(self, tidy):
        self._over.set()
        self._thread.join(timeout=5)
        if self in _open_runs:
            _open_runs.remove(self)
        if tidy:  # the last writer makes it a single file again; while others have it open it stays as it is
            try:
                self._database.execute("PRAGMA busy_timeout=200")
                self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._database.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError:
                pass
        self._database.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is None:
            self.finish()
        elif issubclass(kind, (KeyboardInterrupt, SystemExit)):
            self.finish(CANCELLED)
        else:
            self.finish(FAILED, str(error) if kind is Error else f"{kind.__name__}: {error}")
        return False


def _exp(value):
    return math.exp(value) if value < 700 else math.inf


class _Transaction:
    def __init__(self, database):
        self._database = database

    def __enter__(self):
        self._is_inner = self._database.in_transaction
        if not self._is_inner:
            self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind, error, _):
        if not self._is_inner:
            self._database.execute("ROLLBACK" if kind else "COMMIT")
        if kind and issubclass(kind, sqlite3.Error):
            raise Error(f"The session file could not be written: {error}.") from None


# --- what a run changes -----------------------------------------------------------------------------------------------


def watch(what):
    """Records, in every step of the run that is open, what changed in `what`: a torch module, parameters, or pairs
    (name, tensor). Per layer: ‖ΔW‖ of the step, drift ‖W − W₀‖, both also relative to ‖W₀‖, the cosine with the step
    before, the effective rank of ΔW. Keeps three copies of what it watches. Numbers in names ("layers.3.mlp") tell the
    layer; tensors without names are layers 0, 1, 2; what stands outside of the layers comes behind the last."""
    if not _open_runs:
        raise Error("ttt.watch needs a run that is open: call it inside of `with ttt.run(...)`.")
    _open_runs[-1].watch(what)


def _torch(what):
    try:
        import torch
        return torch
    except ImportError:
        raise Error(f"{what} needs torch, which this Python does not have.") from None


def _layer_in(name):
    numbers = re.findall(r"(?:^|\.)(\d+)(?=\.|$)", name)
    return int(numbers[0]) if numbers else None


class _Watch:
    LARGEST_GRAM = 2048  # beyond that the effective rank costs more than a step

    def __init__(self, what):
        self._torch = _torch("ttt.watch")
        self._layers = {}
        for layer, tensor in self._named(what):
            self._layers.setdefault(layer, []).append(tensor)
        if not self._layers:
            raise Error("There is nothing to watch: no parameters.")
        self._first = {layer: self._values(layer) for layer in self._layers}
        self._norm = {layer: float(values.norm()) for layer, values in self._first.items()}
        self._last, self._delta = dict(self._first), {}

    def _named(self, what):
        if hasattr(what, "named_parameters"):
            named = list(what.named_parameters())
            named = [pair for pair in named if pair[1].requires_grad] or named
        else:
            named = [pair if isinstance(pair, tuple) else (str(number), pair) for number, pair in
                     enumerate([what] if hasattr(what, "detach") else list(what))]
        layers = [_layer_in(name) for name, _ in named]
        behind = max((layer for layer in layers if layer is not None), default=-1) + 1
        return [(behind if layer is None else layer, tensor) for layer, (_, tensor) in zip(layers, named)]

    def _values(self, layer):
        """All numbers of a layer in f32, one behind the other: always a copy."""
        return self._torch.cat([tensor.detach().flatten().float() for tensor in self._layers[layer]]).clone()

    def measure(self):
        with self._torch.no_grad():
            return {layer: self._measure(layer) for layer in sorted(self._layers)}

    def _measure(self, layer):
        now = self._values(layer)
        delta, before = now - self._last[layer], self._delta.get(layer)
        step, drift, start = float(delta.norm()), float((now - self._first[layer]).norm()), self._norm[layer]
        numbers = {"delta_norm": step, "drift_norm": drift}
        if start > 0:
            numbers.update(delta_relative=step / start, drift_relative=drift / start)
        if before is not None and step > 0 and (norm := float(before.norm())) > 0:
            numbers["cosine_previous"] = float(delta.dot(before)) / (step * norm)
        if (rank := self._rank(layer, delta)) is not None:
            numbers["effective_rank"] = rank
        self._last[layer], self._delta[layer] = now, delta
        return numbers

    def _rank(self, layer, delta):
        """exp(entropy of sigma² / sum sigma²), the mean over the matrices that changed; 0 where none did."""
        ranks, place = [], 0
        for tensor in self._layers[layer]:
            part, place = delta[place:place + tensor.numel()], place + tensor.numel()
            if tensor.dim() != 2 or min(tensor.shape) > self.LARGEST_GRAM or not part.any():
                continue
            matrix = part.view(tensor.shape)
            matrix = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
            matrix = matrix.double() / matrix.norm()
            shares = self._torch.linalg.eigvalsh(matrix @ matrix.T).clamp_min(0)
            shares = shares[shares > 0] / shares.sum()
            ranks.append(math.exp(-float((shares * shares.log()).sum())))
        return sum(ranks) / len(ranks) if ranks else None


# --- Hugging Face -----------------------------------------------------------------------------------------------------


class Chunk:
    """What update() may learn from: tokens that were scored already, and nothing behind them."""

    def __init__(self, index, begin, end, ids, context, text):
        self.index, self.begin, self.end = index, begin, end
        self.ids = ids  # i64 [1, end - begin], the tokens of the chunk
        self.context = context  # i64 [1, n], the tokens before it and its own, as many as the model was given
        self.text = text


class hf:
    """Scores a text with a causal language model of Hugging Face, chunk by chunk, around a function of yours:

        ttt.hf(model, tokenizer).read("runs.ttt", text, update, chunk=64, method="mine", config={"lr": 1e-4})

    Each chunk is scored first, then update(chunk) may change the model. Weights that change while a chunk is scored end
    the run: its score would have seen the update."""

    TOP = 5

    def __init__(self, model, tokenizer):
        self._torch = _torch("ttt.hf")
        self._model, self._tokenizer = model, tokenizer

    def read(self, path, text, update=None, chunk=64, context=1024, frozen=True, watch=True, **of_run):
        """Returns the id of the run. context: tokens that the model sees at most. frozen: a copy of the model as it is now
        reads along. watch: which parameters; True: all that ask for gradients. The rest goes to ttt.run."""
        ids, offsets = self._tokens(text)
        most = getattr(self._model.config, "max_position_embeddings", None) or context
        context = max(chunk + 1, min(context, most))
        arms = {"adapted": self._model}
        if frozen:
            import copy
            arms = {"frozen": copy.deepcopy(self._model).eval(), **arms}
        of_run = {"method": getattr(update, "__name__", "frozen"), "model": self._name(), "chunk": chunk,
                  "vocabulary": self._vocabulary(), "device": str(self._model.device),
                  "parameters": sum(p.numel() for p in self._model.parameters()),
                  "layers": getattr(self._model.config, "num_hidden_layers", 0), **of_run}
        with run(path, text, ids, offsets, **of_run) as log:
            if watch and update:
                log.watch(self._model if watch is True else watch)
            guard = self._fingerprint()
            for begin in range(0, len(ids), chunk):
                end = min(begin + chunk, len(ids))
                started = time.monotonic()
                columns = {}
                for arm, model in arms.items():
                    columns.update(self._score(model, ids, begin, end, context, arm))
                if self._fingerprint() != guard:
                    raise Error(f"The weights changed while chunk {begin // chunk} was scored, so its score may have "
                                f"seen the update; change them in update(chunk) only.")
                scored = time.monotonic()
                if update:
                    self._update(update, text, ids, offsets, begin, end, context)
                    guard = self._fingerprint()
                log.step(begin, end, columns=columns, metrics={
                    "forward_ms": 1e3 * (scored - started), "update_ms": 1e3 * (time.monotonic() - scored)})
            return log.id

    def _tokens(self, text):
        if not getattr(self._tokenizer, "is_fast", False):
            raise Error("ttt.hf needs a fast tokenizer: only those tell where their tokens stand in the text.")
        coded = self._tokenizer(text, return_offsets_mapping=True, add_special_tokens=False)
        if len(coded["input_ids"]) < 2:
            raise Error("The text has fewer than two tokens: nothing can be predicted.")
        return list(coded["input_ids"]), list(coded["offset_mapping"])

    def _name(self):
        return getattr(self._model, "name_or_path", "") or type(self._model).__name__

    def _vocabulary(self):
        size = max(len(self._tokenizer), getattr(self._model.config, "vocab_size", 0))
        return [self._tokenizer.decode([token]) if token < len(self._tokenizer) else "" for token in range(size)]

    def _score(self, model, ids, begin, end, context, arm):
        """NLL, rank and the five most likely of each token; the first of a text has none."""
        torch = self._torch
        first = max(0, end - context)
        was_training = model.training
        model.eval()
        with torch.no_grad():
            given = torch.tensor([ids[first:end]], device=model.device)
            logits = model(input_ids=given, use_cache=False).logits[0].float()
            logits = logits[max(begin - 1, 0) - first:end - 1 - first]
            wanted = given[0, max(begin, 1) - first:]
            logs = logits.log_softmax(-1)
            own = logs.gather(-1, wanted[:, None])
            rank = (logs > own).sum(-1) + 1
            top = logs.topk(min(self.TOP, logs.shape[-1]), -1)
        model.train(was_training)
        lead = [NAN] if begin == 0 else []
        pad = [NAN] * (self.TOP - top.values.shape[-1])
        rows = [[NAN] * self.TOP] if begin == 0 else []
        return {"nll_" + arm: lead + (-own[:, 0]).tolist(), "rank_" + arm: lead + rank.tolist(),
                "top_ids_" + arm: rows + [row + pad for row in top.indices.tolist()],
                "top_nll_" + arm: rows + [row + pad for row in (-top.values).tolist()]}

    def _update(self, update, text, ids, offsets, begin, end, context):
        tensor = self._torch.tensor([ids[max(0, end - context):end]], device=self._model.device)
        update(Chunk(begin // max(end - begin, 1), begin, end, tensor[:, -(end - begin):], tensor,
                     text[offsets[begin][0]:offsets[end - 1][1]]))

    def _fingerprint(self):
        """Of every bit of the weights: the score must not move them."""
        torch, sums = self._torch, []
        whole = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
        with torch.no_grad():
            for tensor in self._model.parameters():
                sums.append(tensor.detach().contiguous().view(whole[tensor.element_size()]).sum(dtype=torch.int64))
            return tuple(torch.stack(sums).tolist())


# --- reading ----------------------------------------------------------------------------------------------------------


class Logged:
    """A run of a session, as it stands in the file: metric() and column() give numpy arrays where numpy is present."""

    def __init__(self, session, row):
        self._session, self._database = session, session._database
        (self._row, self.id, self.name, self.kind, config, self.items, self.steps, state, self.message,
         self.engine) = row
        self.config, self.state = json.loads(config), STATES[state]
        self.method = self.config.get("method", "")

    def metric(self, key, layer=-1):
        """[steps], NaN where a step has none. layer -1: of the whole step."""
        values = [NAN] * self.steps
        number = self._session.metrics[key]
        for first, blob in self._database.execute(
                "SELECT first_step, step_values FROM metric_series WHERE run = ? AND metric = ? AND layer = ?",
                (self._row, number, layer)):
            part = _unpack(blob, "d")
            values[first:first + len(part)] = part
        for step, value in self._database.execute(
                "SELECT step, value FROM metric WHERE run = ? AND metric = ? AND layer = ?", (self._row, number, layer)):
            values[step] = NAN if value is None else value
        return _array(values)

    def column(self, key):
        """[items], or [items, width]; NaN where an item has none."""
        number, width = self._session.columns[key]
        values = [NAN] * (self.items * width)
        for begin, blob in self._database.execute(
                "SELECT item_begin, item_values FROM item_column AS c JOIN step AS s ON s.run = c.run AND "
                "s.step = c.step WHERE c.run = ? AND column_id = ?", (self._row, number)):
            part = _unpack(blob, "f")
            values[begin * width:begin * width + len(part)] = part
        return _array(values, width)

    def layers(self, key):
        """Those that have this metric; -1: the whole step."""
        return [layer for (layer,) in self._database.execute(
            "SELECT layer FROM metric_series WHERE run = ?1 AND metric = ?2 UNION SELECT layer FROM metric WHERE "
            "run = ?1 AND metric = ?2 ORDER BY layer", (self._row, self._session.metrics[key]))]

    def keys(self):
        """The metrics and the columns that the run has."""
        metrics = [key for key in self._session.metrics if self.layers(key)]
        columns = [key for key, (number, _) in self._session.columns.items() if self._database.execute(
            "SELECT 1 FROM item_column WHERE run = ? AND column_id = ? LIMIT 1", (self._row, number)).fetchone()]
        return metrics, columns

    def tokens(self):
        """The bytes of every token; [] where the run reads no text."""
        row = self._database.execute("SELECT bytes, byte_offsets FROM document WHERE id = (SELECT document FROM run "
                                     "WHERE id = ?)", (self._row,)).fetchone()
        places = _unpack(row[1], "q") if row else ()
        return [bytes(row[0][begin:end]) for begin, end in zip(places, places[1:])][:self.items]

    def frame(self, of="items"):
        """A pandas table. of: 'items', a row a token with a column for each column of one value; or 'metrics', a row for
        every step, layer and metric."""
        import pandas
        metrics, columns = self.keys()
        if of == "metrics":
            return pandas.DataFrame([
                (step, layer, key, value) for key in metrics for layer in self.layers(key)
                for step, value in enumerate(self.metric(key, layer)) if value == value],
                columns=["step", "layer", "metric", "value"])
        table = pandas.DataFrame({key: self.column(key) for key in columns if self._session.columns[key][1] == 1})
        if tokens := self.tokens():
            table.insert(0, "token", [token.decode("utf-8", "backslashreplace") for token in tokens])
        return table


class Session:
    """The runs of a file, the latest last: session.runs, or session["the start of an id or a name"]."""

    def __init__(self, path):
        self._database = _connect(str(path), False)
        if _check_identity(self._database, str(path)) < FORMAT:
            raise Error(f"Session file {str(path)!r} has an older format; `ttt run` brings it up to date.")
        execute = self._database.execute
        self.metrics = {key: number for key, number in execute("SELECT key, id FROM metric_info ORDER BY id DESC")}
        self.columns = {key: (number, width) for key, number, width in
                        execute("SELECT key, id, width FROM column_info ORDER BY id DESC")}
        self.runs = [Logged(self, row) for row in execute(
            "SELECT id, uuid, name, kind, config_json, items, steps, state, message, engine_version FROM run ORDER BY id")]

    def __getitem__(self, name):
        for logged in reversed(self.runs):
            if logged.id.startswith(name) or logged.name == name:
                return logged
        raise Error(f"The session holds no run {name!r}.")


def read(path):
    """Opens a session to read: ttt.read("runs.ttt").runs[-1].metric("drift_relative", layer=3)."""
    return Session(path)


def _unpack(blob, code):
    values = array.array(code, bytes(blob))
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _array(values, width=1):
    try:
        import numpy
        return numpy.array(values).reshape(-1, width) if width > 1 else numpy.array(values)
    except ImportError:
        return [values[at:at + width] for at in range(0, len(values), width)] if width > 1 else values

// Sessions from strangers: a valid file whose rows, schema and bytes are changed, then everything a person does with
// it, up to the arrays that the views draw. SEED=FILE writes the file to begin with, and ends.
#include "engine/evaluation/ranges.h"
#include "engine/records/error.h"
#include "sessions/edit.h"
#include "sessions/export.h"
#include "sessions/lesson_answers.h"
#include "sessions/session_reader.h"
#include "sessions/session_writer.h"
#include "tests/sessions/sample_run.h"
#include "views/run_model.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

using namespace ttt;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

/// Runs SQL on the bytes of a database, in memory; the same bytes when that is no database.
std::string changed(const std::string& bytes, const std::vector<std::string>& statements)
{
    sqlite3* base = nullptr;
    sqlite3_open(":memory:", &base);
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size() + 1));
    std::memcpy(copy, bytes.data(), bytes.size());
    sqlite3_deserialize(base, "main", copy, static_cast<sqlite3_int64>(bytes.size()),
                        static_cast<sqlite3_int64>(bytes.size()),
                        SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
    sqlite3_limit(base, SQLITE_LIMIT_LENGTH, 4'000'000);
    for (const std::string& statement : statements)
        sqlite3_exec(base, statement.c_str(), nullptr, nullptr, nullptr);
    sqlite3_int64 size = 0;
    unsigned char* out = sqlite3_serialize(base, "main", &size, 0);
    std::string result = out ? std::string(reinterpret_cast<char*>(out), static_cast<std::size_t>(size)) : bytes;
    sqlite3_free(out);
    sqlite3_close(base);
    return result;
}

constexpr const char* places[] = {"run.uuid",
                                  "run.name",
                                  "run.tags",
                                  "run.config_json",
                                  "run.document",
                                  "run.item_count",
                                  "run.step_count",
                                  "run.layer_count",
                                  "run.parameter_count",
                                  "run.started_unix_ms",
                                  "run.machine",
                                  "run.pid",
                                  "run.state",
                                  "run.message",
                                  "run.heartbeat_unix_ms",
                                  "run.items",
                                  "run.steps",
                                  "run.kind",
                                  "run.step_items",
                                  "run_total.item_count",
                                  "run.seconds",
                                  "run_total.total",
                                  "run_remark.text",
                                  "run_remark.run",
                                  "document.bytes",
                                  "document.token_ids",
                                  "document.byte_offsets",
                                  "vocabulary.tokens",
                                  "step.step",
                                  "step.item_begin",
                                  "step.item_end",
                                  "vocabulary.token_count",
                                  "step.fast_hash",
                                  "metric.step",
                                  "metric_series.stretch",
                                  "metric_series.first_step",
                                  "metric_series.step_count",
                                  "metric_series.layer",
                                  "metric_series.step_values",
                                  "column_series.first_step",
                                  "column_series.step_count",
                                  "column_series.item_values",
                                  "event_series.first_step",
                                  "event_series.step_count",
                                  "event_series.kind",
                                  "event_series.item_counts",
                                  "event_series.items",
                                  "event_series.event_values",
                                  "event_info.item_names",
                                  "run_part.item_begin",
                                  "metric.layer",
                                  "metric.metric",
                                  "metric.position",
                                  "metric.value",
                                  "step_column.step",
                                  "pattern.item",
                                  "step_column.column_id",
                                  "step_column.item_values",
                                  "pattern.step",
                                  "annotation.text",
                                  "annotation.item_end",
                                  "pattern.earlier_item",
                                  "annotation.item_begin",
                                  "column_info.width",
                                  "column_info.key",
                                  "metric_info.id",
                                  "document_mark.byte_begin",
                                  "document_mark.byte_end",
                                  "lesson_answer.score"};
constexpr const char* values[] = {"NULL",
                                  "0",
                                  "-1",
                                  "1",
                                  "3",
                                  "4",
                                  "12",
                                  "1024",
                                  "1e308",
                                  "0.5",
                                  "1e999",
                                  "9223372036854775807",
                                  "'x'",
                                  "''",
                                  "x''",
                                  "x'00'",
                                  "2147483648",
                                  "-9223372036854775808",
                                  "'{}'",
                                  "'[]'",
                                  "zeroblob(48)",
                                  "char(27)||'[31m'",
                                  "zeroblob(100000)",
                                  "randomblob(20)",
                                  "'{\"chunk\":-5}'",
                                  "'{\"model\":{\"hex\":\"0a\"}}'",
                                  "4611686018427387904"};
constexpr const char* schemes[] = {"CREATE VIEW v AS SELECT 1",
                                   "CREATE TRIGGER t BEFORE INSERT ON step BEGIN SELECT RAISE(ABORT, 'no'); END",
                                   "CREATE VIRTUAL TABLE z USING fts5(a)",
                                   "CREATE UNIQUE INDEX i ON step (run)",
                                   "CREATE INDEX i ON run (abs(items))",
                                   "CREATE TABLE x (a REFERENCES run (id) ON DELETE RESTRICT)",
                                   "PRAGMA user_version=3",
                                   "PRAGMA journal_mode=WAL",
                                   "VACUUM",
                                   "DELETE FROM step WHERE step = 1",
                                   "DELETE FROM document",
                                   "DELETE FROM column_info",
                                   "DROP TABLE run_remark",
                                   "UPDATE step SET step = step * 3"};

using Random = std::minstd_rand;

template <class List>
std::string any(const List& list, Random& random)
{
    return list[random() % std::size(list)];
}

std::string statement(Random& random)
{
    if (random() % 6 == 0)
        return any(schemes, random);
    const std::string place = any(places, random);
    const std::size_t dot = place.find('.');
    return "UPDATE " + place.substr(0, dot) + " SET " + place.substr(dot + 1) + " = " + any(values, random) +
           (random() % 2 ? " WHERE rowid % 2 = 1" : "");
}

/// What STRICT and CHECK forbid gets in by loosening the schema, changing rows, and tightening it again.
std::string with_changed_rows(std::string bytes, Random& random)
{
    const bool loosen = random() % 2;
    if (loosen)
        bytes = changed(bytes, {"PRAGMA writable_schema=ON", "UPDATE sqlite_schema SET sql = replace(replace(sql, "
                                                             "') STRICT', ') /*RICT*/'), 'NOT NULL', '/*T LL*/')"});
    std::vector<std::string> statements{"PRAGMA foreign_keys=OFF", "PRAGMA ignore_check_constraints=ON"};
    for (unsigned i = 0, count = 1 + random() % 4; i < count; ++i)
        statements.push_back(statement(random));
    bytes = changed(bytes, statements);
    if (loosen)
        bytes = changed(bytes, {"PRAGMA writable_schema=ON", "UPDATE sqlite_schema SET sql = replace(replace(sql, "
                                                             "') /*RICT*/', ') STRICT'), '/*T LL*/', 'NOT NULL')"});
    return bytes;
}

/// Only a sentence may come out, or memory that is not there.
template <class Act>
void guarded(Act&& act)
{
    try {
        act();
    } catch (const Error&) {
    } catch (const std::bad_alloc&) {
    }
}

void replay(const SessionReader& reader, const std::string& id)
{
    RunModel model;
    model.start(reader.header(id), reader.input(id));
    RangeTotals totals;
    reader.for_each_step(id, [&](const StepRecord& step) {
        totals.add(step);
        model.append({step});
    });
    totals.ranges();
    model.end(reader.find(id).summary);
    for (std::int64_t item = 0; item < model.item_count(); ++item)
        model.token_text(item);
    for (const Metric metric : model.metrics())
        model.layers_of(metric);
}

void read_all(const std::string& path, std::vector<std::string>& ids)
{
    const SessionReader reader(path);
    for (const RunInfo& run : reader.runs())
        ids.push_back(run.header.run_id);
    for (const std::string& id : ids) {
        guarded([&] { replay(reader, id); });
        guarded([&] { reader.annotations(id); });
        std::ostringstream out;
        guarded([&] { export_items_csv(reader, id, out); });
        guarded([&] { export_metrics_csv(reader, id, out); });
    }
    reader.check();
}

void remove_all(const std::string& path)
{
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".v1.bak", ".v2.bak", ".v3.bak", "2", "2-wal", "2-shm"})
        unlink((path + suffix).c_str());
}

void write_run(const std::string& path, const std::string& id)
{
    SessionWriter writer(path);
    writer.begin(sample::header(id), sample::document(12));
    for (int i = 0; i < 3; ++i)
        writer.append(sample::step(i));
    writer.end(sample::summary());
}

const bool seeded = [] {
    const char* path = std::getenv("SEED");
    if (!path)
        return false;
    write_run(path, "one");
    write_run(path, "two");
    add_annotation(path, "one", {.begin = 1, .end = 3, .text = "note"});
    add_lesson_answer(path, {.learner = "L", .lesson = "l", .step = "s", .answer = "x", .truth = "y", .run_id = "one"});
    std::exit(0);
}();

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    Random random(seed);
    if (size < 512 || random() % 4 == 0)
        return LLVMFuzzerMutate(data, size, most);
    const std::string bytes = with_changed_rows(std::string(reinterpret_cast<char*>(data), size), random);
    if (bytes.size() > most)
        return size;
    std::memcpy(data, bytes.data(), bytes.size());
    return bytes.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string path = "/dev/shm/ttt_fuzz_" + std::to_string(getpid()) + ".ttt";
    remove_all(path);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    std::vector<std::string> ids;
    guarded([&] { read_lesson_answers(path); });
    guarded([&] { read_all(path, ids); });
    for (const std::string& id : ids)
        guarded([&] { copy_run(path, id, path + "2"); });
    guarded([&] { write_run(path, "new"); });
    if (!ids.empty()) {
        guarded([&] { set_name(path, ids[0], "name"); });
        guarded([&] { delete_run(path, ids[0]); });
    }
    remove_all(path);
    return 0;
}

#include "engine/records/error.h"
#include "sessions/config_json.h"
#include "sessions/dictionary_rows.h"
#include "sessions/edit.h"
#include "sessions/run_query.h"
#include "sessions/run_rows.h"
#include "sessions/session_file.h"
#include "sessions/session_reader.h"

namespace ttt {

namespace {

void add_annotations(Database& database, std::int64_t run, const std::vector<Annotation>& annotations)
{
    Statement insert(database, "INSERT INTO annotation (run, item_begin, item_end, created_unix_ms, text) "
                               "VALUES (?, ?, ?, ?, ?)");
    for (const Annotation& note : annotations)
        insert.run(run, note.begin, note.end, note.created_unix_ms, std::string_view(note.text));
}

void add_labels(Database& database, std::int64_t run, const RunInfo& info)
{
    const std::string tags = join_tags(info.tags);
    const std::string config = with_own_settings(to_json(info.header.config), info.own_settings);
    Statement update(database, "UPDATE run SET name = ?, tags = ?, notes = ?, config_json = ? WHERE id = ?");
    update.run(std::string_view(info.name), std::string_view(tags), std::string_view(info.notes),
               std::string_view(config), run);
}

bool is_free(Database& database, std::int64_t row)
{
    Statement taken(database, "SELECT id FROM run WHERE id = ?");
    return !taken.bind(row).step();
}

constexpr std::int64_t steps_at_once = 256;  // a row of the copy holds so many, and memory, too

void copy_steps(Database& database, std::int64_t run, const SessionReader& source, const RunHeader& header)
{
    StepInserter inserter(database, run, header.dictionary);
    for (std::int64_t first = 0;; first += steps_at_once) {
        const std::vector<StepRecord> steps = source.steps(header.run_id, first, steps_at_once);
        if (steps.empty())
            return;
        inserter.insert(steps);
    }
}

void write_run(Database& database, const SessionReader& source, const RunInfo& info, CopyPlace place)
{
    const std::string& id = info.header.run_id;
    const RunHeader header = source.header(id);  // with its dictionary
    const std::int64_t row = place == CopyPlace::same && is_free(database, info.row) ? info.row : 0;
    const std::int64_t run = insert_run(database, header, source.input(id), RunOwner{}, row);
    Database words(source.path(), OpenMode::read_only);
    copy_better(words, database, header.dictionary);
    copy_steps(database, run, source, header);
    update_summary(database, run, info.summary);
    add_labels(database, run, info);
    add_annotations(database, run, source.annotations(id));
}

}  // namespace

void copy_run(const std::string& source, const std::string& id, const std::string& target, CopyPlace place)
{
    const SessionReader reader(source);
    const RunInfo info = reader.find(id);
    if (info.summary.state == RunState::running)
        throw Error("Run " + info.header.run_id + " in session file \"" + source + "\" is still being written.");
    SessionFile file(target, SessionFile::Use::log);
    Transaction transaction(file.database(), Transaction::Kind::write);
    write_run(file.database(), reader, info, place);
    transaction.commit();
    file.keep();
}

}  // namespace ttt

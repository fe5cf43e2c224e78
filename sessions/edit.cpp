#include "sessions/edit.h"

#include "engine/records/error.h"
#include "sessions/run_owner.h"
#include "sessions/run_query.h"
#include "sessions/session_file.h"

namespace ttt {

namespace {

void refuse_live(const std::string& path, const RunInfo& info)
{
    if (info.summary.state == RunState::running)
        throw Error("Run " + info.header.run_id + " in session file \"" + path + "\" is still being written.");
}

void set_text(const std::string& path, const std::string& id, std::string_view sql, const std::string& text)
{
    SessionFile file(path, SessionFile::Use::edit);
    Transaction transaction(file.database(), Transaction::Kind::write);
    Statement update(file.database(), sql);
    update.run(std::string_view(text), run_row(file.database(), id));
    transaction.commit();
}

void expect_annotation(Database& database, std::int64_t annotation)
{
    Statement row(database, "SELECT id FROM annotation WHERE id = ?");
    if (!row.bind(annotation).step())
        throw Error("Session file \"" + database.path() + "\" holds no annotation " + std::to_string(annotation) + ".");
}

std::int64_t insert_annotation(Database& database, std::int64_t run, const Annotation& annotation)
{
    if (annotation.begin < 0 || annotation.end < annotation.begin)
        throw Error("An annotation can't stand at items [" + std::to_string(annotation.begin) + ", " +
                    std::to_string(annotation.end) + ").");
    Statement insert(database, "INSERT INTO annotation (run, item_begin, item_end, created_unix_ms, text) "
                               "VALUES (?, ?, ?, ?, ?)");
    const std::int64_t created = annotation.created_unix_ms != 0 ? annotation.created_unix_ms : now_unix_ms();
    insert.run(run, annotation.begin, annotation.end, created, std::string_view(annotation.text));
    return database.last_row_id();
}

}  // namespace

void set_name(const std::string& path, const std::string& id, const std::string& name)
{
    set_text(path, id, "UPDATE run SET name = ? WHERE id = ?", name);
}

void set_tags(const std::string& path, const std::string& id, const std::vector<std::string>& tags)
{
    set_text(path, id, "UPDATE run SET tags = ? WHERE id = ?", join_tags(tags));
}

void set_notes(const std::string& path, const std::string& id, const std::string& notes)
{
    set_text(path, id, "UPDATE run SET notes = ? WHERE id = ?", notes);
}

std::int64_t add_annotation(const std::string& path, const std::string& id, const Annotation& annotation)
{
    SessionFile file(path, SessionFile::Use::edit);
    Transaction transaction(file.database(), Transaction::Kind::write);
    const std::int64_t row = insert_annotation(file.database(), run_row(file.database(), id), annotation);
    transaction.commit();
    return row;
}

void set_annotation_text(const std::string& path, std::int64_t annotation, const std::string& text)
{
    SessionFile file(path, SessionFile::Use::edit);
    Transaction transaction(file.database(), Transaction::Kind::write);
    expect_annotation(file.database(), annotation);
    Statement update(file.database(), "UPDATE annotation SET text = ? WHERE id = ?");
    update.run(std::string_view(text), annotation);
    transaction.commit();
}

void delete_annotation(const std::string& path, std::int64_t annotation)
{
    SessionFile file(path, SessionFile::Use::edit);
    Transaction transaction(file.database(), Transaction::Kind::write);
    expect_annotation(file.database(), annotation);
    Statement remove(file.database(), "DELETE FROM annotation WHERE id = ?");
    remove.run(annotation);
    transaction.commit();
}

void delete_run(const std::string& path, const std::string& id)
{
    SessionFile file(path, SessionFile::Use::edit);
    Transaction transaction(file.database(), Transaction::Kind::write);
    refuse_live(path, read_run(file.database(), id));
    Statement remove(file.database(), "DELETE FROM run WHERE id = ?");
    remove.run(run_row(file.database(), id));  // steps and their parts go with it
    file.database().execute(
        "DELETE FROM document WHERE id NOT IN (SELECT document FROM run WHERE document IS NOT NULL)");
    file.database().execute("DELETE FROM image_set WHERE id NOT IN (SELECT image_set FROM run_images)");
    file.database().execute("DELETE FROM vocabulary WHERE id NOT IN (SELECT vocabulary FROM document)");
    transaction.commit();
}

}  // namespace ttt

#include "app/workbench/session_edits.h"

#include "app/places.h"
#include "app/workbench/run_entries.h"
#include "app/workbench/session.h"
#include "sessions/edit.h"

namespace ttt {

namespace {

std::vector<std::string> strings(const QStringList& words)
{
    std::vector<std::string> all;
    for (const QString& word : words)
        all.push_back(word.toStdString());
    return all;
}

}  // namespace

/// What was deleted in another session can't be brought back into this one.
SessionEdits::SessionEdits(Session& session)
    : session_(session), undo_(stack_, [this](auto act, auto done, auto undone) {
          session_.change(std::move(act), std::move(done), std::move(undone));
      })
{
    connect(&session_, &Session::opened, &stack_, &QUndoStack::clear);
}

SessionEdits::~SessionEdits()
{
    stack_.clear();
    session_.finish();
}

void SessionEdits::rename(const QString& id, const QString& name)
{
    const RunEntry* before = session_.find(id);
    if (before && before->name != name)
        undo_.rename(session_.path(), id.toStdString(), before->name.toStdString(), name.toStdString());
}

void SessionEdits::remove(const QStringList& ids)
{
    undo_.remove(session_.path(), strings(ids), [this] { Q_EMIT removed(); });
}

void SessionEdits::set_tags(const QString& id, const QStringList& tags)
{
    session_.change(
        [path = session_.path(), id = id.toStdString(), tags = strings(tags)] { ttt::set_tags(path, id, tags); });
}

void SessionEdits::set_notes(const QString& id, const QString& text)
{
    session_.change(
        [path = session_.path(), id = id.toStdString(), text = text.toStdString()] { ttt::set_notes(path, id, text); });
}

void SessionEdits::add_note(const QString& id, const Annotation& note)
{
    session_.change([path = session_.path(), id = id.toStdString(), note] { add_annotation(path, id, note); });
}

void SessionEdits::set_note_text(qint64 note, const QString& text)
{
    session_.change(
        [path = session_.path(), note, text = text.toStdString()] { set_annotation_text(path, note, text); });
}

void SessionEdits::delete_note(qint64 note)
{
    session_.change([path = session_.path(), note] { delete_annotation(path, note); });
}

void SessionEdits::copy_out(const QString& id, const QString& path)
{
    session_.change(
        [from = session_.path(), id = id.toStdString(), to = path.toStdString()] { copy_run(from, id, to); });
}

void SessionEdits::copy_in(const QString& path)
{
    session_.change([from = path.toStdString(), to = session_.path()] {
        make_parent_folder(to);
        for (const RunEntry& run : run_entries(from))
            copy_run(from, run.id.toStdString(), to);
    });
}

}  // namespace ttt

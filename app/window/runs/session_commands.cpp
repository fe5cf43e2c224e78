#include "app/window/runs/session_commands.h"

#include "app/window/shell/shell.h"
#include "app/window/tables/note_list.h"
#include "sessions/run_difference.h"
#include "views/forms/session_list.h"
#include "views/kind_words.h"

#include <QFileInfo>
#include <QMainWindow>
#include <QPointer>

#include <algorithm>

namespace ttt {

SessionCommands::SessionCommands(Shell& shell) : shell_(shell)
{
    connect_list();
    connect_notes();
    Workbench& workbench = shell_.workbench();
    connect(&workbench.session(), &Session::changed, this, &SessionCommands::refresh);
    connect(&workbench, &Workbench::run_shown, this, &SessionCommands::refresh);
    connect(&workbench.session(), &Session::unreadable, this, [this](const QString& sentence) {
        shell_.panels().dock(QStringLiteral("sessions")).bar().set_note(sentence);
    });
    connect(&workbench.edits(), &SessionEdits::removed, this,
            [this] { shell_.say(tr("Deleted. Session › Undo brings it back.")); });
    refresh();
}

void SessionCommands::connect_list()
{
    Workbench& workbench = shell_.workbench();
    const auto& list = shell_.panels().get<SessionList>();
    connect(&list, &SessionList::open_requested, &workbench, &Workbench::open_run);
    connect(&list, &SessionList::compare_requested, &workbench, &Workbench::compare);
    connect(&list, &SessionList::rename_requested, &workbench.edits(), &SessionEdits::rename);
    connect(&list, &SessionList::tags_requested, this, &SessionCommands::edit_tags);
    connect(&list, &SessionList::notes_requested, this, &SessionCommands::edit_notes);
    connect(&list, &SessionList::delete_requested, this, &SessionCommands::remove);
    connect(&list, &SessionList::export_requested, this, &SessionCommands::export_run);
    connect(&list, &SessionList::import_requested, this, &SessionCommands::import_runs);
}

void SessionCommands::connect_notes()
{
    SessionEdits& edits = shell_.workbench().edits();
    const auto& notes = shell_.panels().get<NoteList>();
    connect(&notes, &NoteList::add_requested, this, &SessionCommands::add_note);
    connect(&notes, &NoteList::edit_requested, this, [this, &edits](qint64 id, const QString& text) {
        if (const auto now = shell_.dialogs().ask_text(&shell_.window(), tr("Note"), tr("Text"), text, true))
            edits.set_note_text(id, *now);
    });
    connect(&notes, &NoteList::delete_requested, &edits, &SessionEdits::delete_note);
}

void SessionCommands::refresh()
{
    const Session& session = shell_.workbench().session();
    auto& list = shell_.panels().get<SessionList>();
    list.set_runs(session.runs());
    list.set_shown(QString::fromStdString(shell_.workbench().run().header().run_id));
    shell_.panels().get<NoteList>().set_notes(session.shown() ? session.notes() : std::vector<Annotation>());
}

void SessionCommands::edit_tags(const QString& id)
{
    const RunEntry* run = shell_.workbench().session().find(id);
    if (!run)
        return;
    const auto text = shell_.dialogs().ask_text(&shell_.window(), tr("Tags"), tr("Words, parted by commas"),
                                                run->tags.join(QStringLiteral(", ")), false);
    if (!text)
        return;
    QStringList tags;
    for (const QString& tag : text->split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!tag.trimmed().isEmpty())
            tags.append(tag.trimmed());
    shell_.workbench().edits().set_tags(id, tags);
}

void SessionCommands::edit_notes(const QString& id)
{
    const RunEntry* run = shell_.workbench().session().find(id);
    if (!run)
        return;
    if (const auto text =
            shell_.dialogs().ask_text(&shell_.window(), tr("Remarks"), tr("On this run"), run->notes, true))
        shell_.workbench().edits().set_notes(id, *text);
}

void SessionCommands::remove(const QStringList& ids)
{
    shell_.workbench().edits().remove(ids);
}

void SessionCommands::export_run(const QString& id)
{
    const QString path =
        shell_.dialogs().save_file(&shell_.window(), tr("Export the run"), tr("run.ttt"), tr("Sessions (*.ttt)"));
    if (!path.isEmpty())
        shell_.workbench().edits().copy_out(id, path);
}

void SessionCommands::import_runs()
{
    const QString own = QString::fromStdString(shell_.workbench().session().path());
    const QString path = shell_.dialogs().open_file(
        &shell_.window(), tr("Import runs"), tr("Sessions (*.ttt);;All files (*)"), QFileInfo(own).absolutePath());
    if (!path.isEmpty())
        shell_.workbench().edits().copy_in(path);
}

void SessionCommands::show_first_difference()
{
    Workbench& workbench = shell_.workbench();
    const std::vector<const RunModel*>& others = workbench.comparison().runs();
    if (others.empty())
        return shell_.say(tr("Select another run of the text or stream in Sessions and press Compare first."));
    workbench.session().ask([self = QPointer<SessionCommands>(this), path = workbench.controller().session(),
                             first = workbench.run().header().run_id,
                             second = others.front()->header().run_id](const std::stop_token&) -> JobQueue::Result {
        const SessionReader reader(path);
        const RunDifference found = difference_of(read_numbers(reader, first), read_numbers(reader, second), {});
        return [self, found] {
            if (self)
                self->tell(found);
        };
    });
}

void SessionCommands::tell(const RunDifference& difference)
{
    if (const KeyDifference* first = difference.first())
        shell_.workbench().selection().lock({first->step, first->is_column ? first->first->place : -1});
    const std::string note = difference.note.empty() ? "" : " " + difference.note;
    shell_.dialogs().inform(&shell_.window(), tr("First difference"),
                            QString::fromStdString(sentence_of(difference) + note));
}

void SessionCommands::add_note()
{
    const RunModel& run = shell_.workbench().run();
    const Selection& selection = shell_.workbench().selection();
    const Place place = selection.locked() ? selection.locked() : selection.current();
    const KindWords kind = words_of_kind(run.header().kind);
    if (run.empty() || !place)
        return shell_.say(tr("Select a %1 or a %2 first.").arg(kind.item, kind.step));
    Annotation note;
    std::tie(note.begin, note.end) = run.items_of(place.step);
    if (place.item >= 0) {
        const std::int64_t from = selection.pinned().item >= 0 ? selection.pinned().item : place.item;
        note.begin = std::min(from, place.item);
        note.end = std::max(from, place.item) + 1;
    }
    const auto text =
        shell_.dialogs().ask_text(&shell_.window(), tr("Add a note"),
                                  tr("On %1 %2 – %3").arg(kind.items).arg(note.begin).arg(note.end), {}, true);
    if (!text || text->trimmed().isEmpty())
        return;
    note.text = text->toStdString();
    shell_.workbench().edits().add_note(QString::fromStdString(run.header().run_id), note);
    shell_.panels().choose_tab(QStringLiteral("notes"));
}

}  // namespace ttt

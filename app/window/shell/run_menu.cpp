#include "app/window/methods/methods_desk.h"
#include "app/window/runs/run_commands.h"
#include "app/window/runs/session_commands.h"
#include "app/window/shell/commands.h"
#include "app/window/shell/menus.h"
#include "app/window/shell/shell.h"
#include "app/window/sweeps/sweep_desk.h"
#include "views/forms/session_list.h"
#include "views/timeline/timeline.h"

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Menus)
};

void add_replay(QMenu& menu, const Commanded& window)
{
    Timeline& timeline = window.timeline;
    RunModel& run = window.shell.workbench().run();
    const auto add = [&](const QString& text, const QKeySequence& keys, const QString& tip, auto act) {
        window.runs.needs_run(add_command(menu, text, keys, tip, act));
    };
    add(Words::tr("Play or hold the replay"), Qt::CTRL | Qt::Key_Space, Words::tr("From the playhead on"),
        [&timeline] { timeline.toggle(); });
    add(Words::tr("One chunk forward"), Qt::CTRL | Qt::Key_Right, Words::tr("Of the playhead"),
        [&timeline] { timeline.step(1); });
    add(Words::tr("One chunk back"), Qt::CTRL | Qt::Key_Left, Words::tr("Of the playhead"),
        [&timeline] { timeline.step(-1); });
    add(Words::tr("To the start"), Qt::CTRL | Qt::Key_Home, Words::tr("Of the run"),
        [&run] { run.set_shown_steps(0); });
    add(Words::tr("To the end"), Qt::CTRL | Qt::Key_End, Words::tr("Show everything"),
        [&run] { run.set_shown_steps(run.step_count()); });
}

void add_undo(QMenu& menu, QUndoStack& stack)
{
    QAction* undo = stack.createUndoAction(&menu, Words::tr("Undo"));
    QAction* redo = stack.createRedoAction(&menu, Words::tr("Redo"));
    undo->setShortcut(QKeySequence::Undo);
    redo->setShortcut(QKeySequence::Redo);
    menu.addActions({undo, redo});
}

/// Of the shown run.
void add_edits(QMenu& menu, const Commanded& window)
{
    SessionCommands& sessions = window.sessions;
    const auto add = [&](const QString& text, const QKeySequence& keys, const QString& tip, auto act) {
        window.runs.needs_run(add_command(menu, text, keys, tip, [&run = window.shell.workbench().run(), act] {
            act(QString::fromStdString(run.header().run_id));
        }));
    };
    add(Words::tr("Add a &note …"), Qt::CTRL | Qt::SHIFT | Qt::Key_N,
        Words::tr("A remark on the selected tokens: from the pin to the selection, or the chunk"),
        [&sessions](const QString&) { sessions.add_note(); });
    add(Words::tr("&Tags of the shown run …"), {}, Words::tr("Words to find it by, parted by commas"),
        [&sessions](const QString& id) { sessions.edit_tags(id); });
    add(Words::tr("Remarks on the shown run …"), {}, Words::tr("Free text, kept in the session"),
        [&sessions](const QString& id) { sessions.edit_notes(id); });
    add(Words::tr("&Export the shown run …"), {}, Words::tr("Into a session file of its own"),
        [&sessions](const QString& id) { sessions.export_run(id); });
    add(Words::tr("Delete the shown run"), {}, Words::tr("Undo brings it back until the window closes"),
        [&sessions](const QString& id) { sessions.remove({id}); });
}

}  // namespace

void fill_run_menu(QMenu& menu, const Commanded& window)
{
    const RunActions& actions = window.runs.actions();
    menu.addActions({actions.run, actions.pause, actions.cancel});
    add_command(menu, Words::tr("Compare &methods …"), Qt::CTRL | Qt::SHIFT | Qt::Key_M,
                Words::tr("Read the document by several methods, one after another, and see what each gained"),
                [&methods = window.methods] { methods.show(); });
    add_command(menu, Words::tr("&Sweep …"), Qt::CTRL | Qt::SHIFT | Qt::Key_S,
                Words::tr("Read with every value of a setting, or of two, one after another, and see which is best"),
                [&sweeps = window.sweeps] { sweeps.show(); });
    menu.addSeparator();
    menu.addAction(window.runs.branch_action());
    menu.addAction(window.runs.verify_action());
    add_command(menu, Words::tr("Check &causality"), {},
                Words::tr("Replace the selected token and see whether any logit before it moves"),
                [&workbench = window.shell.workbench()] { workbench.check_causality(); });
    menu.addSeparator();
    add_replay(menu, window);
}

void fill_session_menu(QMenu& menu, const Commanded& window)
{
    Shell& shell = window.shell;
    add_edits(menu, window);
    add_command(menu, Words::tr("&Import runs …"), {}, Words::tr("All runs of another session file"),
                [&sessions = window.sessions] { sessions.import_runs(); });
    add_command(
        menu, Words::tr("Compare the selected runs as &methods"), {},
        Words::tr("Of one document: their gain over frozen as curves and a table (Ctrl+Shift+Enter in Sessions)"),
        [&shell, &methods = window.methods] {
            const QStringList ids = shell.panels().get<SessionList>().selected_ids();
            if (ids.isEmpty())
                shell.say(Words::tr("Select runs of one document in Sessions first."));
            else
                methods.show_runs(ids);
        });
    add_command(menu, Words::tr("&First difference"), {},
                Words::tr("The first chunk, layer and token where the shown run and the compared one part"),
                [&sessions = window.sessions] { sessions.show_first_difference(); });
    add_command(menu, Words::tr("End the comparison"), {}, Words::tr("Only the shown run stays in the views"),
                [&shell] { shell.workbench().compare({}); });
    menu.addSeparator();
    add_undo(menu, shell.workbench().edits().undo_stack());
}

}  // namespace ttt

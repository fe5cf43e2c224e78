// Every command of the window: menus first, so that nothing is reachable by mouse alone.
#include "app/window/shell/main_window.h"

#include "app/window/runs/compose_dialog.h"
#include "app/window/shell/appearance.h"
#include "app/window/shell/command_palette.h"
#include "app/window/shell/shipped_files.h"
#include "app/window/tables/table_window.h"
#include "views/drift/drift_view.h"
#include "views/drift/pattern_view.h"
#include "views/forms/session_list.h"
#include "views/plain_text.h"
#include "views/plot/perplexity_view.h"
#include "views/timeline/timeline.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QStatusBar>

namespace ttt {

QAction* MainWindow::add(QMenu& menu, const QString& text, const QKeySequence& keys, const QString& tip,
                         std::function<void()> act)
{
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    action->setToolTip(tip);
    action->setStatusTip(tip);
    connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
    return action;
}

void MainWindow::make_actions()
{
    actions_.run = new QAction(tr("Run"), this);
    actions_.run->setShortcut(Qt::Key_F5);
    actions_.run->setToolTip(tr("Read the document with the model, log every step (F5)"));
    actions_.pause = new QAction(tr("Pause"), this);
    actions_.pause->setShortcut(Qt::Key_F6);
    actions_.pause->setCheckable(true);
    actions_.pause->setToolTip(tr("Hold after this chunk; again: go on (F6)"));
    actions_.cancel = new QAction(tr("Cancel"), this);
    actions_.cancel->setShortcut(Qt::SHIFT | Qt::Key_F5);
    actions_.cancel->setToolTip(tr("End the run after this chunk; what was read stays in the session (Shift+F5)"));
    connect(actions_.run, &QAction::triggered, this, &MainWindow::start_run);
    connect(actions_.pause, &QAction::triggered, this,
            [this](bool pause) { pause ? controller_.pause() : controller_.resume(); });
    connect(actions_.cancel, &QAction::triggered, &controller_, &RunController::cancel);
}

void MainWindow::make_menus()
{
    make_file_menu();
    make_run_menu();
    make_view_menu();
    make_session_menu();
    make_lessons_menu();
    make_help_menu();
}

void MainWindow::fill_recent(QMenu& menu, const QString& kind, const QStringList& shipped,
                             void (MainWindow::*open)(const QString&))
{
    const auto add_paths = [&](const QString& title, const QStringList& paths) {
        if (!paths.isEmpty())
            menu.addSection(title);
        for (const QString& path : paths) {
            QAction* action = menu.addAction(QFileInfo(path).fileName().replace(u'&', QStringLiteral("&&")));
            action->setToolTip(path);
            connect(action, &QAction::triggered, this, [this, open, path] { (this->*open)(path); });
        }
    };
    add_paths(tr("Lately opened"), workspace_.recent(kind));
    add_paths(tr("Shipped"), shipped);
}

void MainWindow::make_file_menu()
{
    QMenu& menu = *menuBar()->addMenu(tr("&File"));
    documents_menu_ = new QMenu(tr("Documents"), this);
    models_menu_ = new QMenu(tr("Models"), this);
    for (auto [recent, kind] : {std::pair{documents_menu_, 0}, std::pair{models_menu_, 1}})
        connect(recent, &QMenu::aboutToShow, this, [this, recent = recent, kind = kind] {
            recent->clear();
            recent->setToolTipsVisible(true);
            recent->addAction(kind == 0 ? tr("Open …") : tr("Open a directory …"), this,
                              kind == 0 ? &MainWindow::ask_document : &MainWindow::ask_model);
            kind == 0
                ? fill_recent(*recent, QStringLiteral("documents"), shipped_documents(), &MainWindow::open_document)
                : fill_recent(*recent, QStringLiteral("models"), shipped_models(), &MainWindow::open_model);
        });
    add(menu, tr("&Open document …"), QKeySequence::Open, tr("A text file, plain or .xz"), [this] { ask_document(); });
    menu.addMenu(documents_menu_);
    add(menu, tr("&Paste text as a document"), Qt::CTRL | Qt::SHIFT | Qt::Key_V,
        tr("What is on the clipboard, kept as a file beside your sessions"),
        [this] { paste_document(QApplication::clipboard()->text()); });
    add(menu, tr("&Compose a document …"), {}, tr("A text with planted repeats at a chosen distance, and their marks"),
        [this] { show_compose_dialog(dialogs_, this, [this](const QString& path) { open_document(path); }); });
    add(menu, tr("Open &model …"), Qt::CTRL | Qt::Key_M, tr("A Hugging Face model directory"), [this] { ask_model(); });
    menu.addMenu(models_menu_);
    add(menu, tr("Open &session …"), Qt::CTRL | Qt::SHIFT | Qt::Key_O, tr("A file that keeps runs"),
        [this] { ask_session(); });
    menu.addSeparator();
    QMenu& pictures = *menu.addMenu(tr("Picture of a view"));
    QMenu& tables = *menu.addMenu(tr("Numbers of a view as CSV"));
    for (View* view : views_) {
        add(pictures, view->title() + QStringLiteral(" …"), {}, tr("PNG or SVG at a chosen size"),
            [this, view] { export_picture(*view); });
        add(tables, view->title() + QStringLiteral(" …"), {}, tr("Every stored point, not the drawn ones"),
            [this, view] { export_table(*view); });
    }
    run_needed_.push_back(add(menu, tr("All tokens as CSV …"), {},
                              tr("One row a token, all columns, from the session file"), [this] { export_csv(true); }));
    run_needed_.push_back(add(menu, tr("All metrics as CSV …"), {},
                              tr("One row per step, layer and metric, from the session file"),
                              [this] { export_csv(false); }));
    run_needed_.push_back(add(menu, tr("&Report …"), Qt::CTRL | Qt::SHIFT | Qt::Key_R,
                              tr("The run as PDF or HTML, with views and numbers"), [this] { export_report(); }));
    menu.addSeparator();
    add(menu, tr("&Quit"), QKeySequence::Quit, tr("A run that goes on is ended; what was read stays"),
        [this] { close(); });
}

void MainWindow::make_run_menu()
{
    QMenu& menu = *menuBar()->addMenu(tr("&Run"));
    menu.addActions({actions_.run, actions_.pause, actions_.cancel});
    add(menu, tr("Compare &methods …"), Qt::CTRL | Qt::SHIFT | Qt::Key_M,
        tr("Read the document by several methods, one after another, and see what each gained"),
        [this] { show_methods(); });
    menu.addSeparator();
    verify_ = add(menu, tr("&Verify the shown run"), {}, tr("Compute it again and compare record by record"),
                  [this] { verify_run(); });
    run_needed_.push_back(verify_);
    add(menu, tr("Check &causality"), {}, tr("Replace the selected token and see whether any logit before it moves"),
        [this] { check_causality(); });
    menu.addSeparator();
    const auto replay = [&](const QString& text, const QKeySequence& keys, const QString& tip, auto act) {
        run_needed_.push_back(add(menu, text, keys, tip, act));
    };
    replay(tr("Play or hold the replay"), Qt::CTRL | Qt::Key_Space, tr("From the playhead on"),
           [this] { timeline_->toggle(); });
    replay(tr("One chunk forward"), Qt::CTRL | Qt::Key_Right, tr("Of the playhead"), [this] { timeline_->step(1); });
    replay(tr("One chunk back"), Qt::CTRL | Qt::Key_Left, tr("Of the playhead"), [this] { timeline_->step(-1); });
    replay(tr("To the start"), Qt::CTRL | Qt::Key_Home, tr("Of the run"), [this] { run_.set_shown_steps(0); });
    replay(tr("To the end"), Qt::CTRL | Qt::Key_End, tr("Show everything"),
           [this] { run_.set_shown_steps(run_.step_count()); });
}

void MainWindow::make_view_menu()
{
    QMenu& menu = *menuBar()->addMenu(tr("&View"));
    menu.setToolTipsVisible(true);
    run_needed_.push_back(add(menu, tr("Token with the largest &gain"), Qt::CTRL | Qt::Key_G,
                              tr("Where adapted beats frozen most"), [this] { show_largest_gain(); }));
    add(menu, tr("Go to a &token or chunk …"), Qt::CTRL | Qt::SHIFT | Qt::Key_G, tr("By its number"),
        [this] { go_to(); });
    add(menu, tr("&Free the selection"), {}, tr("Esc does the same in every view"), [this] { selection_.free(); });
    add(menu, tr("&Pin the selection"), Qt::CTRL | Qt::Key_D, tr("Keeps a place as reference; again: lets it go"),
        [this] { selection_.pin(selection_.pinned() == selection_.current() ? Place{} : selection_.current()); });
    menu.addSeparator();
    for (View* view : views_) {
        const std::vector<QAction*> actions = view->title_actions();
        if (actions.empty())
            continue;
        QMenu& inner = *menu.addMenu(view->title());
        inner.setToolTipsVisible(true);
        for (QAction* action : actions)
            inner.addAction(action);
    }
    QMenu& tables = *menu.addMenu(tr("As a table"));
    for (View* view : views_)
        add(tables, view->title(), {}, tr("The numbers behind the view, for reading and copying"),
            [view] { show_table(*view); });
    QMenu& screens = *menu.addMenu(tr("On the whole screen"));
    for (Panel* panel : panels_)
        screens.addAction(panel->full_screen_action());
    menu.addSeparator();
    QMenu& panels = *menu.addMenu(tr("Panels"));
    for (Panel* panel : panels_)
        panels.addAction(panel->toggleViewAction());
    QMenu& layouts = *menu.addMenu(tr("Layouts"));
    connect(&layouts, &QMenu::aboutToShow, this, [this, &layouts] { fill_layouts(layouts); });
    fill_layouts(layouts);
    QMenu& themes = *menu.addMenu(tr("Theme"));
    auto* group = new QActionGroup(this);
    const QString chosen = settings_.value(QStringLiteral("theme"), QStringLiteral("system")).toString();
    for (const auto& [name, text] : {std::pair{QStringLiteral("system"), tr("As the system")},
                                     {QStringLiteral("light"), tr("Light")},
                                     {QStringLiteral("dark"), tr("Dark")}}) {
        QAction* action = add(themes, text, {}, {}, [this, name = name] { set_theme(name); });
        action->setCheckable(true);
        action->setChecked(name == chosen);
        group->addAction(action);
    }
}

void MainWindow::fill_layouts(QMenu& menu)
{
    menu.clear();
    add(menu, tr("Restore the shipped layout"), {}, tr("All panels where they were at first"),
        [this] { reset_layout(); });
    add(menu, tr("Keep this layout …"), {}, tr("Under a name"), [this] {
        if (const auto name = dialogs_.ask_text(this, tr("Keep this layout"), tr("Name"), {}, false);
            name && !name->trimmed().isEmpty())
            workspace_.save_layout(name->trimmed(), *this);
    });
    if (workspace_.layouts().isEmpty())
        return;
    menu.addSeparator();
    for (const QString& name : workspace_.layouts())
        add(menu, name, {}, tr("Bring this layout back"), [this, name] { workspace_.restore_layout(name, *this); });
    QMenu& forget = *menu.addMenu(tr("Forget"));
    for (const QString& name : workspace_.layouts())
        add(forget, name, {}, tr("Delete this layout"), [this, name] { workspace_.delete_layout(name); });
}

void MainWindow::make_session_menu()
{
    QMenu& menu = *menuBar()->addMenu(tr("&Session"));
    const auto of_run = [&](const QString& text, const QKeySequence& keys, const QString& tip, auto act) {
        run_needed_.push_back(
            add(menu, text, keys, tip, [this, act] { act(QString::fromStdString(run_.header().run_id)); }));
    };
    of_run(tr("Add a &note …"), Qt::CTRL | Qt::SHIFT | Qt::Key_N,
           tr("A remark on the selected tokens: from the pin to the selection, or the chunk"),
           [this](const QString&) { add_note(); });
    of_run(tr("&Tags of the shown run …"), {}, tr("Words to find it by, parted by commas"),
           [this](const QString& id) { edit_tags(id); });
    of_run(tr("Remarks on the shown run …"), {}, tr("Free text, kept in the session"),
           [this](const QString& id) { edit_notes(id); });
    of_run(tr("&Export the shown run …"), {}, tr("Into a session file of its own"),
           [this](const QString& id) { export_run(id); });
    of_run(tr("Delete the shown run"), {}, tr("Undo brings it back until the window closes"),
           [this](const QString& id) { delete_runs({id}); });
    add(menu, tr("&Import runs …"), {}, tr("All runs of another session file"), [this] { import_run(); });
    add(menu, tr("Compare the selected runs as &methods"), {},
        tr("Of one document: their gain over frozen as curves and a table (Ctrl+Shift+Enter in Sessions)"), [this] {
            if (const QStringList ids = sessions_->selected_ids(); ids.isEmpty())
                say(tr("Select runs of one document in Sessions first."));
            else
                show_runs_as_methods(ids);
        });
    add(menu, tr("End the comparison"), {}, tr("Only the shown run stays in the views"), [this] { compare({}); });
    menu.addSeparator();
    for (QAction* action : {undo_.createUndoAction(this, tr("Undo")), undo_.createRedoAction(this, tr("Redo"))})
        menu.addAction(action);
    menu.actions().at(menu.actions().size() - 2)->setShortcut(QKeySequence::Undo);
    menu.actions().constLast()->setShortcut(QKeySequence::Redo);
}

void MainWindow::make_help_menu()
{
    QMenu& menu = *menuBar()->addMenu(tr("&Help"));
    add(menu, tr("&Commands …"), Qt::CTRL | Qt::SHIFT | Qt::Key_P, tr("Any command by a few letters of its name"),
        [this] { show_palette(); });
    add(menu, tr("&Keys"), Qt::Key_F1, tr("What the keys do in each view"), [this] { show_keys(); });
    add(menu, tr("&About TTT Workbench"), {}, {}, [this] {
        QMessageBox box(QMessageBox::NoIcon, tr("About TTT Workbench"), {}, QMessageBox::Close, this);
        box.setTextFormat(Qt::RichText);  // the words are ours
        box.setText(tr("<b>TTT Workbench %1</b><p>Watch a language model learn while it reads: In-Place Test-Time "
                       "Training (arXiv 2604.06169).</p><p>GPL-3.0-or-later</p>")
                        .arg(QCoreApplication::applicationVersion()));
        box.exec();
    });
    auto* hint = new PlainLabel(tr("Ctrl+Shift+P any command"));
    hint->setEnabled(false);
    hint->setContentsMargins(0, 4, 8, 4);
    menuBar()->setCornerWidget(hint);
}

void MainWindow::show_palette()
{
    auto* palette = new CommandPalette(commands_of(menuBar()->actions()), this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->move(mapToGlobal(QPoint((width() - palette->width()) / 2, menuBar()->height())));
    palette->show();
}

void MainWindow::show_keys()
{
    const QString keys =
        tr("<table cellpadding=3>"
           "<tr><td><b>Everywhere</b></td><td>point: preview · click or Enter: lock · Esc: free · double-click a "
           "token: pin</td></tr>"
           "<tr><td><b>Document</b></td><td>arrows: token by token · N / Shift+N: next gain · G: largest gain · F: "
           "follow · Ctrl+F: find · Ctrl+Shift+G: go to a number · Ctrl+C: copy</td></tr>"
           "<tr><td><b>Charts</b></td><td>arrows: caret · wheel or + −: zoom · drag: pan · 0 or double-click: reset · "
           "Home, End · click a name of the legend: hide, double-click: that one only (Up and Down, then H or O)"
           "</td></tr>"
           "<tr><td><b>Timeline</b></td><td>Space: play · arrows: chunk by chunk · Page Up, Page Down: ten · [ ]: "
           "speed · L: loop</td></tr>"
           "<tr><td><b>Run</b></td><td>F5: run · F6: pause · Shift+F5: cancel · Ctrl+Shift+M: compare methods · "
           "Ctrl+Space: play the replay</td></tr>"
           "<tr><td><b>Lesson</b></td><td>Space: next step · Backspace: back · Enter: to the framed panel · Ctrl+L: "
           "back to "
           "the text</td></tr>"
           "</table>");
    QMessageBox box(QMessageBox::NoIcon, tr("Keys"), {}, QMessageBox::Close, this);
    box.setTextFormat(Qt::RichText);  // the words are ours
    box.setText(keys);
    box.exec();
}

void MainWindow::set_theme(const QString& name)
{
    settings_.setValue(QStringLiteral("theme"), name);
    apply_theme(name);
}

}  // namespace ttt

#include "app/window/runs/run_commands.h"
#include "app/window/shell/appearance.h"
#include "app/window/shell/commands.h"
#include "app/window/shell/menus.h"
#include "app/window/shell/shell.h"
#include "app/window/shell/window_layout.h"
#include "app/window/tables/table_window.h"

#include <QActionGroup>
#include <QMainWindow>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Menus)
};

void add_places(QMenu& menu, const Commanded& window)
{
    RunCommands& runs = window.runs;
    Selection& selection = window.shell.workbench().selection();
    runs.needs_run(add_command(menu, Words::tr("Token with the largest &gain"), Qt::CTRL | Qt::Key_G,
                               Words::tr("Where adapted beats frozen most"), [&runs] { runs.show_largest_gain(); }));
    add_command(menu, Words::tr("Go to a &token or chunk …"), Qt::CTRL | Qt::SHIFT | Qt::Key_G,
                Words::tr("By its number"), [&runs] { runs.go_to(); });
    add_command(menu, Words::tr("&Free the selection"), {}, Words::tr("Esc does the same in every view"),
                [&selection] { selection.free(); });
    add_command(menu, Words::tr("&Pin the selection"), Qt::CTRL | Qt::Key_D,
                Words::tr("Keeps a place as reference; again: lets it go"), [&selection] {
                    selection.pin(selection.pinned() == selection.current() ? Place() : selection.current());
                });
}

/// How each view is shown, its numbers, and each panel alone.
void add_views(QMenu& menu, const Panels& panels)
{
    for (const Panels::Shown& shown : panels.views()) {
        const std::vector<QAction*> actions = shown.view->title_actions();
        if (actions.empty())
            continue;
        QMenu& inner = *menu.addMenu(shown.view->title());
        inner.setToolTipsVisible(true);
        inner.addActions({actions.begin(), actions.end()});
    }
    QMenu& tables = *menu.addMenu(Words::tr("As a table"));
    for (const Panels::Shown& shown : panels.views())
        add_command(tables, shown.view->title(), {}, Words::tr("The numbers behind the view, for reading and copying"),
                    [view = shown.view] { show_table(*view); });
    QMenu& screens = *menu.addMenu(Words::tr("On the whole screen"));
    for (const Panel* dock : panels.docks())
        screens.addAction(dock->full_screen_action());
}

void fill_layouts(QMenu& menu, Shell& shell, WindowLayout& layout)
{
    menu.clear();
    Workspace& workspace = shell.workspace();
    QMainWindow& window = shell.window();
    add_command(menu, Words::tr("Restore the shipped layout"), {}, Words::tr("All panels where they were at first"),
                [&layout] { layout.reset(); });
    add_command(menu, Words::tr("Keep this layout …"), {}, Words::tr("Under a name"), [&shell, &workspace, &window] {
        const auto name =
            shell.dialogs().ask_text(&window, Words::tr("Keep this layout"), Words::tr("Name"), {}, false);
        if (name && !name->trimmed().isEmpty())
            workspace.save_layout(name->trimmed(), window);
    });
    if (workspace.layouts().isEmpty())
        return;
    menu.addSeparator();
    for (const QString& name : workspace.layouts())
        add_command(menu, name, {}, Words::tr("Bring this layout back"),
                    [&workspace, &window, name] { workspace.restore_layout(name, window); });
    QMenu& forget = *menu.addMenu(Words::tr("Forget"));
    for (const QString& name : workspace.layouts())
        add_command(forget, name, {}, Words::tr("Delete this layout"),
                    [&workspace, name] { workspace.delete_layout(name); });
}

void add_themes(QMenu& menu, QSettings& settings)
{
    auto* group = new QActionGroup(&menu);
    const QString chosen = settings.value(QStringLiteral("theme"), QStringLiteral("system")).toString();
    for (const auto& [name, text] : {std::pair{QStringLiteral("system"), Words::tr("As the system")},
                                     {QStringLiteral("light"), Words::tr("Light")},
                                     {QStringLiteral("dark"), Words::tr("Dark")}}) {
        QAction* action = add_command(menu, text, {}, {}, [&settings, name = name] {
            settings.setValue(QStringLiteral("theme"), name);
            apply_theme(name);
        });
        action->setCheckable(true);
        action->setChecked(name == chosen);
        group->addAction(action);
    }
}

}  // namespace

void fill_view_menu(QMenu& menu, const Commanded& window)
{
    menu.setToolTipsVisible(true);
    add_places(menu, window);
    menu.addSeparator();
    add_views(menu, window.shell.panels());
    menu.addSeparator();
    QMenu& shown = *menu.addMenu(Words::tr("Panels"));
    for (const Panel* dock : window.shell.panels().docks())
        shown.addAction(dock->toggleViewAction());
    QMenu& layouts = *menu.addMenu(Words::tr("Layouts"));
    const auto fill = [&layouts, &shell = window.shell, &layout = window.layout] {
        fill_layouts(layouts, shell, layout);
    };
    QObject::connect(&layouts, &QMenu::aboutToShow, &layouts, fill);
    fill();
    add_themes(*menu.addMenu(Words::tr("Theme")), window.shell.workspace().settings());
}

}  // namespace ttt

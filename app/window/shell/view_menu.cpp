#include "app/window/shell/view_menu.h"

#include "app/window/shell/picture.h"
#include "app/window/tables/table_window.h"
#include "views/view.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>

namespace ttt {

namespace {

/// Tables with a menu of their own, made of their actions.
std::vector<QAbstractItemView*> tables_of(View& view)
{
    std::vector<QAbstractItemView*> tables;
    for (auto* table : view.findChildren<QAbstractItemView*>())
        if (table->contextMenuPolicy() == Qt::ActionsContextMenu)
            tables.push_back(table);
    return tables;
}

}  // namespace

ViewMenu::ViewMenu(View& view, const ViewActs& acts, const std::vector<QAction*>& first)
    : QObject(&view), view_(view), actions_(first)
{
    View* shown = &view;
    QAction* numbers =
        add(tr("Copy the numbers"), [shown] { QApplication::clipboard()->setText(to_csv(shown->table())); });
    add(tr("Copy as a picture"), [shown] { QApplication::clipboard()->setImage(picture_of(*shown, shown->size())); });
    add(tr("Picture …"), [shown, act = acts.picture] { act(*shown); });
    add(tr("Numbers as CSV …"), [shown, act = acts.table] { act(*shown); });
    add(tr("As a table"), [shown, act = acts.show_table] { act(*shown); });
    const std::vector<QAbstractItemView*> tables = tables_of(view);
    for (QAbstractItemView* table : tables)
        table->addActions({actions_.begin(), actions_.end()});
    if (tables.empty()) {
        QAction* copy = first.empty() ? numbers : first.front();
        copy->setShortcut(QKeySequence::Copy);
        copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        view.addAction(copy);
    }
    view.installEventFilter(this);
}

QAction* ViewMenu::add(const QString& text, std::function<void()> act)
{
    auto* action = new QAction(text, this);
    connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
    actions_.push_back(action);
    return action;
}

/// Views do not ask for it themselves: what their parts leave comes here.
bool ViewMenu::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != &view_ || event->type() != QEvent::ContextMenu)
        return QObject::eventFilter(watched, event);
    QMenu menu;
    menu.setToolTipsVisible(true);
    for (QAction* action : actions_)
        menu.addAction(action);
    const std::vector<QAction*> choices = view_.title_actions();
    if (!choices.empty()) {
        menu.addSeparator();
        QMenu* shown = menu.addMenu(tr("How it is shown"));
        for (QAction* action : choices)
            shown->addAction(action);
    }
    menu.exec(static_cast<QContextMenuEvent*>(event)->globalPos());
    return true;
}

}  // namespace ttt

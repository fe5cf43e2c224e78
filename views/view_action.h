// An action of a view that answers to its key while the view has the keyboard.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QWidget>

namespace ttt {

/// Owned by `view`.
inline QAction* view_action(QWidget* view, const QString& text, const QKeySequence& key, const QString& tip)
{
    auto* made = new QAction(text, view);
    made->setShortcut(key);
    made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    made->setToolTip(tip);
    view->addAction(made);
    return made;
}

}  // namespace ttt

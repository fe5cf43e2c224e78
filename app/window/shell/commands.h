// A command in a menu; the palette finds it there.
#pragma once

#include <QMenu>

#include <functional>

namespace ttt {

/// Owned by the menu.
inline QAction* add_command(QMenu& menu, const QString& text, const QKeySequence& keys, const QString& tip,
                            std::function<void()> act)
{
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    action->setToolTip(tip);
    action->setStatusTip(tip);
    QObject::connect(action, &QAction::triggered, action, [act = std::move(act)] { act(); });
    return action;
}

}  // namespace ttt

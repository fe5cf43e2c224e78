#include "views/lessons/lesson_focus.h"

#include "views/view.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QScrollBar>
#include <QTextEdit>

namespace ttt {

bool wants_space(const QWidget* widget)
{
    for (; widget && !widget->isWindow(); widget = widget->parentWidget())
        if (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
            qobject_cast<const QTextEdit*>(widget) || qobject_cast<const QComboBox*>(widget) ||
            qobject_cast<const QAbstractSpinBox*>(widget) || widget->inherits("ttt::Timeline"))
            return true;
    return false;
}

QWidget* keyboard_target(const QWidget& panel)
{
    const auto* dock = qobject_cast<const QDockWidget*>(&panel);
    const QWidget& content = dock && dock->widget() ? *dock->widget() : panel;
    if (const auto* view = content.findChild<View*>(); view && view->focusProxy() && view->focusProxy()->isVisible())
        return view->focusProxy();
    QWidget* control = nullptr;
    for (QWidget* child : content.findChildren<QWidget*>()) {
        const bool takes_keys = (child->focusPolicy() & Qt::TabFocus) && child->isVisible() && child->isEnabled();
        if (!takes_keys || qobject_cast<QScrollBar*>(child))
            continue;
        if (!qobject_cast<QAbstractButton*>(child))
            return child;
        control = control ? control : child;
    }
    return control;
}

}  // namespace ttt

// Walks the words of a window: which lie outside of the screen, and which are cut.
#pragma once

#include <QAbstractScrollArea>
#include <QApplication>
#include <QLabel>
#include <QScreen>
#include <QStringList>
#include <QWidget>

namespace ttt::test {

inline bool scrolls(const QWidget& widget)
{
    for (const QWidget* parent = widget.parentWidget(); parent; parent = parent->parentWidget())
        if (qobject_cast<const QAbstractScrollArea*>(parent))
            return true;
    return false;
}

/// A label that is there but lies behind another one (a tab) or in no room at all shows nothing.
inline bool is_seen(const QLabel& label)
{
    return label.isVisible() && !label.text().isEmpty() &&
           (scrolls(label) || !label.visibleRegion().isEmpty() || label.width() == 0);
}

inline bool is_cut(const QLabel& label)
{
    const QSize room = label.size();
    if (label.wordWrap())
        return label.heightForWidth(room.width()) > room.height();
    const QSize needed = label.sizeHint();
    return needed.width() > room.width() || needed.height() > room.height();
}

/// "label_name: what is wrong" of everything that a person can't read whole.
inline QStringList wrong_words(QWidget& window)
{
    const QRect screen = window.screen()->availableGeometry();
    QStringList wrong;
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (!is_seen(*label))
            continue;
        const QString name = label->objectName() + u'"' + label->text().left(60) + u'"';
        const QRect place(label->mapToGlobal(QPoint()), label->size());
        if (!scrolls(*label) && !screen.contains(place))
            wrong.append(QStringLiteral("%1 is off the screen").arg(name));
        if (is_cut(*label))
            wrong.append(
                QStringLiteral("%1 is cut: %2x%3, needs %4x%5")
                    .arg(name)
                    .arg(label->width())
                    .arg(label->height())
                    .arg(label->sizeHint().width())
                    .arg(label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height()));
    }
    return wrong;
}

/// Whether all of a widget is on its screen.
inline bool is_on_screen(const QWidget& widget)
{
    const QRect place(widget.mapToGlobal(QPoint()), widget.size());
    return widget.isVisible() && widget.screen()->availableGeometry().contains(place);
}

}  // namespace ttt::test

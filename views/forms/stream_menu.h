// Streams of images that are ready to be chosen, so that nobody has to know the words first.
#pragma once

#include <QMenu>

namespace ttt {

/// GUI thread.
class StreamMenu : public QMenu {
    Q_OBJECT
public:
    explicit StreamMenu(QWidget* parent);

Q_SIGNALS:
    void chosen(const QString& stream, const QString& order);  // as RunConfig spells them; empty: the default
};

/// The orders as RunConfig spells them.
QStringList order_words();

}  // namespace ttt

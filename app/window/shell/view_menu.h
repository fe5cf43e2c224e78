// What a right click in a view offers, and Ctrl+C there.
#pragma once

#include <QObject>

#include <functional>
#include <vector>

class QAction;

namespace ttt {

class View;

/// What the window does with a view.
struct ViewActs {
    std::function<void(View&)> picture;  // into a file
    std::function<void(View&)> table;    // numbers into a file
    std::function<void(View&)> show_table;
};

/// Owned by the view; GUI thread. `first`: actions of this view alone, before the common ones; their first one is what
/// Ctrl+C does. Without them Ctrl+C copies the numbers. Tables that have a copy of their own keep it.
class ViewMenu : public QObject {
    Q_OBJECT
public:
    ViewMenu(View& view, const ViewActs& acts, const std::vector<QAction*>& first = {});

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QAction* add(const QString& text, std::function<void()> act);

    View& view_;
    std::vector<QAction*> actions_;
};

}  // namespace ttt

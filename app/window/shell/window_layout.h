// How the panels share the window: sizes, small screens, and the layout that comes back at the next start.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSize>

#include <initializer_list>

namespace ttt {

class Shell;

/// GUI thread.
class WindowLayout : public QObject {
    Q_OBJECT
public:
    /// `size`: of the window, when somebody chose it; else invalid.
    WindowLayout(Shell& shell, QSize size);

    /// Once all docks and tool bars are there.
    void restore();
    /// Each time that the window is shown, once it is: only then has it a frame and sizes that hold.
    void settle();
    /// All panels where they were at first.
    void reset();
    void save();

private:
    void stack_where_small();
    void stack(const char* front, std::initializer_list<const char*> behind);
    void proportion();

    Shell& shell_;
    QSize size_;
    QByteArray shipped_;  // as it is at a first start
    bool is_proportioned_ = false;
};

}  // namespace ttt

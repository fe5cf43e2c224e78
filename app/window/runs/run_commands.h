// What is done with runs: the commands, and the one place that says which of them are possible now.
#pragma once

#include "app/window/runs/run_bar.h"

#include <QObject>

#include <vector>

namespace ttt {

class Shell;

/// GUI thread. The actions belong to the window; menus, bar and palette share them.
class RunCommands : public QObject {
    Q_OBJECT
public:
    explicit RunCommands(Shell& shell);

    const RunActions& actions() const { return actions_; }
    QAction* verify_action() const { return verify_; }
    QAction* branch_action() const { return branch_; }  // names the chunk where one looks
    /// Possible only while a run is shown.
    void needs_run(QAction* action);

    void show_largest_gain();  // the token where adapted beats frozen most
    void go_to();              // a token or chunk that the person names

private:
    QAction* make(const QString& text, const QKeySequence& keys, const QString& tip);
    void refresh();
    void name_branch();
    void tell_causality();

    Shell& shell_;
    RunActions actions_{};
    QAction* verify_;
    QAction* branch_;
    std::vector<QAction*> run_needed_;
};

}  // namespace ttt

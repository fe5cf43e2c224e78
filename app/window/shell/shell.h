// The inside of a window: what its parts work with.
#pragma once

#include "app/window/shell/dialogs.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/status_line.h"
#include "app/window/shell/workspace.h"
#include "app/workbench/workbench.h"

class QMainWindow;

namespace ttt {

/// GUI thread. Window, workbench and settings outlive it, and it outlives the window's other parts.
class Shell {
public:
    Shell(QMainWindow& window, Workbench& workbench, QSettings& settings, bool is_safe, Dialogs dialogs)
        : window_(window), workbench_(workbench), workspace_(settings, is_safe), dialogs_(std::move(dialogs)),
          panels_(window, workbench, settings), status_(window, workbench)
    {
    }

    QMainWindow& window() { return window_; }
    Workbench& workbench() { return workbench_; }
    Workspace& workspace() { return workspace_; }
    const Dialogs& dialogs() const { return dialogs_; }
    Panels& panels() { return panels_; }
    StatusLine& status() { return status_; }

    void say(const QString& sentence) { status_.say(sentence); }
    void tell(const QString& title, const QString& sentence) const;  // something is wrong
    /// An Error becomes a sentence on the screen; false then.
    bool guard(const std::function<void()>& act) const;

private:
    QMainWindow& window_;
    Workbench& workbench_;
    Workspace workspace_;
    Dialogs dialogs_;
    Panels panels_;
    StatusLine status_;
};

}  // namespace ttt

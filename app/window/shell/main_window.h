// The window over a workbench: its panels, bars and menus.
#pragma once

#include "app/window/lessons/lesson_desk.h"
#include "app/window/methods/methods_desk.h"
#include "app/window/runs/form_link.h"
#include "app/window/runs/run_commands.h"
#include "app/window/runs/session_commands.h"
#include "app/window/shell/exports.h"
#include "app/window/shell/opening.h"
#include "app/window/shell/shell.h"
#include "app/window/shell/window_layout.h"
#include "app/window/sweeps/sweep_desk.h"

#include <QMainWindow>

namespace ttt {

class Timeline;

/// GUI thread. It shows what the workbench has and asks it for more; destroying it ends nothing.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// Workbench and `settings` outlive the window.
    MainWindow(Workbench& workbench, const WindowOptions& options, QSettings& settings,
               Dialogs dialogs = window_dialogs());
    ~MainWindow() override;

    /// What the command line says, else what was open at the last end, else what is shipped.
    /// False: something was named that is not there; the person was told.
    bool open_at_start(const WindowOptions& options);

    Workbench& workbench() { return shell_.workbench(); }
    Panels& panels() { return shell_.panels(); }
    Opening& opening() { return opening_; }
    Exports& exports() { return exports_; }
    RunCommands& runs() { return runs_; }
    MethodsDesk& methods() { return methods_; }
    SweepDesk& sweeps() { return sweeps_; }
    LessonDesk& lessons() { return *lessons_; }

protected:
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void make_view_menus();
    void make_menus();
    void add_bar(const char* name, const QString& title, QWidget& content, Qt::ToolBarArea area);
    void tell_problems();

    // Each of what stands here looks at those above it and at the workbench, and goes before them.
    Shell shell_;
    WindowLayout layout_;
    Opening opening_;
    Exports exports_;
    RunCommands runs_;
    SessionCommands sessions_;
    MethodsDesk methods_;
    SweepDesk sweeps_;
    Timeline* timeline_;  // in a bar of the window
    QMenu* inputs_;
    QMenu* models_;
    RunBar* bar_;
    FormLink form_;
    std::unique_ptr<LessonDesk> lessons_;
};

}  // namespace ttt

// A window with a workbench of its own, as the program makes both: the workbench first, and it goes last.
#pragma once

#include "app/window/methods/methods_window.h"
#include "app/window/shell/main_window.h"

namespace ttt::test {

struct OwnWorkbench {
    Workbench own_workbench;
};

/// What tests ask of both, in short.
class OwnWindow : private OwnWorkbench, public MainWindow {
public:
    OwnWindow(const WindowOptions& options, QSettings& settings, Dialogs dialogs)
        : MainWindow(own_workbench, options, settings, std::move(dialogs))
    {
    }

    RunModel& run() { return own_workbench.run(); }
    Selection& selection() { return own_workbench.selection(); }
    LabModel& lab() { return own_workbench.lab(); }
    AskModel& ask() { return own_workbench.ask(); }
    Session& session() { return own_workbench.session(); }
    RunController& controller() { return own_workbench.controller(); }
    DocumentOpener& documents() { return own_workbench.documents(); }
    const OpenedModel& model() const { return own_workbench.model(); }
    const OpenedDocument& document() const { return own_workbench.document(); }
    void start_run() { own_workbench.start_run(); }
    void open_run(const QString& id) { own_workbench.open_run(id); }
    void compare(const QStringList& ids) { own_workbench.compare(ids); }
    void open_model(const QString& directory) { opening().open_model(directory); }
    bool open_session(const QString& path) { return opening().open_session(path); }
    MethodsWindow& methods() { return MainWindow::methods().window(); }
    void show_methods() { MainWindow::methods().show(); }
    void show_runs_as_methods(const QStringList& ids) { MainWindow::methods().show_runs(ids); }
};

}  // namespace ttt::test

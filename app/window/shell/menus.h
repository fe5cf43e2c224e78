// The menu bar: every command of the window, so that nothing is reachable by mouse alone.
#pragma once

#include <QObject>

class QMenu;

namespace ttt {

class Exports;
class MethodsDesk;
class Opening;
class RunCommands;
class SessionCommands;
class Shell;
class SweepDesk;
class Timeline;
class WindowLayout;

/// The parts of a window that its menus command. All outlive the menus' use.
struct Commanded {
    Shell& shell;
    WindowLayout& layout;
    Opening& opening;
    Exports& exports;
    RunCommands& runs;
    SessionCommands& sessions;
    MethodsDesk& methods;
    SweepDesk& sweeps;
    Timeline& timeline;
};

/// Each fills an empty menu. `inputs` and `models` fill themselves when they are opened.
void fill_file_menu(QMenu& menu, const Commanded& window, QMenu& inputs, QMenu& models);
void fill_run_menu(QMenu& menu, const Commanded& window);
void fill_view_menu(QMenu& menu, const Commanded& window);
void fill_session_menu(QMenu& menu, const Commanded& window);
void fill_help_menu(QMenu& menu, Shell& shell);

}  // namespace ttt

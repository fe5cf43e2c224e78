// What a person takes away: pictures, tables, a report.
#pragma once

#include "app/window/shell/view_menu.h"

#include <QObject>

namespace ttt {

class Shell;

/// GUI thread. Each asks for a file, writes it, and says what went wrong.
class Exports : public QObject {
    Q_OBJECT
public:
    explicit Exports(Shell& shell) : shell_(shell) {}

    void picture(View& view);
    void table(View& view);
    /// All tokens or all metrics of the shown run, out of the session file; written by a job.
    void csv(bool items);
    void report();
    /// What a view's own menu does.
    ViewActs view_acts();

private:
    Shell& shell_;
};

}  // namespace ttt

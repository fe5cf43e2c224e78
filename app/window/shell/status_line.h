// The lines that say which run is shown and what happened: the one over the views and the one at the bottom.
#pragma once

#include <QObject>

class QLabel;
class QMainWindow;

namespace ttt {

class RunLine;
class Workbench;

/// GUI thread. The widgets belong to the window; the workbench outlives it.
class StatusLine : public QObject {
    Q_OBJECT
public:
    StatusLine(QMainWindow& window, Workbench& workbench);

    RunLine& run_line() { return *run_line_; }
    /// Where one looks, and at the bottom.
    void say(const QString& sentence);
    /// What came out of the run, at the bottom: hidden while a lesson asks for it.
    void show_result(bool shown);

private:
    void make_bottom(QMainWindow& window);
    void refresh();
    void refresh_problem();
    QString device_words() const;

    QMainWindow& window_;
    Workbench& workbench_;
    RunLine* run_line_;
    QLabel* saved_;
    QLabel* device_;
    QLabel* result_;
};

}  // namespace ttt

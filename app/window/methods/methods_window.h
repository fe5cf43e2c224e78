// Compare methods: which ones, Run, how far they are; and what came of them, live or out of the session.
#pragma once

#include "app/window/methods/methods_view.h"

#include <QWidget>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ttt {

class MethodPicks;
class MethodRuns;
class PanelTitle;
class RunController;

/// A window of its own; closing hides it, and runs that go on are not ended by it. GUI thread.
class MethodsWindow : public QWidget {
    Q_OBJECT
public:
    /// `export_picture` and `export_table` ask for a file and write it. Controller, run and selection outlive it.
    struct Exports {
        std::function<void(View&)> picture, table;
    };
    MethodsWindow(RunController& controller, RunModel& run, Selection& selection, Exports exports,
                  QWidget* parent = nullptr);

    MethodPicks& picks() { return *picks_; }
    MethodsView& view() { return *view_; }
    MethodRuns& runs() { return *runs_; }

    /// What Run reads, in words; `problem`: why it can't.
    void set_text(const QString& words, const QString& problem);
    void refresh();

Q_SIGNALS:
    void run_requested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void make_top(class QVBoxLayout& box);
    void make_bottom(class QVBoxLayout& box, const Exports& exports);
    QString progress_words() const;

    RunController& controller_;
    RunModel& run_;
    MethodRuns* runs_;
    MethodPicks* picks_;
    MethodsView* view_;
    PanelTitle* bar_;
    QLabel* text_;
    QLabel* words_;  // progress, or why Run is not possible
    QPushButton* start_;
    QPushButton* cancel_;
    QProgressBar* progress_;
    QString problem_;
};

}  // namespace ttt

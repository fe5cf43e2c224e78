// Run ▸ Sweep: which settings over which values and documents, how far it is, and what came of it.
#pragma once

#include "app/sweep_plan.h"
#include "app/window/sweeps/sweep_words.h"

#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace ttt {

class RunController;
class RunQueue;
class SweepAxisRow;
class SweepChart;

/// A window of its own; closing hides it, and runs that go on are not ended by it. GUI thread. Controller and queue
/// outlive it.
class SweepWindow : public QWidget {
    Q_OBJECT
public:
    SweepWindow(RunController& controller, const RunQueue& queue, QWidget* parent = nullptr);

    /// What the grid is laid over, in words; `method`: whose settings can be swept; `problem`: why it can't run.
    void set_form(const QString& words, const std::string& method, const QString& problem);
    /// Only documents can be several.
    void set_kind(RunKind kind);
    /// What is read beside the open document; further paths.
    void add_documents(const QStringList& paths);
    const QStringList& documents() const { return documents_; }

    /// Throws ttt::Error for values that are none.
    std::vector<SweepAxis> axes() const;
    SweepAxisRow& row(int axis) { return *rows_[static_cast<std::size_t>(axis)]; }

    /// The sweeps of the session by their tags, the latest first, with how many runs each has.
    void set_groups(const std::vector<std::pair<std::string, int>>& groups);
    /// That sweep is shown; nothing of it is there yet.
    void show_group(const std::string& tag);
    const std::string& group() const { return group_; }
    void set_runs(const std::vector<SweepRun>& runs);
    SweepChart& chart() { return *chart_; }

    /// A sentence below Run; red: something is wrong.
    void say(const QString& sentence, bool is_wrong);
    void refresh();

Q_SIGNALS:
    void run_requested();
    void cancel_requested();
    void documents_requested();
    void group_requested(const QString& tag);
    void use_requested(const ttt::RunConfig& logged);  // what the chosen place was read with

private:
    void make_setup(QBoxLayout& box);
    void make_run_line(QBoxLayout& box);
    void make_outcome(QBoxLayout& box);
    void show_chosen();
    void show_documents();
    QString progress_words() const;

    RunController& controller_;
    const RunQueue& queue_;
    std::vector<SweepAxisRow*> rows_;
    QLabel* form_words_;
    QLabel* documents_words_;
    QPushButton* add_documents_;
    QPushButton* no_documents_;
    QPushButton* start_;
    QPushButton* cancel_;
    QProgressBar* progress_;
    QLabel* words_;
    QComboBox* groups_;
    SweepChart* chart_;
    QLabel* chosen_;
    QPushButton* use_;
    QStringList documents_;
    QString problem_, said_;
    bool is_wrong_ = false;  // what was said
    std::string group_;
    ShownSweep shown_;
};

}  // namespace ttt

// The choices of the numbers view, as actions for its title bar and the View menu.
#pragma once

#include "views/numbers/number_charts.h"

class QAction;
class QActionGroup;
class QObject;

namespace ttt {

/// Owned by the view, like its actions.
struct NumberActions {
    explicit NumberActions(QObject* view);

    std::vector<QAction*> all() const;
    /// Offers the charts that the run has; the wished one is shown as soon as it is among them.
    void update(const RunModel& run);
    /// Of the checked one; empty: the run has none.
    NumberChart chart() const;

    QString save() const;  // "entropy", "entropy log-y"
    void restore(const QString& words);

    QActionGroup* charts;  // behind those of the table, places for what only a run's dictionary names
    QAction* logarithmic;

private:
    std::vector<NumberChart> there_;
    QString wished_;
};

}  // namespace ttt

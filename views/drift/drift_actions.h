// The choices of the drift view, as actions for its title bar and the View menu.
#pragma once

#include "views/drift/heat_range.h"

#include <QString>

#include <vector>

class QAction;
class QActionGroup;
class QObject;

namespace ttt {

class RunModel;

enum class DriftForm { map, curves };

/// Three exclusive groups and a switch. Owned by the view, like its actions.
struct DriftActions {
    explicit DriftActions(QObject* view);

    std::vector<QAction*> all() const;
    /// Offers only the metrics that the run has, those of its own among them; the chosen one stays.
    void update(const RunModel& run);

    Metric metric() const;
    RangeRule rule() const;
    DriftForm form() const;
    bool log_y() const;  // of curves

    /// "drift_relative map automatic", with " log-y" behind it where curves are logarithmic; restore() ignores what it
    /// does not know.
    QString save() const;
    void restore(const QString& words);

    QActionGroup* forms;
    QActionGroup* metrics;  // behind those of the table, places for what only a run's dictionary names
    QActionGroup* rules;
    QAction* logarithmic;
};

}  // namespace ttt

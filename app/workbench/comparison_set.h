// The runs that are shown beside the shown one.
#pragma once

#include "app/workbench/other_run.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace ttt {

class Session;

/// GUI thread. The session and the shown run outlive it.
class ComparisonSet : public QObject {
    Q_OBJECT
public:
    ComparisonSet(const RunModel& shown, const Session& session) : shown_(shown), session_(session) {}

    /// Runs of the session by their ids; the shown one and unknown ones are left out. They fill as they are read.
    void set(const QStringList& ids);

    /// Valid until changed() was told of other ones.
    const std::vector<const RunModel*>& runs() const { return runs_; }
    const std::vector<QString>& names() const { return names_; }
    const QString& name_of_shown() const { return own_name_; }

Q_SIGNALS:
    void changed();  // also: none any more. After it nobody may look at the old ones
    void read();     // one of them is there whole

private:
    const RunModel& shown_;
    const Session& session_;
    std::vector<std::unique_ptr<OtherRun>> others_;
    std::vector<const RunModel*> runs_;
    std::vector<QString> names_;
    QString own_name_;
};

}  // namespace ttt

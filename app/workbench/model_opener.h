// The model that is open, and the reading of another one.
#pragma once

#include "app/workbench/job_queue.h"
#include "app/workbench/opened.h"

namespace ttt {

/// GUI thread; models are read on a thread of its own.
class ModelOpener : public QObject {
    Q_OBJECT
public:
    const OpenedModel& opened() const { return opened_; }
    bool has_one() const { return !opened_.directory.empty(); }
    bool is_reading() const { return read_ != latest_; }
    /// What was asked for last.
    const QString& wanted() const { return wanted_; }
    /// Before the directory was read the old model stays; of several only the latest is taken.
    void open(const QString& directory);

Q_SIGNALS:
    void reading(const QString& directory);
    void taken();     // opened() is another one
    void answered();  // also when it could not be: then what was open stays, if it could be used
    void refused(const QString& problem);

private:
    void take(OpenedModel model);

    OpenedModel opened_;
    QString wanted_;
    int latest_ = 0;  // results of older openings are dropped
    int read_ = 0;    // of them, the last that was answered
    JobQueue jobs_;   // last: dies first
};

}  // namespace ttt

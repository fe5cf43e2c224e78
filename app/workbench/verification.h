// A logged run that is computed again: whether one is, and what came out.
#pragma once

#include "app/workbench/job_queue.h"

#include <string>

namespace ttt {

/// GUI thread; a run is computed on a thread of its own. One at a time, whoever asks.
class Verification : public QObject {
    Q_OBJECT
public:
    bool is_running() const { return is_running_; }
    /// `run_id`: the full id of a run in the session file. False: one is computed already.
    bool start(const std::string& session, const std::string& run_id);
    /// Without a verdict. Its thread ends after the chunk that it computes.
    void cancel();

Q_SIGNALS:
    void changed();  // is_running()
    void started();
    void ended(const QString& verdict);
    void failed(const QString& sentence);  // it can't be computed again

private:
    void set_running(bool is_running);

    bool is_running_ = false;
    JobQueue jobs_;  // last: dies first
};

}  // namespace ttt

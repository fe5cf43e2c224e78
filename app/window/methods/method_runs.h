// Methods as runs that wait for each other (RunQueue), with what the comparison tells of each.
#pragma once

#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_result.h"
#include "app/workbench/run_queue.h"

#include <vector>

namespace ttt {

/// GUI thread. Cancelling a run, here or by the window's Cancel, drops those that wait.
class MethodRuns : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    MethodRuns(RunController& controller, const RunModel& run, QObject* parent = nullptr);

    /// Not while a run goes on.
    void start(std::vector<PickedMethod> methods, const std::string& session);
    void cancel() { queue_.cancel(); }
    const RunQueue& queue() const { return queue_; }
    QString current() const;  // its name; empty before the first start()

Q_SIGNALS:
    /// Also of a run that failed; nothing was read when its nll is empty.
    void method_ended(const QString& name, const ttt::ShownMethod& method);
    void advanced();  // the next began
    void ended();

private:
    void begin_peak();
    void take(bool has_begun, const QString& failure);

    const RunModel& run_;
    RunQueue queue_;
    std::vector<PickedMethod> methods_;
    std::size_t next_ = 0;         // of the methods
    double peak_mib_ = 0;          // of the runs so far
    bool has_fresh_peak_ = false;  // of the current run
};

}  // namespace ttt

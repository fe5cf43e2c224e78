// Runs methods one after another through the run controller, so that each is shown and logged like any run.
#pragma once

#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_result.h"
#include "app/workbench/run_controller.h"

#include <deque>

namespace ttt {

/// GUI thread. Cancelling a run, here or by the window's Cancel, drops those that wait.
class MethodRuns : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    MethodRuns(RunController& controller, const RunModel& run, QObject* parent = nullptr);

    void start(std::vector<PickedMethod> methods, const std::string& session);
    void cancel();
    bool is_running() const { return is_running_; }
    /// 1-based, of so many: "2 of 5"; 0 of 0 before the first start().
    std::size_t position() const { return position_; }
    std::size_t count() const { return count_; }
    const QString& current() const { return current_.name; }

Q_SIGNALS:
    /// Also of a run that failed; nothing was read when its nll is empty.
    void method_ended(const QString& name, const ttt::ShownMethod& method);
    void advanced();  // the next began
    void ended();

private:
    void next();
    void on_activity();
    void take();

    RunController& controller_;
    const RunModel& run_;
    std::deque<PickedMethod> waiting_;
    PickedMethod current_;
    std::string session_;
    QString failure_;
    std::size_t position_ = 0, count_ = 0;
    double peak_mib_ = 0;  // of the runs so far
    bool is_running_ = false;
    bool has_begun_ = false;  // the current run: what the run model shows is its own
    bool has_fresh_peak_ = false;
};

}  // namespace ttt

// Runs that wait for each other: one after another through the run controller, each shown and logged like any run.
#pragma once

#include "app/workbench/run_controller.h"

#include <deque>
#include <string>
#include <vector>

namespace ttt {

/// GUI thread. Cancelling a run, here or by whoever else can, drops those that wait.
class RunQueue : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    RunQueue(RunController& controller, const RunModel& run, QObject* parent = nullptr);

    bool can_start() const { return !is_running_ && !controller_.is_live(); }
    /// Where it can.
    void start(std::vector<RunConfig> runs, const std::string& session);
    void cancel();
    bool is_running() const { return is_running_; }
    /// 1-based, of so many: "2 of 5"; 0 of 0 before the first start().
    std::size_t position() const { return position_; }
    std::size_t count() const { return count_; }
    const RunConfig& current() const { return current_; }  // as it was asked for

Q_SIGNALS:
    /// run_id: empty when it did not begin, and `failure` says why.
    void run_ended(const QString& run_id, const QString& failure);
    void advanced();  // the next began
    void ended();

private:
    void next();
    void on_activity();
    void take();

    RunController& controller_;
    const RunModel& run_;
    std::deque<RunConfig> waiting_;
    RunConfig current_;
    std::string session_;
    QString failure_;
    std::size_t position_ = 0, count_ = 0;
    bool is_running_ = false;
    bool has_begun_ = false;  // the current run: what the run model shows is its own
};

}  // namespace ttt

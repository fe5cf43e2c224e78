// Sweeps: the window for them, the runs that wait, and the groups of the session.
#pragma once

#include "app/sweep_plan.h"
#include "app/sweep_result.h"
#include "app/workbench/run_queue.h"

#include <memory>
#include <vector>

namespace ttt {

class Shell;
class SweepWindow;

/// GUI thread. The shell outlives it.
class SweepDesk : public QObject {
    Q_OBJECT
public:
    explicit SweepDesk(Shell& shell);
    ~SweepDesk() override;

    /// Made when it is first asked for.
    SweepWindow& window();
    void show();
    bool is_running() const { return queue_.is_running(); }
    /// Before the main window closes: drops what waits.
    void close();

private:
    using Runs = std::shared_ptr<const std::vector<SweepRun>>;

    void tell();
    QString input_problem() const;
    std::vector<std::string> documents() const;
    void tell_groups();
    void run();
    SweepPlan plan() const;
    void start(const SweepPlan& plan);
    void begin(std::vector<RunConfig> runs, std::size_t reused);
    void on_run_ended(const QString& run_id, const QString& failure);
    void show_group(const std::string& tag);
    void read_group();
    void take(const std::string& tag, const Runs& runs);
    void use(const RunConfig& logged);

    Shell& shell_;
    RunQueue queue_;
    std::string running_tag_;
    Runs runs_;  // of the shown group; null: none was read
    std::unique_ptr<SweepWindow> window_;
};

}  // namespace ttt

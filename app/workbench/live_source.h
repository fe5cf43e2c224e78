// A run that is computed now: the engine on its own thread, every step logged before it is shown.
#pragma once

#include "app/workbench/branch_point.h"
#include "app/workbench/record_source.h"

#include <condition_variable>

namespace ttt {

class Runner;

class LiveSource : public RecordSource {
    Q_OBJECT
public:
    /// `session`: the file that the run is logged to, made if missing.
    LiveSource(RunConfig config, std::string session, QObject* parent = nullptr);
    /// The run goes on from a chunk of a logged one.
    LiveSource(RunConfig config, std::string session, BranchPoint branch, QObject* parent = nullptr);
    ~LiveSource() override;

    void pause() override;
    void resume() override;

protected:
    RunSummary work(std::stop_token cancel) override;

private:
    void set_paused(bool paused);
    void wait_while_paused(const std::stop_token& cancel);

    Runner start(const std::stop_token& cancel) const;

    RunConfig config_;
    std::string session_;
    std::optional<BranchPoint> branch_;
    std::mutex pause_mutex_;
    std::condition_variable_any pause_changed_;
    bool paused_ = false;  // guarded by pause_mutex_
};

}  // namespace ttt

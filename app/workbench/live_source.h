// A run that is computed now: the engine on its own thread, every step logged before it is shown.
#pragma once

#include "app/workbench/record_source.h"

#include <condition_variable>

namespace ttt {

class LiveSource : public RecordSource {
    Q_OBJECT
public:
    /// `session`: the file that the run is logged to, made if missing.
    LiveSource(RunConfig config, std::string session, QObject* parent = nullptr);
    ~LiveSource() override;

    void pause() override;
    void resume() override;

protected:
    RunSummary work(std::stop_token cancel) override;

private:
    void set_paused(bool paused);
    void wait_while_paused(const std::stop_token& cancel);

    RunConfig config_;
    std::string session_;
    std::mutex pause_mutex_;
    std::condition_variable_any pause_changed_;
    bool paused_ = false;  // guarded by pause_mutex_
};

}  // namespace ttt

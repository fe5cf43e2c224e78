// Where a run's records come from. Live and replay differ only behind this face.
#pragma once

#include "views/run_model.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace ttt {

/// Everything that views need before the first step.
struct RunStart {
    RunHeader header;
    RunInput input;
    bool is_written = false;  // by another program, now: its further steps come as it writes them
};

/// A worker thread fills a guarded box, a timer on the GUI thread empties it into signals. GUI thread, but for work()
/// and what it calls. The destructor of a subclass must call stop_and_wait() before its own members go.
class RecordSource : public QObject {
    Q_OBJECT
public:
    explicit RecordSource(QObject* parent = nullptr);
    ~RecordSource() override;

    void start();
    /// Takes at most a chunk. ended() follows.
    void cancel();
    virtual void pause() {}
    virtual void resume() {}

    /// From ended() on: it ended by an exception, which is not what a log says of its run.
    bool broke() const { return broke_; }

Q_SIGNALS:
    void started(std::shared_ptr<const ttt::RunStart> start);
    void steps_ready(std::shared_ptr<const ttt::StepBatch> batch);
    /// Once, last. A failure before the run began comes without started().
    void ended(const ttt::RunSummary& summary);

protected:
    /// On the worker thread. What it throws becomes a failed summary with the exception's sentence.
    virtual RunSummary work(std::stop_token cancel) = 0;
    void send_start(RunStart start);  // worker thread
    void send_step(StepRecord step);  // worker thread
    void stop_and_wait();

private:
    struct Box {
        std::shared_ptr<const RunStart> start;
        StepBatch steps;
        std::optional<RunSummary> end;
        bool broke = false;
    };

    void run(const std::stop_token& cancel);
    void deliver();

    std::mutex mutex_;
    Box box_;  // guarded by mutex_
    QTimer timer_;
    bool broke_ = false;
    std::jthread worker_;
};

}  // namespace ttt

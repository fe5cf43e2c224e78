// A thread with a queue: work goes in, results come back on the GUI thread.
#pragma once

#include <QObject>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace ttt {

/// GUI thread, but for what a job does. Jobs run one after the other; a job of a kind that still waits replaces it, but
/// jobs without a kind ("") all run.
class JobQueue : public QObject {
    Q_OBJECT
public:
    /// What is left to do on the GUI thread.
    using Result = std::function<void()>;
    using Job = std::function<Result(std::stop_token)>;

    /// `at_end` runs last on the thread: what jobs made there and kept is to go there.
    explicit JobQueue(std::function<void()> at_end = {}, QObject* parent = nullptr);
    /// Stops the running job, drops the rest, waits.
    ~JobQueue() override;

    /// `on_error` is called on the GUI thread with the sentence of what the job threw.
    void add(const std::string& kind, Job job, std::function<void(const QString&)> on_error);
    /// Drops what waits and asks the running job to stop; results of both never arrive.
    void clear();
    /// Waits until every job that was added has run; their results come in a later turn, as always.
    void drain();
    /// From within a job: runs `act` on the GUI thread, unless the queue was cleared since the job began.
    void tell(std::function<void()> act);

private:
    struct Entry {
        std::string kind;
        Job job;
        std::function<void(const QString&)> on_error;
    };

    void work(const std::stop_token& end);
    bool take(Entry& entry, std::stop_token& cancel, const std::stop_token& end);
    void run(Entry& entry, const std::stop_token& cancel);
    void post(int round, std::function<void()> act);

    std::mutex mutex_;
    std::condition_variable_any filled_, emptied_;
    std::deque<Entry> waiting_;  // guarded by mutex_
    std::stop_source cancel_;    // guarded by mutex_: of the running job
    int round_ = 0;              // guarded by mutex_: grows with clear()
    bool is_busy_ = false;       // guarded by mutex_
    int running_round_ = 0;      // of the worker alone
    std::jthread worker_;        // last: dies first
};

}  // namespace ttt

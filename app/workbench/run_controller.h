// Starts, pauses, cancels and opens runs, and fills the run model with what comes.
#pragma once

#include "app/workbench/branch_point.h"
#include "app/workbench/run_feed.h"

#include <QElapsedTimer>

#include <functional>

namespace ttt {

enum class Activity { idle, starting, running, paused, cancelling, opening, following };

struct RunProgress {
    std::int64_t steps = 0;
    std::int64_t total_steps = 0;
    double items_per_second = 0;  // over the last seconds; 0: not known yet
    double seconds_left = 0;
};

/// One run at a time; a new one replaces the old, whose late batches are dropped. GUI thread. The model outlives it.
class RunController : public QObject {
    Q_OBJECT
public:
    using Source = std::unique_ptr<RecordSource>;
    using MakeLive = std::function<Source(const RunConfig&, const std::string& session)>;
    using MakeReplay = std::function<Source(const std::string& session, const std::string& run_id)>;

    /// The real sources; tests give their own.
    explicit RunController(RunModel& run, QObject* parent = nullptr);
    RunController(RunModel& run, MakeLive live, MakeReplay replay, QObject* parent = nullptr);
    ~RunController() override;

    void start(const RunConfig& config, const std::string& session);
    /// The run goes on from there.
    void start(const RunConfig& config, const std::string& session, const BranchPoint& branch);
    void open(const std::string& session, const std::string& run_id);
    void pause();
    void resume();
    void cancel();

    Activity activity() const { return activity_; }
    bool is_live() const;                                           // this program computes one
    const std::string& kind() const { return run_.header().kind; }  // of the shown run
    bool shows_no_run() const { return run_.empty(); }
    RunProgress progress() const;
    /// The session file that the shown run is in; empty: none.
    const std::string& session() const { return session_; }

Q_SIGNALS:
    void activity_changed();
    void begun();                          // the model has the new run, and whoever looks at it was told
    void progressed();                     // after each batch
    void failed(const QString& sentence);  // also shown in the run's summary when it had begun

private:
    void begin(Source source, Activity activity);
    void on_begun();
    void on_grew();
    void on_ended(const RunSummary& summary);
    void set_activity(Activity activity);
    void measure_rate();

    RunModel& run_;
    MakeLive make_live_;
    MakeReplay make_replay_;
    std::unique_ptr<RunFeed> feed_;
    Activity activity_ = Activity::idle;
    std::string session_;
    QElapsedTimer clock_;  // since the last batch that counts for the rate
    double rate_ = 0;
    std::int64_t rated_items_ = 0;
};

}  // namespace ttt

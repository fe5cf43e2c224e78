#include "app/workbench/run_controller.h"

#include "app/workbench/live_source.h"
#include "app/workbench/replay_source.h"

#include <algorithm>
#include <utility>

namespace ttt {

RunController::RunController(RunModel& run, QObject* parent)
    : RunController(
          run,
          [](const RunConfig& config, const std::string& session) {
              return std::make_unique<LiveSource>(config, session);
          },
          [](const std::string& session, const std::string& run_id) {
              return std::make_unique<ReplaySource>(session, run_id);
          },
          parent)
{
}

RunController::RunController(RunModel& run, MakeLive live, MakeReplay replay, QObject* parent)
    : QObject(parent), run_(run), make_live_(std::move(live)), make_replay_(std::move(replay))
{
}

RunController::~RunController() = default;

bool RunController::is_live() const
{
    return activity_ != Activity::idle && activity_ != Activity::opening && activity_ != Activity::following;
}

void RunController::start(const RunConfig& config, const std::string& session)
{
    session_ = session;
    begin(make_live_(config, session), Activity::starting);
}

void RunController::start(const RunConfig& config, const std::string& session, const BranchPoint& branch)
{
    session_ = session;
    begin(std::make_unique<LiveSource>(config, session, branch), Activity::starting);
}

void RunController::open(const std::string& session, const std::string& run_id)
{
    session_ = session;
    begin(make_replay_(session, run_id), Activity::opening);
}

void RunController::begin(Source source, Activity activity)
{
    RunFeed::retire(std::move(feed_), *this);
    rate_ = 0;
    rated_items_ = 0;
    feed_ = std::make_unique<RunFeed>(std::move(source), run_);
    connect(feed_.get(), &RunFeed::begun, this, &RunController::on_begun);
    connect(feed_.get(), &RunFeed::grew, this, &RunController::on_grew);
    connect(feed_.get(), &RunFeed::ended, this, &RunController::on_ended);
    set_activity(activity);
    feed_->start();
}

void RunController::pause()
{
    if (activity_ != Activity::running)
        return;
    feed_->source().pause();
    set_activity(Activity::paused);
}

void RunController::resume()
{
    if (activity_ != Activity::paused)
        return;
    clock_.restart();
    feed_->source().resume();
    set_activity(Activity::running);
}

void RunController::cancel()
{
    if (activity_ == Activity::idle || activity_ == Activity::cancelling)
        return;
    feed_->source().cancel();
    set_activity(Activity::cancelling);
}

void RunController::on_begun()
{
    clock_.start();
    if (activity_ == Activity::starting)
        set_activity(Activity::running);
    if (activity_ == Activity::opening && feed_->is_written())
        set_activity(Activity::following);
    Q_EMIT begun();
}

void RunController::on_grew()
{
    measure_rate();
    Q_EMIT progressed();
}

/// An exponential mean over about three seconds.
void RunController::measure_rate()
{
    constexpr double shortest = 0.25, memory = 3.0;
    const double seconds = static_cast<double>(clock_.elapsed()) / 1e3;
    if (seconds < shortest || activity_ == Activity::paused)
        return;
    const double now = static_cast<double>(run_.item_count() - rated_items_) / seconds;
    const double weight = rate_ == 0 ? 1 : std::min(1.0, seconds / memory);
    rate_ += weight * (now - rate_);
    rated_items_ = run_.item_count();
    clock_.restart();
}

void RunController::on_ended(const RunSummary& summary)
{
    const bool is_of_the_log = !is_live() && feed_->has_begun() && !feed_->broke();
    set_activity(Activity::idle);
    if (summary.state == RunState::failed && !is_of_the_log)
        Q_EMIT failed(QString::fromStdString(summary.message));
}

void RunController::set_activity(Activity activity)
{
    if (activity == activity_)
        return;
    activity_ = activity;
    Q_EMIT activity_changed();
}

RunProgress RunController::progress() const
{
    RunProgress progress;
    progress.steps = run_.step_count();
    progress.total_steps = run_.header().step_count;
    progress.items_per_second = rate_;
    if (rate_ > 0)
        progress.seconds_left = static_cast<double>(run_.header().item_count - run_.item_count()) / rate_;
    return progress;
}

}  // namespace ttt

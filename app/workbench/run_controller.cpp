#include "app/workbench/run_controller.h"

#include "app/workbench/live_source.h"
#include "app/workbench/replay_source.h"
#include "engine/records/error.h"

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
    return activity_ != Activity::idle && activity_ != Activity::opening;
}

void RunController::start(const RunConfig& config, const std::string& session)
{
    session_ = session;
    begin(make_live_(config, session), Activity::starting);
}

void RunController::open(const std::string& session, const std::string& run_id)
{
    session_ = session;
    begin(make_replay_(session, run_id), Activity::opening);
}

void RunController::begin(Source source, Activity activity)
{
    retire();
    began_ = false;
    rate_ = 0;
    rated_items_ = 0;
    source_ = std::move(source);
    RecordSource* raw = source_.get();
    connect(raw, &RecordSource::started, this, [this](const auto& start) { take([&] { on_started(*start); }); });
    connect(raw, &RecordSource::steps_ready, this, [this](const auto& batch) { take([&] { on_steps(*batch); }); });
    connect(raw, &RecordSource::ended, this, &RunController::on_ended);
    set_activity(activity);
    source_->start();
}

/// The old source ends on its own: the window does not wait for its last chunk.
void RunController::retire()
{
    if (!source_)
        return;
    RecordSource* old = source_.release();
    old->disconnect(this);
    if (activity_ == Activity::idle) {
        old->deleteLater();
        return;
    }
    old->setParent(this);
    connect(old, &RecordSource::ended, old, &QObject::deleteLater);
    old->cancel();
}

/// A damaged file gives what no view can show: the run ends there with the sentence that says so.
void RunController::take(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& error) {
        source_->disconnect(this);
        source_->cancel();
        RunSummary summary;
        summary.state = RunState::failed;
        summary.message = error.what();
        if (began_)
            run_.end(summary);
        set_activity(Activity::idle);
        Q_EMIT failed(QString::fromStdString(summary.message));
    }
}

void RunController::pause()
{
    if (activity_ != Activity::running)
        return;
    source_->pause();
    set_activity(Activity::paused);
}

void RunController::resume()
{
    if (activity_ != Activity::paused)
        return;
    clock_.restart();
    source_->resume();
    set_activity(Activity::running);
}

void RunController::cancel()
{
    if (activity_ == Activity::idle || activity_ == Activity::cancelling)
        return;
    source_->cancel();
    set_activity(Activity::cancelling);
}

void RunController::on_started(const RunStart& start)
{
    run_.start(start.header, start.input);
    began_ = true;
    clock_.start();
    if (activity_ == Activity::starting)
        set_activity(Activity::running);
}

void RunController::on_steps(const StepBatch& batch)
{
    run_.append(batch);
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
    if (began_)
        run_.end(summary);
    const bool is_of_the_log = activity_ == Activity::opening && began_ && !source_->broke();
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
    progress.tokens_per_second = rate_;
    if (rate_ > 0)
        progress.seconds_left = static_cast<double>(run_.header().item_count - run_.item_count()) / rate_;
    return progress;
}

}  // namespace ttt

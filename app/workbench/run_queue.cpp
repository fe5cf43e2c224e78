#include "app/workbench/run_queue.h"

#include "views/run_model.h"

#include <iterator>
#include <utility>

namespace ttt {

RunQueue::RunQueue(RunController& controller, const RunModel& run, QObject* parent)
    : QObject(parent), controller_(controller), run_(run)
{
    connect(&run_, &RunModel::started, this, [this] { has_begun_ = true; });
    connect(&controller_, &RunController::activity_changed, this, &RunQueue::on_activity);
    connect(&controller_, &RunController::failed, this, [this](const QString& sentence) { failure_ = sentence; });
}

void RunQueue::start(std::vector<RunConfig> runs, const std::string& session)
{
    if (!can_start() || runs.empty())
        return;
    waiting_.assign(std::make_move_iterator(runs.begin()), std::make_move_iterator(runs.end()));
    session_ = session;
    position_ = 0;
    count_ = waiting_.size();
    is_running_ = true;
    next();
}

void RunQueue::cancel()
{
    if (!is_running_)
        return;
    waiting_.clear();
    controller_.cancel();
}

void RunQueue::next()
{
    if (waiting_.empty()) {
        is_running_ = false;
        Q_EMIT ended();
        return;
    }
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    ++position_;
    has_begun_ = false;
    failure_.clear();
    controller_.start(current_, session_);
    Q_EMIT advanced();
}

/// What failed is told only after the controller came to rest: so look a turn later.
void RunQueue::on_activity()
{
    if (is_running_ && controller_.activity() == Activity::idle)
        QMetaObject::invokeMethod(this, &RunQueue::take, Qt::QueuedConnection);
}

void RunQueue::take()
{
    if (!is_running_ || controller_.activity() != Activity::idle)
        return;
    if (has_begun_ && run_.summary().state == RunState::cancelled)
        waiting_.clear();
    Q_EMIT run_ended(has_begun_ ? QString::fromStdString(run_.header().run_id) : QString(), failure_);
    next();
}

}  // namespace ttt

#include "app/window/methods/method_runs.h"

#include "engine/machine/device.h"
#include "views/run_model.h"

#include <algorithm>
#include <utility>

namespace ttt {

MethodRuns::MethodRuns(RunController& controller, const RunModel& run, QObject* parent)
    : QObject(parent), controller_(controller), run_(run)
{
    connect(&run_, &RunModel::started, this, [this] { has_begun_ = true; });
    connect(&controller_, &RunController::activity_changed, this, &MethodRuns::on_activity);
    connect(&controller_, &RunController::failed, this, [this](const QString& sentence) { failure_ = sentence; });
}

void MethodRuns::start(std::vector<PickedMethod> methods, const std::string& session)
{
    if (is_running_ || controller_.is_live() || methods.empty())
        return;
    waiting_.assign(std::make_move_iterator(methods.begin()), std::make_move_iterator(methods.end()));
    session_ = session;
    position_ = 0;
    count_ = waiting_.size();
    peak_mib_ = 0;
    is_running_ = true;
    next();
}

void MethodRuns::cancel()
{
    waiting_.clear();
    controller_.cancel();
}

void MethodRuns::next()
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
    has_fresh_peak_ = reset_peak_memory(current_.config.device.known().value_or(Device::cpu));
    controller_.start(current_.config, session_);
    Q_EMIT advanced();
}

/// What failed is told only after the controller came to rest: so look a turn later.
void MethodRuns::on_activity()
{
    if (is_running_ && controller_.activity() == Activity::idle)
        QMetaObject::invokeMethod(this, &MethodRuns::take, Qt::QueuedConnection);
}

void MethodRuns::take()
{
    if (!is_running_ || controller_.activity() != Activity::idle)
        return;
    ShownMethod method;
    if (has_begun_)
        method = method_of(run_);
    MethodResult& result = method.result;
    result.name = current_.method;
    if (!failure_.isEmpty())
        result.problem = failure_.toStdString();
    result.is_memory_bound = !has_fresh_peak_ && result.peak_memory_mib <= peak_mib_;
    peak_mib_ = std::max(peak_mib_, result.peak_memory_mib);
    if (has_begun_ && run_.summary().state == RunState::cancelled)
        waiting_.clear();
    Q_EMIT method_ended(current_.name, method);
    next();
}

}  // namespace ttt

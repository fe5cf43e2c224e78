#include "app/window/methods/method_runs.h"

#include "engine/machine/device.h"
#include "views/run_model.h"

#include <algorithm>
#include <utility>

namespace ttt {

MethodRuns::MethodRuns(RunController& controller, const RunModel& run, QObject* parent)
    : QObject(parent), run_(run), queue_(controller, run)
{
    connect(&queue_, &RunQueue::run_ended, this,
            [this](const QString& run_id, const QString& failure) { take(!run_id.isEmpty(), failure); });
    connect(&queue_, &RunQueue::advanced, this, &MethodRuns::advanced);
    connect(&queue_, &RunQueue::ended, this, &MethodRuns::ended);
}

void MethodRuns::start(std::vector<PickedMethod> methods, const std::string& session)
{
    if (!queue_.can_start())
        return;
    methods_ = std::move(methods);
    next_ = 0;
    peak_mib_ = 0;
    begin_peak();
    std::vector<RunConfig> runs;
    for (const PickedMethod& method : methods_)
        runs.push_back(method.config);
    queue_.start(std::move(runs), session);
}

/// Before the next run begins.
void MethodRuns::begin_peak()
{
    if (next_ < methods_.size())
        has_fresh_peak_ = reset_peak_memory(methods_[next_].config.device.known().value_or(Device::cpu));
}

void MethodRuns::take(bool has_begun, const QString& failure)
{
    const PickedMethod& picked = methods_[next_++];
    ShownMethod method;
    if (has_begun)
        method = method_of(run_);
    MethodResult& result = method.result;
    result.name = picked.method;
    if (!failure.isEmpty())
        result.problem = failure.toStdString();
    result.is_memory_bound = !has_fresh_peak_ && result.peak_memory_mib <= peak_mib_;
    peak_mib_ = std::max(peak_mib_, result.peak_memory_mib);
    begin_peak();
    Q_EMIT method_ended(picked.name, method);
}

QString MethodRuns::current() const
{
    return next_ < methods_.size() ? methods_[next_].name : QString();
}

}  // namespace ttt

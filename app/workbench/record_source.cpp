#include "app/workbench/record_source.h"

#include "engine/records/cancelled.h"

#include <exception>
#include <utility>

namespace ttt {

namespace {
constexpr int tick_ms = 33;
}

RecordSource::RecordSource(QObject* parent) : QObject(parent)
{
    timer_.setInterval(tick_ms);
    connect(&timer_, &QTimer::timeout, this, &RecordSource::deliver);
}

RecordSource::~RecordSource()
{
    stop_and_wait();
}

void RecordSource::start()
{
    worker_ = std::jthread([this](const std::stop_token& cancel) { run(cancel); });
    timer_.start();
}

void RecordSource::cancel()
{
    worker_.request_stop();
}

void RecordSource::stop_and_wait()
{
    if (!worker_.joinable())
        return;
    worker_.request_stop();
    worker_.join();
}

void RecordSource::run(const std::stop_token& cancel)
{
    RunSummary summary;
    bool broke = false;
    try {
        summary = work(cancel);
    } catch (const Cancelled&) {
        summary.state = RunState::cancelled;
    } catch (const std::exception& error) {
        summary.state = RunState::failed;
        summary.message = error.what();
        broke = true;
    }
    const std::scoped_lock lock(mutex_);
    box_.end = std::move(summary);
    box_.broke = broke;
}

void RecordSource::send_start(RunStart start)
{
    auto shared = std::make_shared<const RunStart>(std::move(start));
    const std::scoped_lock lock(mutex_);
    box_.start = std::move(shared);
}

void RecordSource::send_step(StepRecord step)
{
    const std::scoped_lock lock(mutex_);
    box_.steps.push_back(std::move(step));
}

void RecordSource::deliver()
{
    Box box;
    {
        const std::scoped_lock lock(mutex_);
        std::swap(box, box_);
    }
    if (box.end)
        timer_.stop();
    broke_ = box.broke;
    if (box.start)
        Q_EMIT started(box.start);
    if (!box.steps.empty())
        Q_EMIT steps_ready(std::make_shared<const StepBatch>(std::move(box.steps)));
    if (box.end)
        Q_EMIT ended(*box.end);
}

}  // namespace ttt

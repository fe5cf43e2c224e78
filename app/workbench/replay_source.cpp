#include "app/workbench/replay_source.h"

#include "sessions/session_reader.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace ttt {

namespace {

constexpr std::int64_t page = 64;  // steps per read: a writer is never held up long, and the first curve comes soon
constexpr std::chrono::milliseconds poll{100};

void wait(const std::stop_token& cancel)
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any cancelled;
    cancelled.wait_for(lock, cancel, poll, [] { return false; });
}

/// What only the first step of a foreign run tells stands in the header from then on.
RunInfo begun(const SessionReader& reader, const std::string& id, const std::stop_token& cancel)
{
    RunInfo info = reader.info(id);
    while (info.summary.state == RunState::running && info.summary.steps == 0 && !cancel.stop_requested()) {
        wait(cancel);
        info = reader.info(id);
    }
    return info;
}

}  // namespace

ReplaySource::ReplaySource(std::string session, std::string run_id, QObject* parent)
    : RecordSource(parent), session_(std::move(session)), run_id_(std::move(run_id))
{
}

ReplaySource::~ReplaySource()
{
    stop_and_wait();
}

/// The number of the step that is next.
std::int64_t ReplaySource::send_steps(const SessionReader& reader, std::int64_t first, const std::stop_token& cancel)
{
    while (!cancel.stop_requested()) {
        std::vector<StepRecord> steps = reader.steps(run_id_, first, page);
        if (steps.empty())
            break;
        first = steps.back().index + 1;
        for (StepRecord& step : steps)
            send_step(std::move(step));
    }
    return first;
}

RunSummary ReplaySource::work(std::stop_token cancel)
{
    const SessionReader reader(session_);
    RunInfo info = begun(reader, run_id_, cancel);
    send_start({info.header, reader.input(run_id_), info.summary.state == RunState::running});
    std::int64_t next = send_steps(reader, 0, cancel);
    while (info.summary.state == RunState::running && !cancel.stop_requested()) {
        wait(cancel);
        info = reader.info(run_id_);  // before the steps: what was written before the end is shown
        next = send_steps(reader, next, cancel);
    }
    return info.summary;
}

}  // namespace ttt

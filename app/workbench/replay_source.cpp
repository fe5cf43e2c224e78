#include "app/workbench/replay_source.h"

#include "sessions/session_reader.h"

namespace ttt {

namespace {
constexpr std::int64_t page = 64;  // steps per read: a writer is never held up long, and the first curve comes soon
}

ReplaySource::ReplaySource(std::string session, std::string run_id, QObject* parent)
    : RecordSource(parent), session_(std::move(session)), run_id_(std::move(run_id))
{
}

ReplaySource::~ReplaySource()
{
    stop_and_wait();
}

RunSummary ReplaySource::work(std::stop_token cancel)
{
    const SessionReader reader(session_);
    const RunInfo info = reader.find(run_id_);
    send_start({reader.header(run_id_), reader.input(run_id_)});
    for (std::int64_t first = 0; !cancel.stop_requested();) {
        std::vector<StepRecord> steps = reader.steps(run_id_, first, page);
        if (steps.empty())
            break;
        first = steps.back().index + 1;
        for (StepRecord& step : steps)
            send_step(std::move(step));
    }
    return info.summary;
}

}  // namespace ttt

#include "app/workbench/live_source.h"

#include "app/branch.h"
#include "app/places.h"
#include "app/record_run.h"
#include "engine/runner.h"
#include "sessions/session_reader.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ttt {

namespace {

/// The window goes before the engine where they share cores. Threads that the engine starts inherit it.
void yield_to_the_window()
{
    constexpr int niceness = 5;
    const auto thread = static_cast<id_t>(syscall(SYS_gettid));
    setpriority(PRIO_PROCESS, thread, niceness);  // a wish: nothing breaks when it is refused
}

}  // namespace

LiveSource::LiveSource(RunConfig config, std::string session, QObject* parent)
    : RecordSource(parent), config_(std::move(config)), session_(std::move(session))
{
}

LiveSource::LiveSource(RunConfig config, std::string session, BranchPoint branch, QObject* parent)
    : RecordSource(parent), config_(std::move(config)), session_(std::move(session)), branch_(std::move(branch))
{
}

LiveSource::~LiveSource()
{
    stop_and_wait();
}

void LiveSource::pause()
{
    set_paused(true);
}
void LiveSource::resume()
{
    set_paused(false);
}

void LiveSource::set_paused(bool paused)
{
    {
        const std::scoped_lock lock(pause_mutex_);
        paused_ = paused;
    }
    pause_changed_.notify_all();
}

void LiveSource::wait_while_paused(const std::stop_token& cancel)
{
    std::unique_lock lock(pause_mutex_);
    pause_changed_.wait(lock, cancel, [this] { return !paused_; });
}

Runner LiveSource::start(const std::stop_token& cancel) const
{
    if (!branch_)
        return Runner(config_, cancel);
    const SessionReader reader(branch_->session);
    return {config_, read_branch(reader, branch_->run_id, branch_->at), cancel};
}

RunSummary LiveSource::work(std::stop_token cancel)
{
    yield_to_the_window();
    Runner runner = start(cancel);
    make_parent_folder(session_);
    SessionLog log(session_);
    bool first = true;
    return record_run(runner, log, cancel, [&](const StepRecord& step) {
        if (std::exchange(first, false))
            send_start({runner.header(), runner.input()});
        send_step(step);
        wait_while_paused(cancel);
    });
}

}  // namespace ttt

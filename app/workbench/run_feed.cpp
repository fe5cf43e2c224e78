#include "app/workbench/run_feed.h"

#include "engine/records/error.h"

#include <utility>

namespace ttt {

RunFeed::RunFeed(std::unique_ptr<RecordSource> source, RunModel& run) : source_(std::move(source)), run_(run)
{
    connect(source_.get(), &RecordSource::started, this, [this](const auto& start) {
        if (!take([&] { run_.start(start->header, start->input); }))
            return;
        has_begun_ = true;
        is_written_ = start->is_written;
        Q_EMIT begun();
    });
    connect(source_.get(), &RecordSource::steps_ready, this, [this](const auto& batch) {
        if (take([&] { run_.append(*batch); }))
            Q_EMIT grew();
    });
    connect(source_.get(), &RecordSource::ended, this, &RunFeed::end);
}

/// False: the file is damaged and gives what no view can show. The run has ended then.
bool RunFeed::take(const std::function<void()>& act)
{
    try {
        act();
        return true;
    } catch (const Error& error) {
        is_damaged_ = true;
        source_->disconnect(this);
        source_->cancel();
        end({.state = RunState::failed, .message = error.what()});
        return false;
    }
}

void RunFeed::end(const RunSummary& summary)
{
    has_ended_ = true;
    if (has_begun_)
        run_.end(summary);
    Q_EMIT ended(summary);
}

void RunFeed::retire(std::unique_ptr<RunFeed> feed, QObject& owner)
{
    if (!feed)
        return;
    RunFeed* old = feed.release();
    old->disconnect();
    old->source_->disconnect(old);
    if (old->has_ended_)
        return old->deleteLater();
    old->setParent(&owner);
    connect(old->source_.get(), &RecordSource::ended, old, &QObject::deleteLater);
    old->source_->cancel();
}

}  // namespace ttt

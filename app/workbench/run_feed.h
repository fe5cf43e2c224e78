// What a source sends, put into a run model: the one place where both meet.
#pragma once

#include "app/workbench/record_source.h"

#include <memory>

namespace ttt {

/// GUI thread. Owns the source; the model outlives it. A run that is damaged ends as failed, with the steps before the
/// damage and the sentence that says so.
class RunFeed : public QObject {
    Q_OBJECT
public:
    RunFeed(std::unique_ptr<RecordSource> source, RunModel& run);

    void start() { source_->start(); }
    RecordSource& source() { return *source_; }
    bool has_begun() const { return has_begun_; }
    bool is_written() const { return is_written_; }  // by another program, see RunStart
    /// From ended() on: it ended by an exception or by damage, which is not what a log says of its run.
    bool broke() const { return is_damaged_ || source_->broke(); }

    /// Nothing of it reaches the model or anybody any more. It goes once its source has ended, which nobody waits for,
    /// at the latest with `owner`.
    static void retire(std::unique_ptr<RunFeed> feed, QObject& owner);

Q_SIGNALS:
    void begun();
    void grew();
    void ended(const ttt::RunSummary& summary);  // once, last

private:
    bool take(const std::function<void()>& act);
    void end(const RunSummary& summary);

    std::unique_ptr<RecordSource> source_;
    RunModel& run_;
    bool has_begun_ = false;
    bool is_written_ = false;
    bool is_damaged_ = false;
    bool has_ended_ = false;
};

}  // namespace ttt

#include "app/session_log.h"

#include "engine/records/error.h"

#include <chrono>
#include <iterator>
#include <utility>

namespace ttt {

namespace {

/// Adds the seconds of its life.
class SecondsOf {
public:
    explicit SecondsOf(double& seconds) : seconds_(seconds) {}
    ~SecondsOf() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
    SecondsOf(const SecondsOf&) = delete;
    SecondsOf& operator=(const SecondsOf&) = delete;

private:
    double& seconds_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

SessionLog::SessionLog(std::string path, WriterOptions options)
    : thread_([this, path = std::move(path), options] { work(path, options); })
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_open_ || trouble_; });
    if (trouble_) {
        lock.unlock();
        thread_.join();
        std::rethrow_exception(trouble_);
    }
}

SessionLog::~SessionLog()
{
    {
        const std::scoped_lock lock(mutex_);
        is_leaving_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void SessionLog::begin(const RunHeader& header, const RunInput& input, ShowStep show)
{
    show_ = std::move(show);
    ask([&](SessionWriter& writer) {
        writer.begin(header, input);
        const std::scoped_lock lock(mutex_);
        failure_ = nullptr;
    });
}

void SessionLog::append(std::vector<StepRecord> steps)
{
    const SecondsOf wait(waited_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stretches_ < most_waiting || failure_; });
    throw_failure();
    waiting_.insert(waiting_.end(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
    ++stretches_;
    changed_.notify_all();
}

void SessionLog::end(const RunSummary& summary)
{
    ask([&](SessionWriter& writer) {
        throw_failure();
        writer.end(summary);
    });
}

void SessionLog::fail(const std::string& sentence) noexcept
{
    try {
        ask([&](SessionWriter& writer) { writer.fail(sentence); });
    } catch (const std::exception&) {
        // The disk is full to the last byte, or gone.
    }
}

/// Has the log's thread do it, after all that waits, and waits for it.
void SessionLog::ask(Task task)
{
    const SecondsOf wait(waited_);
    std::unique_lock lock(mutex_);
    task_ = std::move(task);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !task_; });
    if (const std::exception_ptr trouble = std::exchange(trouble_, nullptr))
        std::rethrow_exception(trouble);
}

/// Only the log's thread writes failure_.
void SessionLog::throw_failure() const
{
    if (failure_)
        std::rethrow_exception(failure_);
}

void SessionLog::work(const std::string& path, const WriterOptions& options)
{
    try {
        SessionWriter writer(path, options);
        serve(writer);
    } catch (...) {  // it could not be opened; serve() catches what goes wrong later
        const std::scoped_lock lock(mutex_);
        trouble_ = std::current_exception();
        changed_.notify_all();
    }
}

void SessionLog::serve(SessionWriter& writer)
{
    std::unique_lock lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
    for (;;) {
        changed_.wait(lock, [this] { return !waiting_.empty() || task_ || is_leaving_; });
        if (waiting_.empty() && !task_)
            return;
        const std::vector<StepRecord> steps = std::exchange(waiting_, {});
        stretches_ = 0;
        changed_.notify_all();
        lock.unlock();
        if (steps.empty())
            answer(writer);
        else if (!failure_)
            write(writer, steps);
        lock.lock();
    }
}

void SessionLog::write(SessionWriter& writer, const std::vector<StepRecord>& steps)
{
    try {
        {
            const SecondsOf time(writing_);
            writer.append(steps);
        }
        for (const StepRecord& step : steps)
            show_(step);
    } catch (...) {
        const std::scoped_lock lock(mutex_);
        failure_ = std::current_exception();
        changed_.notify_all();
    }
}

void SessionLog::answer(SessionWriter& writer)
{
    std::exception_ptr trouble;
    try {
        task_(writer);
    } catch (...) {
        trouble = std::current_exception();
    }
    const std::scoped_lock lock(mutex_);
    trouble_ = trouble;
    task_ = nullptr;
    changed_.notify_all();
}

}  // namespace ttt

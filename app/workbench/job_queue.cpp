#include "app/workbench/job_queue.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace ttt {

JobQueue::JobQueue(std::function<void()> at_end, QObject* parent) : QObject(parent)
{
    worker_ = std::jthread([this, at_end = std::move(at_end)](const std::stop_token& end) {
        work(end);
        if (at_end)
            at_end();
    });
}

JobQueue::~JobQueue()
{
    clear();
    worker_.request_stop();
    worker_.join();
}

void JobQueue::add(const std::string& kind, Job job, std::function<void(const QString&)> on_error)
{
    {
        const std::scoped_lock lock(mutex_);
        Entry entry{kind, std::move(job), std::move(on_error)};
        const auto same = std::find_if(waiting_.begin(), waiting_.end(),
                                       [&](const Entry& candidate) { return !kind.empty() && candidate.kind == kind; });
        if (same != waiting_.end())
            *same = std::move(entry);
        else
            waiting_.push_back(std::move(entry));
    }
    filled_.notify_one();
}

void JobQueue::clear()
{
    const std::scoped_lock lock(mutex_);
    waiting_.clear();
    cancel_.request_stop();
    ++round_;
}

void JobQueue::drain()
{
    std::unique_lock lock(mutex_);
    emptied_.wait(lock, [this] { return waiting_.empty() && !is_busy_; });
}

bool JobQueue::take(Entry& entry, std::stop_token& cancel, const std::stop_token& end)
{
    std::unique_lock lock(mutex_);
    is_busy_ = false;
    emptied_.notify_all();
    if (!filled_.wait(lock, end, [this] { return !waiting_.empty(); }))
        return false;
    entry = std::move(waiting_.front());
    waiting_.pop_front();
    cancel_ = std::stop_source();
    cancel = cancel_.get_token();
    running_round_ = round_;
    is_busy_ = true;
    return true;
}

void JobQueue::work(const std::stop_token& end)
{
    while (true) {
        Entry entry;
        std::stop_token cancel;
        if (!take(entry, cancel, end))
            return;
        run(entry, cancel);
    }
}

void JobQueue::run(Entry& entry, const std::stop_token& cancel)
{
    try {
        if (Result result = entry.job(cancel))
            tell(std::move(result));
    } catch (const std::exception& error) {
        tell(
            [on_error = std::move(entry.on_error), sentence = QString::fromUtf8(error.what())] { on_error(sentence); });
    }
}

void JobQueue::tell(std::function<void()> act)
{
    post(running_round_, std::move(act));
}

void JobQueue::post(int round, std::function<void()> act)
{
    const auto unless_cleared = [this, round, act = std::move(act)] {
        bool is_current = false;
        {
            const std::scoped_lock lock(mutex_);
            is_current = round == round_;
        }
        if (is_current)
            act();
    };
    QMetaObject::invokeMethod(this, unless_cleared, Qt::QueuedConnection);
}

}  // namespace ttt

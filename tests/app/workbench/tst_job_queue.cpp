// The queue behind the lab: order, replacement, clearing, errors, and which thread does what.
#include "app/workbench/job_queue.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <semaphore>
#include <stdexcept>

using namespace ttt;

namespace {

const std::function<void(const QString&)> no_error = [](const QString& sentence) { QFAIL(qPrintable(sentence)); };

/// A job that waits for its gate, so that others pile up behind it.
JobQueue::Job held(std::binary_semaphore& began, std::binary_semaphore& gate)
{
    return [&](const std::stop_token&) -> JobQueue::Result {
        began.release();
        gate.acquire();
        return {};
    };
}

}  // namespace

class TestJobQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void results_come_in_order_on_this_thread();
    void the_newest_of_a_kind_takes_the_place_of_the_older();
    void clear_drops_what_waits_and_stops_what_runs();
    void errors_become_sentences();
    void the_end_is_on_the_thread_of_the_jobs();
};

void TestJobQueue::results_come_in_order_on_this_thread()
{
    JobQueue queue;
    QStringList results;
    QThread* job_thread = nullptr;
    for (const char* kind : {"a", "b", "c"})
        queue.add(
            kind,
            [&, kind](const std::stop_token&) -> JobQueue::Result {
                job_thread = QThread::currentThread();
                return [&, kind] {
                    QCOMPARE(QThread::currentThread(), thread());
                    results.append(QString::fromLatin1(kind));
                };
            },
            no_error);
    QTRY_COMPARE(results, QStringList({"a", "b", "c"}));
    QVERIFY(job_thread != thread());
}

void TestJobQueue::the_newest_of_a_kind_takes_the_place_of_the_older()
{
    std::binary_semaphore began(0), gate(0);
    JobQueue queue;
    QStringList results;
    const auto answer = [&](const QString& word) -> JobQueue::Job {
        return [&results, word](const std::stop_token&) -> JobQueue::Result {
            return [&results, word] { results.append(word); };
        };
    };
    queue.add("held", held(began, gate), no_error);
    began.acquire();
    queue.add("slider", answer("old"), no_error);
    queue.add("other", answer("other"), no_error);
    queue.add("slider", answer("new"), no_error);
    gate.release();
    QTRY_COMPARE(results, QStringList({"new", "other"}));
}

void TestJobQueue::clear_drops_what_waits_and_stops_what_runs()
{
    std::binary_semaphore began(0);
    JobQueue queue;
    QStringList results;
    std::atomic<bool> stopped = false;
    queue.add(
        "long",
        [&](const std::stop_token& cancel) -> JobQueue::Result {
            began.release();
            while (!cancel.stop_requested())
                std::this_thread::yield();
            stopped = true;
            return [&] { results.append("late"); };
        },
        no_error);
    began.acquire();
    queue.add(
        "waiting", [&](const std::stop_token&) -> JobQueue::Result { return [&] { results.append("waiting"); }; },
        no_error);
    queue.clear();
    QTRY_VERIFY(stopped);
    queue.add(
        "after", [&](const std::stop_token&) -> JobQueue::Result { return [&] { results.append("after"); }; },
        no_error);
    QTRY_COMPARE(results, QStringList({"after"}));
}

void TestJobQueue::errors_become_sentences()
{
    JobQueue queue;
    QString sentence;
    queue.add(
        "bad", [](const std::stop_token&) -> JobQueue::Result { throw std::runtime_error("No ‘k*’."); },
        [&](const QString& words) { sentence = words; });
    QTRY_COMPARE(sentence, QString::fromUtf8("No ‘k*’."));
}

void TestJobQueue::the_end_is_on_the_thread_of_the_jobs()
{
    QThread* job_thread = nullptr;
    QThread* end_thread = nullptr;
    {
        bool done = false;
        JobQueue queue([&] { end_thread = QThread::currentThread(); });
        queue.add(
            "job",
            [&](const std::stop_token&) -> JobQueue::Result {
                job_thread = QThread::currentThread();
                return [&] { done = true; };
            },
            no_error);
        QTRY_VERIFY(done);
    }
    QVERIFY(job_thread && job_thread != thread());
    QCOMPARE(end_thread, job_thread);
}

TTT_TEST(TestJobQueue)
#include "tst_job_queue.moc"

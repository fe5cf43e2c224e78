// The log on a thread of its own keeps what the log promised before: first logged, then shown, in order; nothing
// committed is lost; a slow disk holds the run back; a full one is one sentence.
#include "app/session_log.h"
#include "sessions/session_reader.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QRandomGenerator>

#include <atomic>
#include <future>

using namespace ttt;

namespace {

const std::string id = sample::header().run_id;

std::int64_t logged_steps(const std::string& path)
{
    return static_cast<std::int64_t>(SessionReader(path).steps(id, 0, 1'000'000).size());
}

void ignore(const StepRecord&) {}

}  // namespace

class TestSessionLogThread : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logs_first_then_shows_in_order()
    {
        const SessionFolder folder;
        std::vector<std::int64_t> shown;
        bool was_logged = true;
        SessionLog log(folder.path());
        log.begin(sample::header(), sample::document(48), [&](const StepRecord& step) {
            shown.push_back(step.index);
            was_logged = was_logged && logged_steps(folder.path()) > step.index;
        });
        for (int i = 0; i < 12; i += 2)
            log.append({sample::step(i), sample::step(i + 1)});
        log.end(sample::summary());
        QVERIFY(was_logged);
        QCOMPARE(shown, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        QCOMPARE(SessionReader(folder.path()).find("").summary.state, RunState::finished);
        QVERIFY(log.waited() > 0 && log.writing() > 0);
    }

    void a_slow_disk_holds_the_run_back()
    {
        const SessionFolder folder;
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        std::atomic<int> accepted{0};
        SessionLog log(folder.path());
        log.begin(sample::header(), sample::document(400), [&](const StepRecord&) { released.wait(); });
        const std::future<void> feeder = std::async(std::launch::async, [&] {
            for (; accepted < 100; ++accepted)
                log.append({sample::step(accepted)});
        });
        // What is being written and what waits: after that append() waits, however long it takes.
        QTRY_VERIFY(accepted >= static_cast<int>(SessionLog::most_waiting));
        QTest::qWait(50);
        const int held = accepted;
        QVERIFY(held <= 2 * static_cast<int>(SessionLog::most_waiting));
        release.set_value();
        feeder.wait();
        log.end(sample::summary());
        QCOMPARE(logged_steps(folder.path()), 100);
    }

    void a_full_disk_is_one_sentence_and_keeps_what_was_shown()
    {
        const SessionFolder folder;
        std::int64_t shown = 0;
        std::string sentence;
        {
            SessionLog log(folder.path(), {.busy_timeout_ms = 100, .max_bytes = 400'000});
            log.begin(sample::header(), sample::document(4000), [&](const StepRecord&) { ++shown; });
            sentence = sentence_of([&] {
                for (int i = 0;; ++i)
                    log.append({sample::step(i)});
            });
            QCOMPARE(sentence_of([&] { log.append({sample::step(0)}); }), sentence);
            QCOMPARE(sentence_of([&] { log.end(sample::summary()); }), sentence);
            log.fail(sentence);
        }
        QCOMPARE(sentence, "Session file \"" + folder.path() + "\" can't be written: the disk is full.");
        QVERIFY(shown > 10);
        QCOMPARE(logged_steps(folder.path()), shown);
        const RunInfo info = SessionReader(folder.path()).find("");
        QCOMPARE(info.summary.state, RunState::failed);
        QCOMPARE(info.summary.steps, shown);
        QCOMPARE(info.summary.message, sentence);
    }

    void a_run_after_a_failed_one()
    {
        const SessionFolder folder;
        SessionLog log(folder.path());
        log.begin(sample::header(), sample::document(12), [](const StepRecord&) { throw Error("It can't be shown."); });
        log.append({sample::step(0)});
        QCOMPARE(sentence_of([&] { log.end(sample::summary()); }), "It can't be shown.");
        log.fail("It can't be shown.");
        log.begin(sample::header("second"), sample::document(12), ignore);
        log.append({sample::step(0)});
        log.end(sample::summary());
        const SessionReader reader(folder.path());
        QCOMPARE(reader.find(id).summary.state, RunState::failed);
        QCOMPARE(reader.find("second").summary.state, RunState::finished);
    }

    void what_opening_throws()
    {
        const SessionFolder folder;
        const std::string path = folder.path("missing/run.ttt");
        QCOMPARE(sentence_of([&] { SessionLog log(path); }),
                 "Session file \"" + path + "\" can't be made: No such file or directory.");
    }

    void left_in_the_middle()
    {
        const SessionFolder folder;
        {
            SessionLog log(folder.path());
            log.begin(sample::header(), sample::document(12), ignore);
            log.append({sample::step(0), sample::step(1)});
        }
        QCOMPARE(logged_steps(folder.path()), 2);
        QCOMPARE(SessionReader(folder.path()).find("").summary.state, RunState::interrupted);
    }

    void killed_at_any_moment_what_was_shown_is_in_the_file()
    {
        for (int time = 0; time < 8; ++time) {
            const SessionFolder folder;
            QProcess writer;
            writer.start(TTT_LOG_HELPER, {QString::fromStdString(folder.path())});
            QVERIFY(writer.waitForReadyRead(30'000));
            QTest::qWait(QRandomGenerator::global()->bounded(1, 60));
            writer.kill();  // SIGKILL
            QVERIFY(writer.waitForFinished(30'000));
            const QByteArray output = writer.readAllStandardOutput();
            const QList<QByteArray> lines = output.left(output.lastIndexOf('\n')).split('\n');
            const SessionReader reader(folder.path());
            reader.check();
            QVERIFY2(logged_steps(folder.path()) > lines.last().toLongLong(), lines.last());
            QCOMPARE(reader.find("").summary.state, RunState::interrupted);
        }
    }
};

TTT_TEST(TestSessionLogThread)
#include "tst_session_log_thread.moc"

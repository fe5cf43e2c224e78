// The open session: nobody at the window waits for its file, late lists are dropped, edits are made before the end.
#include "app/workbench/run_entries.h"
#include "app/workbench/session.h"
#include "app/workbench/session_edits.h"
#include "sessions/session_reader.h"
#include "tests/support/logged_run.h"
#include "tests/support/test_main.h"
#include "views/run_model.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <filesystem>
#include <semaphore>

using namespace ttt;

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_list_comes_later_and_nobody_waits();
    void a_list_of_another_session_is_dropped();
    void many_wishes_are_one_reading();
    void changes_are_made_before_the_end();
    void an_edit_that_fails_is_told_and_can_not_be_undone();
    void the_file_of_deleted_runs_stays_as_long_as_one_needs_it();
    void answers_are_there_at_once();

private:
    std::string file(int runs)
    {
        const std::string path = folder_.filePath(QStringLiteral("s%1.ttt").arg(++files_)).toStdString();
        for (int run = 0; run < runs; ++run)
            ids_.append(QString::fromStdString(test::log_run(path, run, [](RunHeader&) {})));
        return path;
    }
    /// A job that waits: as on a disk that does not answer.
    static JobQueue::Job held(std::binary_semaphore& gate)
    {
        return [&gate](const std::stop_token&) -> JobQueue::Result {
            gate.acquire();
            return {};
        };
    }

    QTemporaryDir folder_;
    int files_ = 0;
    QStringList ids_;  // of the last files, in order
    RunModel shown_;
};

void SessionTest::the_list_comes_later_and_nobody_waits()
{
    Session session(shown_);
    session.name(file(2));
    std::binary_semaphore gate(0);
    session.ask(held(gate));
    QSignalSpy changed(&session, &Session::changed);
    QElapsedTimer clock;
    clock.start();
    session.refresh();
    session.change([] {});
    QTest::qWait(50);
    QVERIFY2(clock.elapsed() < 2000, "this thread waited");
    QVERIFY(changed.isEmpty() && session.runs().empty());
    gate.release();
    QTRY_COMPARE(session.runs().size(), 2U);
}

void SessionTest::a_list_of_another_session_is_dropped()
{
    Session session(shown_);
    session.open(file(1));
    std::binary_semaphore gate(0);
    session.ask(held(gate));
    const std::string other = file(3);
    session.open_later(other);
    session.refresh();  // of the old one: it comes last
    gate.release();
    QTRY_COMPARE(session.path(), other);
    QCOMPARE(session.runs().size(), 3U);
    session.finish();
    QTest::qWait(50);
    QCOMPARE(session.runs().size(), 3U);
}

void SessionTest::many_wishes_are_one_reading()
{
    Session session(shown_);
    session.open(file(1));
    QSignalSpy changed(&session, &Session::changed);
    for (int wish = 0; wish < 20; ++wish)
        session.refresh();
    QTRY_COMPARE(changed.size(), 2);  // the first, and one for all that came meanwhile
    QTest::qWait(50);
    QCOMPARE(changed.size(), 2);
}

void SessionTest::changes_are_made_before_the_end()
{
    ids_.clear();
    const std::string path = file(2);
    {
        Session session(shown_);
        SessionEdits edits(session);
        session.open(path);
        std::binary_semaphore gate(0);
        session.ask(held(gate));
        edits.rename(ids_[0], QStringLiteral("mine"));
        edits.set_tags(ids_[0], {QStringLiteral("one")});
        edits.remove({ids_[1]});
        gate.release();
    }
    const std::vector<RunInfo> runs = SessionReader(path).runs();
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(runs[0].name, std::string("mine"));
    QCOMPARE(runs[0].tags, std::vector<std::string>{"one"});
    QVERIFY(!std::filesystem::exists(path + ".deleted"));
}

void SessionTest::an_edit_that_fails_is_told_and_can_not_be_undone()
{
    ids_.clear();
    Session session(shown_);
    SessionEdits edits(session);
    session.open(file(2));
    QSignalSpy failed(&session, &Session::failed), removed(&edits, &SessionEdits::removed);
    edits.remove({ids_[0]});
    QTRY_COMPARE(removed.size(), 1);
    edits.remove({ids_[0]});  // it is gone already
    QCOMPARE(edits.undo_stack().count(), 2);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(edits.undo_stack().count(), 1);
    edits.undo_stack().undo();
    QTRY_COMPARE(session.runs().size(), 2U);
    edits.undo_stack().redo();
    QTRY_COMPARE(session.runs().size(), 1U);
    std::filesystem::remove(session.path() + ".deleted");
    edits.undo_stack().undo();  // there is nothing to be brought back
    QTRY_COMPARE(failed.size(), 2);
    QVERIFY(edits.undo_stack().canUndo());
    QCOMPARE(session.runs().size(), 1U);
}

void SessionTest::the_file_of_deleted_runs_stays_as_long_as_one_needs_it()
{
    ids_.clear();
    Session session(shown_);
    SessionEdits edits(session);
    session.open(file(3));
    edits.remove({ids_[0]});
    edits.remove({ids_[1]});
    edits.undo_stack().undo();
    edits.rename(ids_[2], QStringLiteral("x"));  // the second removal is forgotten
    edits.undo_stack().undo();
    edits.undo_stack().undo();
    QTRY_COMPARE(session.runs().size(), 3U);
    session.open(file(0));
    session.finish();
    QVERIFY(
        !std::filesystem::exists(folder_.filePath(QStringLiteral("s%1.ttt.deleted").arg(files_ - 1)).toStdString()));
}

void SessionTest::answers_are_there_at_once()
{
    const std::string path = file(1);
    LessonAnswer answer;
    answer.lesson = "l";
    answer.step = "s";
    Session session(shown_);
    session.open(path);
    session.add_answer(answer);
    QCOMPARE(session.answers().all.size(), 1U);
    session.finish();
    QCOMPARE(read_lesson_answers(path).size(), 1U);
    Session again(shown_);
    again.open(path);
    QCOMPARE(again.answers().all.size(), 1U);
}

TTT_TEST(SessionTest)
#include "tst_session.moc"

// A run that another program writes, shown while it goes on: the same signals as of any other run.
#include "app/workbench/run_controller.h"
#include "sessions/session_writer.h"
#include "tests/sessions/sample_run.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <sqlite3.h>

using namespace ttt;

class FollowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void it_goes_on_to_its_end();
    void it_begins_with_its_first_step();
    void the_death_of_its_writer_ends_it();
    void another_run_is_opened_meanwhile();
    void its_writer_never_waits();

private:
    std::string path() const { return folder_->filePath(QStringLiteral("s.ttt")).toStdString(); }
    void open() { controller_->open(path(), id_); }
    void append(int first, int end)
    {
        for (int step = first; step < end; ++step)
            writer_->append(sample::step(step));
    }

    const std::string id_ = sample::header().run_id;
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<SessionWriter> writer_;
    std::unique_ptr<RunModel> run_;
    std::unique_ptr<RunController> controller_;
};

void FollowTest::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    writer_ = std::make_unique<SessionWriter>(path());
    RunHeader header = sample::header();
    header.item_count = 40;
    header.step_count = 10;
    writer_->begin(header, sample::document(40));
    run_ = std::make_unique<RunModel>();
    controller_ = std::make_unique<RunController>(*run_);
}

void FollowTest::cleanup()
{
    controller_.reset();
    run_.reset();
    writer_.reset();
    folder_.reset();
}

void FollowTest::it_goes_on_to_its_end()
{
    append(0, 3);
    open();
    QTRY_COMPARE(run_->step_count(), 3);
    QCOMPARE(controller_->activity(), Activity::following);
    QVERIFY(run_->is_running() && !controller_->is_live());
    append(3, 7);
    QTRY_COMPARE(run_->step_count(), 7);
    QCOMPARE(run_->column(Column::nll_adapted).size(), 28U);
    run_->set_shown_steps(2);  // looked at, while more comes
    append(7, 10);
    RunSummary summary = sample::summary();
    summary.steps = 10;
    writer_->end(summary);
    QTRY_COMPARE(controller_->activity(), Activity::idle);
    QCOMPARE(run_->summary().state, summary.state);
    QCOMPARE(run_->step_count(), 10);
    QCOMPARE(run_->shown_steps(), 2);
}

void FollowTest::it_begins_with_its_first_step()
{
    open();
    QTest::qWait(300);
    QVERIFY(run_->empty());
    append(0, 1);
    QTRY_COMPARE(run_->step_count(), 1);
    QCOMPARE(run_->header().step_count, 10);
}

void FollowTest::the_death_of_its_writer_ends_it()
{
    append(0, 2);
    open();
    QTRY_COMPARE(controller_->activity(), Activity::following);
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    QCOMPARE(sqlite3_exec(handle, "UPDATE run SET pid_started = pid_started + 1", nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(handle);
    QTRY_COMPARE(controller_->activity(), Activity::idle);
    QCOMPARE(run_->summary().state, RunState::interrupted);
    QCOMPARE(run_->step_count(), 2);
}

void FollowTest::another_run_is_opened_meanwhile()
{
    append(0, 2);
    open();
    QTRY_COMPARE(controller_->activity(), Activity::following);
    open();
    append(2, 3);
    QTRY_COMPARE(run_->step_count(), 3);
}

/// Reading takes no lock that a writer could meet.
void FollowTest::its_writer_never_waits()
{
    append(0, 1);
    open();
    QTRY_COMPARE(controller_->activity(), Activity::following);
    QElapsedTimer clock;
    clock.start();
    qint64 longest = 0;
    for (int step = 1; step < 10; ++step) {
        clock.restart();
        append(step, step + 1);
        longest = std::max(longest, clock.elapsed());
        QTest::qWait(60);
    }
    QVERIFY2(longest < 1000, qPrintable(QString::number(longest)));
    QTRY_COMPARE(run_->step_count(), 10);
}

TTT_TEST(FollowTest)
#include "tst_follow.moc"

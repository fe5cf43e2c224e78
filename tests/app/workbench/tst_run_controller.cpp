// Start, pause, cancel, failure and stale batches of the run controller, with sources that the test drives.
#include "../../views/sample_stream.h"
#include "app/workbench/run_controller.h"
#include "tests/support/test_main.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <condition_variable>

using namespace ttt;

namespace {

/// Does on its worker thread what the test tells, step by step.
class FakeSource : public RecordSource {
public:
    ~FakeSource() override { stop_and_wait(); }

    void begin(const sample::StreamShape& shape)
    {
        send_start({sample::stream_header(shape), sample::stream_document(shape)});
    }
    void step(const StepRecord& record) { send_step(record); }
    void finish(RunSummary summary)
    {
        const std::scoped_lock lock(mutex_);
        summary_ = std::move(summary);
        changed_.notify_all();
    }
    void fail(const std::string& sentence)
    {
        const std::scoped_lock lock(mutex_);
        failure_ = sentence;
        changed_.notify_all();
    }
    void pause() override { paused = true; }
    void resume() override { paused = false; }

    bool paused = false;

protected:
    RunSummary work(std::stop_token cancel) override
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, cancel, [this] { return summary_ || !failure_.empty(); });
        if (!failure_.empty())
            throw std::runtime_error(failure_);
        RunSummary summary = summary_.value_or(RunSummary{});
        if (!summary_)
            summary.state = RunState::cancelled;
        return summary;
    }

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::optional<RunSummary> summary_;
    std::string failure_;
};

RunSummary finished()
{
    RunSummary summary;
    summary.state = RunState::finished;
    return summary;
}

}  // namespace

class RunControllerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void a_run_from_start_to_end();
    void pause_holds_and_resume_goes_on();
    void cancel_ends_within_the_source();
    void a_failure_before_the_first_step_leaves_the_model_alone();
    void a_failure_in_the_middle_keeps_what_came();
    void a_damaged_run_ends_with_a_sentence();
    void batches_of_an_older_run_are_dropped();
    void leaving_while_a_run_goes_on_is_clean();

private:
    FakeSource* start(const std::string& name = "a")
    {
        RunConfig config;
        config.document = name;
        controller_->start(config, "/session");
        return sources_.back();
    }

    RunModel* run_ = nullptr;
    RunController* controller_ = nullptr;
    std::vector<QPointer<FakeSource>> sources_;
    sample::StreamShape shape_;
};

void RunControllerTest::init()
{
    run_ = new RunModel;
    const auto make = [this] {
        auto source = std::make_unique<FakeSource>();
        sources_.emplace_back(source.get());
        return source;
    };
    controller_ = new RunController(
        *run_, [make](const RunConfig&, const std::string&) { return make(); },
        [make](const std::string&, const std::string&) { return make(); });
}

void RunControllerTest::cleanup()
{
    delete controller_;
    delete run_;
    sources_.clear();
}

void RunControllerTest::a_run_from_start_to_end()
{
    FakeSource* source = start();
    QCOMPARE(controller_->activity(), Activity::starting);
    QVERIFY(controller_->is_live());
    source->begin(shape_);
    source->step(sample::stream_step(shape_, 0));
    source->step(sample::stream_step(shape_, 1));
    QTRY_COMPARE(run_->step_count(), 2);
    QCOMPARE(controller_->activity(), Activity::running);
    QCOMPARE(controller_->progress().total_steps, 10);
    source->finish(finished());
    QTRY_COMPARE(controller_->activity(), Activity::idle);
    QCOMPARE(run_->summary().state, RunState::finished);
    QCOMPARE(controller_->session(), std::string("/session"));
}

void RunControllerTest::pause_holds_and_resume_goes_on()
{
    FakeSource* source = start();
    controller_->pause();
    QVERIFY(!source->paused);  // nothing to hold yet
    source->begin(shape_);
    QTRY_COMPARE(controller_->activity(), Activity::running);
    controller_->pause();
    QVERIFY(source->paused);
    QCOMPARE(controller_->activity(), Activity::paused);
    controller_->resume();
    QVERIFY(!source->paused);
    QCOMPARE(controller_->activity(), Activity::running);
}

void RunControllerTest::cancel_ends_within_the_source()
{
    FakeSource* source = start();
    source->begin(shape_);
    QTRY_COMPARE(controller_->activity(), Activity::running);
    controller_->cancel();
    QCOMPARE(controller_->activity(), Activity::cancelling);
    QTRY_COMPARE(controller_->activity(), Activity::idle);
    QCOMPARE(run_->summary().state, RunState::cancelled);
}

void RunControllerTest::a_failure_before_the_first_step_leaves_the_model_alone()
{
    sample::fill(*run_, shape_);
    QSignalSpy failed(controller_, &RunController::failed);
    start()->fail("The model is gone.");
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toString(), QStringLiteral("The model is gone."));
    QCOMPARE(run_->step_count(), 10);
    QCOMPARE(run_->summary().state, RunState::finished);
}

void RunControllerTest::a_failure_in_the_middle_keeps_what_came()
{
    QSignalSpy failed(controller_, &RunController::failed);
    FakeSource* source = start();
    source->begin(shape_);
    source->step(sample::stream_step(shape_, 0));
    source->fail("The disk is full.");
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(run_->step_count(), 1);
    QCOMPARE(run_->summary().state, RunState::failed);
    QCOMPARE(run_->summary().message, std::string("The disk is full."));
}

void RunControllerTest::a_damaged_run_ends_with_a_sentence()
{
    QSignalSpy failed(controller_, &RunController::failed);
    controller_->open("/session", "id");
    FakeSource* source = sources_.back();
    source->begin(shape_);
    source->step(sample::stream_step(shape_, 0));
    QTRY_COMPARE(run_->step_count(), 1);
    source->step(sample::stream_step(shape_, 5));  // four are missing
    QTRY_COMPARE(controller_->activity(), Activity::idle);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(run_->step_count(), 1);
    QCOMPARE(run_->summary().state, RunState::failed);
    controller_->open("/session", "id");
    source = sources_.back();
    source->begin(shape_);
    source->step(sample::stream_step(shape_, 0));
    source->fail("The session is damaged.");  // as its reader says
    QTRY_COMPARE(failed.size(), 2);
    source = start();  // the next run is not disturbed by it
    source->begin(shape_);
    QTRY_COMPARE(controller_->activity(), Activity::running);
}

void RunControllerTest::batches_of_an_older_run_are_dropped()
{
    FakeSource* old = start("old");
    old->begin(shape_);
    QTRY_COMPARE(controller_->activity(), Activity::running);
    FakeSource* young = start("young");
    const sample::StreamShape other{.tokens = 400};
    young->begin(other);
    QTRY_COMPARE(run_->header().item_count, 400);
    if (!sources_[0].isNull())
        old->step(sample::stream_step(shape_, 0));
    QTest::qWait(100);
    QCOMPARE(run_->step_count(), 0);
    QTRY_VERIFY(sources_[0].isNull());  // cancelled and gone
    QCOMPARE(controller_->activity(), Activity::running);
}

void RunControllerTest::leaving_while_a_run_goes_on_is_clean()
{
    start()->begin(shape_);
    QTRY_COMPARE(controller_->activity(), Activity::running);
    // cleanup() deletes the controller: the worker is asked to stop and waited for
}

TTT_TEST(RunControllerTest)
#include "tst_run_controller.moc"

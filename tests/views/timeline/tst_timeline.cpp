// The bar at the bottom: playing on a made-up clock, scrubbing with mouse and keys, following a live run.
#include "../pointer_and_camera.h"
#include "../sample_stream.h"
#include "tests/support/test_main.h"
#include "views/selection.h"
#include "views/theme.h"
#include "views/timeline/scrubber.h"
#include "views/timeline/timeline.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace ttt;
using test::move_to;
using test::photograph;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

struct Window {
    explicit Window(QSize size = {1380, 60}) : timeline(run, selection)
    {
        timeline.set_clock([this] { return now; });
        timeline.resize(size);
        timeline.show();
        (void)QTest::qWaitForWindowExposed(&timeline);
    }
    /// Lets the clock pass and the timer look at it.
    void pass(double seconds)
    {
        now += seconds;
        QTest::qWait(40);
    }
    RunModel run;
    Selection selection;
    double now = 100;
    Timeline timeline;
};

StepBatch light_steps(std::int64_t steps, std::int64_t chunk)
{
    StepBatch batch;
    for (std::int64_t index = 0; index < steps; ++index) {
        StepRecord step{.index = index,
                        .begin = index * chunk,
                        .end = (index + 1) * chunk,
                        .metrics = {},
                        .columns = {},
                        .events = {},
                        .fast_hash = {}};
        const double t = static_cast<double>(index);
        for (const std::int32_t layer : {1, 3})
            step.metrics.push_back({Metric::drift_relative, layer,
                                    0.3 + 0.1 * layer * (1 - std::exp(-t / 50)) + 0.01 * std::sin(t * 1.3 + layer)});
        batch.push_back(std::move(step));
    }
    return batch;
}

}  // namespace

class TimelineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void playback_at_known_times();
    void speeds_step_through_the_list();
    void places_of_the_bar();
    void heights_are_the_largest_drift();
    void plays_a_run_in_twenty_seconds();
    void plays_as_it_ran();
    void stops_at_the_end_or_loops();
    void a_late_tick_keeps_the_speed();
    void keys();
    void mouse_scrubs_and_previews();
    void follows_a_live_run();
    void scrubs_a_million_tokens();
    void pictures();
};

void TimelineTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void TimelineTest::playback_at_known_times()
{
    Playback even = Playback::whole_run(10);
    QCOMPARE(even.length(), 20.0);
    even.advance(1.9, false);
    QCOMPARE(even.step(), 0);
    even.advance(0.1, false);
    QCOMPARE(even.step(), 1);
    even.go_to(9);
    even.advance(3, true);
    QCOMPARE(even.step(), 0);  // 18 + 3 − 20 = 1 s
    even.advance(99, false);
    QVERIFY(even.at_end());
    QCOMPARE(even.step(), 10);
    Playback uneven = Playback::as_recorded({1, nan_value, 3});
    QCOMPARE(uneven.length(), 4.0);
    uneven.advance(1, false);
    QCOMPARE(uneven.step(), 2);  // the chunk without a time passes at once
    uneven.advance(2.9, false);
    QCOMPARE(uneven.step(), 2);
    QCOMPARE(Playback::as_recorded({0, nan_value}).length(), whole_run_seconds);
    QVERIFY(Playback::whole_run(0).at_end());
}

void TimelineTest::speeds_step_through_the_list()
{
    QCOMPARE(faster(1), 2.0);
    QCOMPARE(faster(16), 16.0);
    QCOMPARE(faster(3), 4.0);
    QCOMPARE(slower(1), 0.5);
    QCOMPARE(slower(3), 2.0);
    QCOMPARE(slower(0.25), 0.25);
}

void TimelineTest::places_of_the_bar()
{
    QCOMPARE(chunk_at_px(0, 1000, 10), 0);
    QCOMPARE(chunk_at_px(99.9, 1000, 10), 0);
    QCOMPARE(chunk_at_px(100, 1000, 10), 1);
    QCOMPARE(chunk_at_px(5000, 1000, 10), 9);
    QCOMPARE(chunk_at_px(-5, 1000, 10), 0);
    QCOMPARE(chunk_at_px(5, 1000, 0), 0);
    QCOMPARE(px_of_chunk(3, 1000, 10), 300.0);
    const std::vector<double> columns = largest_per_column({1, 5, nan_value, 2, nan_value, nan_value}, 8, 4);
    QCOMPARE(columns[0], 5.0);
    QCOMPARE(columns[1], 2.0);
    QVERIFY(std::isnan(columns[2]) && std::isnan(columns[3]));
}

void TimelineTest::heights_are_the_largest_drift()
{
    Window window;
    sample::fill(window.run, {}, 3);
    QCOMPARE(window.timeline.scrubber().heights().size(), 3U);
    const auto drift = window.run.metric(Metric::drift_relative, 3);  // above layer 1
    QCOMPARE(window.timeline.scrubber().heights()[2], drift[2]);
    window.run.append({sample::stream_step({}, 3)});
    QCOMPARE(window.timeline.scrubber().heights().size(), 4U);
    QCOMPARE(window.timeline.scrubber().total(), 10);
    window.run.clear();
    QVERIFY(window.timeline.scrubber().heights().empty());
}

void TimelineTest::plays_a_run_in_twenty_seconds()
{
    Window window;
    sample::fill(window.run);
    QSignalSpy spy(&window.timeline, &Timeline::playing_changed);
    window.timeline.play();  // at the end: from the start
    QVERIFY(window.timeline.is_playing());
    QCOMPARE(window.run.shown_steps(), 0);
    window.pass(6.5);
    QCOMPARE(window.run.shown_steps(), 3);
    window.timeline.set_speed(4);
    window.pass(1);
    QCOMPARE(window.run.shown_steps(), 5);  // 6.5 + 4 s
    window.timeline.pause();
    window.pass(5);
    QCOMPARE(window.run.shown_steps(), 5);
    window.timeline.toggle();  // goes on at chunk 5, where it stood
    window.pass(0.6);
    QCOMPARE(window.run.shown_steps(), 6);
    QCOMPARE(spy.size(), 3);
}

void TimelineTest::plays_as_it_ran()
{
    Window window;
    StepBatch batch = sample::stream();
    for (StepRecord& step : batch) {
        std::erase_if(step.metrics, [](const MetricValue& value) {
            return value.metric == Metric::forward_ms || value.metric == Metric::update_ms ||
                   value.metric == Metric::probe_ms;
        });
        step.metrics.push_back({Metric::forward_ms, -1, step.index < 5 ? 800.0 : 100.0});
        step.metrics.push_back({Metric::update_ms, -1, 200});
    }
    window.run.start(sample::stream_header(), sample::stream_document());
    window.run.append(batch);
    window.run.end({.state = RunState::finished, .message = {}});
    QCOMPARE(recorded_seconds(window.run)[0], 1.0);
    window.timeline.set_pace(Pace::as_recorded);
    window.timeline.play();
    window.pass(4.5);
    QCOMPARE(window.run.shown_steps(), 4);
    window.pass(0.85);
    QCOMPARE(window.run.shown_steps(), 6);  // five of 1 s, then 0.3 s each
}

void TimelineTest::stops_at_the_end_or_loops()
{
    Window window;
    sample::fill(window.run);
    window.timeline.play();
    window.pass(25);
    QVERIFY(!window.timeline.is_playing());
    QCOMPARE(window.run.shown_steps(), 10);
    window.timeline.set_loop(true);
    window.timeline.play();
    window.pass(25);
    QVERIFY(window.timeline.is_playing());
    QCOMPARE(window.run.shown_steps(), 2);
}

void TimelineTest::a_late_tick_keeps_the_speed()
{
    Window window;
    sample::fill(window.run);
    window.timeline.play();
    window.now += 9;  // the event loop was away for nine seconds
    QTest::qWait(40);
    QCOMPARE(window.run.shown_steps(), 4);
}

void TimelineTest::keys()
{
    Window window;
    sample::fill(window.run, {.tokens = 4000, .chunk = 100});
    QWidget& bar = window.timeline.scrubber();
    QTest::keyClick(&bar, Qt::Key_Left);
    QCOMPARE(window.run.shown_steps(), 39);
    QTest::keyClick(&bar, Qt::Key_PageUp);
    QCOMPARE(window.run.shown_steps(), 29);
    QTest::keyClick(&bar, Qt::Key_Home);
    QCOMPARE(window.run.shown_steps(), 0);
    QTest::keyClick(&bar, Qt::Key_Right);
    QTest::keyClick(&bar, Qt::Key_PageDown);
    QCOMPARE(window.run.shown_steps(), 11);
    QTest::keyClick(&bar, Qt::Key_Space);
    QVERIFY(window.timeline.is_playing());
    QTest::keyClick(&bar, Qt::Key_Space);
    QVERIFY(!window.timeline.is_playing());
    QSignalSpy looped(&window.timeline, &Timeline::loop_changed), speed(&window.timeline, &Timeline::speed_changed);
    QTest::keyClick(&bar, Qt::Key_L);
    QVERIFY(window.timeline.loops());
    QTest::keyClick(&bar, Qt::Key_BracketRight);
    QTest::keyClick(&bar, Qt::Key_BracketRight);
    QTest::keyClick(&bar, Qt::Key_BracketLeft);
    QCOMPARE(window.timeline.speed(), 2.0);
    QCOMPARE(looped.size(), 1);
    QCOMPARE(speed.size(), 3);
    QTest::keyClick(&bar, Qt::Key_End);
    QCOMPARE(window.run.shown_steps(), 40);
}

void TimelineTest::mouse_scrubs_and_previews()
{
    Window window;
    sample::fill(window.run);
    Scrubber& bar = window.timeline.scrubber();
    const auto at = [&](double chunk) { return QPoint(static_cast<int>(px_of_chunk(1, bar.width(), 10) * chunk), 20); };
    move_to(bar, at(6.5));
    QVERIFY((window.selection.hovered() == Place{6, -1}));
    QTest::mousePress(&bar, Qt::LeftButton, {}, at(2.5));
    QCOMPARE(window.run.shown_steps(), 3);  // chunk 2 is the last that is shown
    QMouseEvent drag(QEvent::MouseMove, at(4.5), bar.mapToGlobal(at(4.5)), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&bar, &drag);
    QCOMPARE(window.run.shown_steps(), 5);
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, at(4.5));
    QVERIFY(!window.selection.current());
    move_to(bar, at(8.5));  // not shown: nothing to preview
    QVERIFY(!window.selection.current());
}

void TimelineTest::follows_a_live_run()
{
    Window window;
    sample::fill(window.run, {}, 4);
    QVERIFY(window.timeline.is_playing());
    window.timeline.pause();
    window.run.append({sample::stream_step({}, 4)});
    QCOMPARE(window.run.shown_steps(), 4);
    window.timeline.play();
    QCOMPARE(window.run.shown_steps(), 5);
    window.run.append({sample::stream_step({}, 5)});
    QCOMPARE(window.run.shown_steps(), 6);
    window.timeline.step(-1);
    QVERIFY(!window.timeline.is_playing());
    QTest::keyClick(&window.timeline.scrubber(), Qt::Key_End);
    QVERIFY(window.timeline.is_playing());
    window.run.end({.state = RunState::cancelled, .message = {}});
    QVERIFY(!window.timeline.is_playing());
}

void TimelineTest::scrubs_a_million_tokens()
{
    Window window;
    window.run.start(sample::stream_header({.tokens = 7813 * 128, .chunk = 128}), {});
    window.run.append(light_steps(7813, 128));
    window.timeline.grab();
    QElapsedTimer timer;
    timer.start();
    constexpr int repeats = 50;
    for (int move = 0; move < repeats; ++move) {
        Scrubber& bar = window.timeline.scrubber();
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(20 * move, 20));
        bar.repaint();
    }
    const double milliseconds = static_cast<double>(timer.nsecsElapsed()) / 1e6 / repeats;
    qInfo("a move over 7,813 chunks: %.2f ms", milliseconds);
    QVERIFY(window.run.shown_steps() > 5000);  // the last move was far to the right
    photograph(window.timeline, "timeline-million");
}

void TimelineTest::pictures()
{
    Window window;
    photograph(window.timeline, "timeline-empty");
    window.run.start(sample::stream_header({.tokens = 32768, .chunk = 128}), {});
    window.run.append(light_steps(186, 128));
    photograph(window.timeline, "timeline-live");
    window.run.set_shown_steps(111);
    window.timeline.pause();
    window.timeline.set_loop(true);
    photograph(window.timeline, "timeline");
}

TTT_TEST(TimelineTest)
#include "tst_timeline.moc"

// The view "Logit change on patterns": filters, bars, dots that select, sentences for what is not there.
#include "../pointer_and_camera.h"
#include "../sample_stream.h"
#include "tests/support/test_main.h"
#include "views/drift/pattern_view.h"
#include "views/plot/plot.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace ttt;
using test::move_to;
using test::photograph;

namespace {

struct Window {
    Window() : view(run, selection)
    {
        view.resize(460, 230);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    RunModel run;
    Selection selection;
    PatternView view;
};

/// As in the sketch: B gains with what was read, all other tokens stay near 0.
StepBatch lively_patterns(std::int64_t steps)
{
    StepBatch batch;
    for (std::int64_t index = 0; index < steps; ++index) {
        StepRecord step{.index = index,
                        .begin = index * 128,
                        .end = (index + 1) * 128,
                        .metrics = {},
                        .columns = {},
                        .events = {},
                        .fast_hash = {}};
        const double t = static_cast<double>(index);
        for (const double at : {0.3, 0.8})
            add_pattern(step, {index * 128 + static_cast<std::int64_t>(at * 128), index * 32,
                               4 * (1 - std::exp(-t / 50)) + 1.3 * std::sin(t * 2.1 + 9 * at), 0.02,
                               0.3 + 0.05 * std::sin(t)});
        batch.push_back(std::move(step));
    }
    return batch;
}

}  // namespace

class PatternViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void filters_by_the_window();
    void points_at_known_values();
    void bit_by_bit_as_at_once();
    void playhead_holds_back();
    void a_dot_selects_and_is_selected();
    void sentences();
    void notes_and_choices();
    void linked_range();
    void pictures();
};

void PatternViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void PatternViewTest::filters_by_the_window()
{
    const PatternEvent event{.position = 300,
                             .earlier = 236,
                             .logit_change = 1,
                             .logit_change_others = 0,
                             .logit_change_spread = 0};  // 64 back
    QVERIFY(passes(WindowFilter::all, event, 1));
    QVERIFY(passes(WindowFilter::inside, event, 64) && !passes(WindowFilter::outside, event, 64));
    QVERIFY(passes(WindowFilter::outside, event, 63) && !passes(WindowFilter::inside, event, 63));
    QVERIFY(passes(WindowFilter::inside, event, 0) && !passes(WindowFilter::outside, event, 0));
    QVERIFY(passes(WindowFilter::inside, event, std::nullopt) && !passes(WindowFilter::outside, event, std::nullopt));
}

void PatternViewTest::points_at_known_values()
{
    RunModel run;
    sample::fill(run);  // chunks of 100; patterns at 50, 100 ... 950, each 50 back; others 0.02 ± 0.3
    PatternPoints points;
    points.update(run);
    QCOMPARE(points.dots()->size(), 19U);
    QCOMPARE((*points.dots())[2], QPointF(1.5, 1.0));  // item 150: 0.01 · 150 − 0.5
    QCOMPARE(points.bars()->size(), 10U);
    QCOMPARE((*points.bars())[3].x, 3.5);
    QVERIFY(std::abs((*points.bars())[3].low - (0.02 - 0.6)) < 1e-12);
    QVERIFY(std::abs((*points.bars())[3].high - (0.02 + 0.6)) < 1e-12);
    QCOMPARE(points.dot_at(run, 150), 2);
    QCOMPARE(points.dot_at(run, 151), -1);
    QCOMPARE(points.dot_at(run, -1), -1);
}

void PatternViewTest::bit_by_bit_as_at_once()
{
    RunModel run;
    run.start(sample::stream_header(), {});
    PatternPoints parts(WindowFilter::inside), whole(WindowFilter::inside);
    for (const StepRecord& step : sample::stream()) {
        run.append({step});
        parts.update(run);
    }
    whole.update(run);
    QCOMPARE(*parts.dots(), *whole.dots());
    QCOMPARE(parts.bars()->size(), whole.bars()->size());
    QCOMPARE(whole.dots()->size(), 19U);
}

void PatternViewTest::playhead_holds_back()
{
    Window window;
    sample::fill(window.run);
    QCOMPARE(window.view.plot().data().dots[0].count, 19);
    window.run.set_shown_steps(3);
    QCOMPARE(window.view.plot().data().dots[0].count, 5);  // 50 ... 250
    QCOMPARE(window.view.plot().data().bars[0].count, 3);
    QCOMPARE(window.view.table().rows.size(), 5U);
    window.run.set_shown_steps(0);
    QVERIFY(window.view.plot().data().dots.empty());
}

void PatternViewTest::a_dot_selects_and_is_selected()
{
    Window window;
    sample::fill(window.run);
    window.view.grab();
    const PlotScale scale = window.view.plot().scale();
    const QPoint dot(static_cast<int>(std::lround(scale.x_pixel(1.5))),
                     static_cast<int>(std::lround(scale.y_pixel(1))));
    move_to(window.view.plot(), dot);
    QVERIFY((window.selection.hovered() == Place{1, 150}));
    move_to(window.view.plot(), dot + QPoint(1, 0));  // still on it
    QVERIFY((window.selection.hovered() == Place{1, 150}));
    QCOMPARE(window.view.plot().data().dots[0].highlighted, 2);
    QVERIFY(window.view.value_text().contains(QStringLiteral("B +1.00, others +0.02 ± 0.30")));
    QTest::mouseClick(&window.view.plot(), Qt::LeftButton, {}, dot);
    QVERIFY((window.selection.locked() == Place{1, 150}));
    move_to(window.view.plot(), dot + QPoint(40, 20));
    QCOMPARE(window.selection.hovered().item, -1);
    QVERIFY(window.selection.hovered().step >= 1);
    QTest::keyClick(&window.view.plot(), Qt::Key_Escape);
    QVERIFY(!window.selection.current());
    window.selection.hover({9, 950});
    QCOMPARE(window.view.plot().data().dots[0].highlighted, 18);
    QCOMPARE(window.view.plot().crosshair().value_or(-1), 9.5);
    window.selection.hover({9, 951});
    QCOMPARE(window.view.plot().data().dots[0].highlighted, -1);
}

void PatternViewTest::sentences()
{
    Window window;
    QVERIFY(
        window.view.empty_sentence().startsWith(QStringLiteral("No repeated pair … A B … A → B has been read yet.")));
    photograph(window.view, "patterns-empty");
    window.run.start(sample::stream_header({.frozen = false}), {});
    QVERIFY(window.view.empty_sentence().contains(QStringLiteral("run it paired")));
    photograph(window.view, "patterns-not-paired");
    RunHeader header = sample::stream_header();
    header.config.probes = false;
    window.run.start(header, {});
    QVERIFY(window.view.empty_sentence().contains(QStringLiteral("probes")));
    sample::fill(window.run);  // all 50 back, the window is 64
    window.view.set_filter(WindowFilter::outside);
    QCOMPARE(window.view.empty_sentence(),
             QStringLiteral("None of the 19 patterns lies outside the attention window."));
    QVERIFY(window.view.plot().data().dots.empty());
}

void PatternViewTest::notes_and_choices()
{
    Window window;
    QSignalSpy spy(&window.view, &PatternView::note_changed);
    sample::fill(window.run);
    QCOMPARE(window.view.note(), QStringLiteral("19 patterns"));
    QCOMPARE(spy.size(), 1);
    window.view.title_actions()[2]->trigger();
    QCOMPARE(window.view.note(), QStringLiteral("19 of 19 patterns · inside the window"));
    QCOMPARE(window.view.save(), QStringLiteral("inside"));
    window.view.restore(QStringLiteral("nonsense"));
    QCOMPARE(window.view.save(), QStringLiteral("inside"));
    window.view.restore(QStringLiteral("all"));
    QCOMPARE(window.view.note(), QStringLiteral("19 patterns"));
    QVERIFY(window.view.title_actions()[0]->isChecked());
}

void PatternViewTest::linked_range()
{
    Window window;
    sample::fill(window.run);
    QSignalSpy spy(&window.view, &PatternView::x_range_changed);
    window.view.set_x_range(200, 600);
    QVERIFY((window.view.plot().x_range() == std::pair(2.0, 6.0)));
    QVERIFY((window.view.x_range() == std::pair(200.0, 600.0)));
    QCOMPARE(spy.size(), 0);
    QTest::keyClick(&window.view.plot(), Qt::Key_0);
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy[0][1].toDouble(), 1000.0);
}

void PatternViewTest::pictures()
{
    Window window;
    RunHeader header = sample::stream_header({.tokens = 32768, .chunk = 128});
    window.run.start(header, sample::stream_document({.tokens = 32768, .chunk = 128}));
    window.run.append(lively_patterns(186));
    window.selection.lock({111, 111 * 128 + 38});
    photograph(window.view, "patterns");
}

TTT_TEST(PatternViewTest)
#include "tst_pattern_view.moc"

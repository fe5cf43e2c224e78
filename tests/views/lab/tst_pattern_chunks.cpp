// The map pattern x chunk: which patterns, the image, the fit, pointer and keys.
#include "made_up_traces.h"
#include "tests/support/test_main.h"
#include "tests/views/pointer_and_camera.h"
#include "tests/views/sample_stream.h"
#include "views/lab/pattern_chunks_map.h"
#include "views/lab/pattern_chunks_view.h"
#include "views/number_text.h"
#include "views/plot/plot.h"

#include <QAction>
#include <QApplication>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace ttt;

namespace {

struct Fixture {
    explicit Fixture(const sample::StreamShape& shape = {.tokens = 2000}, bool ready = true)
    {
        sample::fill(run, shape);
        view.resize(520, 400);
        view.show();
        view.activateWindow();
        if (!QTest::qWaitForWindowActive(&view))
            qFatal("The view does not show.");
        lab.reset({});
        if (ready)
            lab.set_ready();
    }

    QAction* action(const QString& text)
    {
        for (QAction* each : view.title_actions())
            if (each->text() == text)
                return each;
        qFatal("No action %s.", qPrintable(text));
        return nullptr;
    }
    PatternChunksMap& map() { return *view.map(); }
    QPoint cell(int row, std::int64_t chunk) { return map().cell_rect(row, chunk).center().toPoint(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&map(), key, modifiers); }

    RunModel run;
    Selection selection;
    LabModel lab;
    test::MadeUpLab answerer{run, lab};
    PatternChunksView view{run, selection, lab};
};

}  // namespace

class PatternChunksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void picks_the_largest();
    void picks_between_pin_and_lock();
    void image_and_saturation();
    void fit();
    void asks_when_ready();
    void asks_again_for_others();
    void pointer();
    void keys();
    void rows_scroll_or_fit();
    void zooms_chunks();
    void paints_what_it_means();
    void scatter();
    void numbers_as_a_table();
    void saves_and_restores();
    void screenshots();
};

void PatternChunksTest::picks_the_largest()
{
    RunModel run;
    sample::fill(run, {.tokens = 20'000});  // 399 pairs
    const auto items = pick_patterns(run, PatternPick::largest, {}, {});
    QCOMPARE(items.size(), most_patterns);
    QVERIFY(std::is_sorted(items.begin(), items.end()));
    double least = 1e9, most_left = 0;
    for (const PatternEvent& event : run.patterns()) {
        const bool in = std::binary_search(items.begin(), items.end(), event.position);
        (in ? least : most_left) =
            in ? std::min(least, std::abs(event.logit_change)) : std::max(most_left, std::abs(event.logit_change));
    }
    QVERIFY(least >= most_left);
    run.set_shown_steps(3);
    QCOMPARE(pick_patterns(run, PatternPick::largest, {}, {}), (std::vector<std::int64_t>{50, 100, 150, 200, 250}));
}

void PatternChunksTest::picks_between_pin_and_lock()
{
    RunModel run;
    sample::fill(run);
    const auto pick = [&](Place pinned, Place locked) {
        return pick_patterns(run, PatternPick::between, pinned, locked);
    };
    QVERIFY(pick({}, {}).empty());
    QCOMPARE(pick({}, {3, 345}), (std::vector<std::int64_t>{300, 350}));
    QCOMPARE(pick({5, -1}, {4, -1}), (std::vector<std::int64_t>{400, 450, 500, 550}));
}

void PatternChunksTest::image_and_saturation()
{
    PatternTrace trace;
    trace.items = {10, 20, 30};
    trace.chunks = 2;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    trace.terms = {0.5F, nan, -0.5F, 0.125F, 0, 0.25F};
    trace.predicted = {0.4F, -0.3F, 0.2F};
    trace.measured = {0.1F, nan, 0.9F};
    const PatternChunksImage image(trace, PatternOrder::place, {});
    QCOMPARE(image.range().high, 0.5);
    QVERIFY(!image.clamped());
    const auto number = [](const PatternChunksImage& of, int row, int chunk) {
        return of.cells().constScanLine(row)[chunk];
    };
    QCOMPARE(number(image, 0, 0), ramp_first);  // raised: the end of what became easier
    QCOMPARE(number(image, 0, 1), colour_none);
    QCOMPARE(number(image, 1, 0), ramp_last);
    QCOMPARE(number(image, 2, 0), ramp_middle);
    const PatternChunksImage sorted(trace, PatternOrder::measured, {RangeRule::automatic, 0.25});
    QCOMPARE(sorted.pattern(0), 2U);
    QCOMPARE(sorted.pattern(1), 0U);
    QCOMPARE(sorted.pattern(2), 1U);  // without a value: last
    QCOMPARE(sorted.row_of(0), 1);
    QVERIFY(sorted.clamped());
    QCOMPARE(number(sorted, 0, 1), ramp_first);
}

void PatternChunksTest::fit()
{
    PatternTrace trace;
    for (const float x : {-1.0F, 0.0F, 2.0F, 3.0F}) {
        trace.measured.push_back(x);
        trace.predicted.push_back(0.5F * x + 1);
    }
    PatternFit found = fit_of(trace);
    QCOMPARE(found.count, 4);
    QVERIFY(std::abs(found.correlation - 1) < 1e-9 && std::abs(found.slope - 0.5) < 1e-9);
    QVERIFY(std::abs(found.intercept - 1) < 1e-9);
    trace.measured.push_back(std::numeric_limits<float>::quiet_NaN());
    trace.predicted.push_back(5);
    QCOMPARE(fit_of(trace).count, 4);
    trace.predicted[0] += 3;
    // By hand: means 1 and 2.25; xx = 10, yy = 5.25, xy = 0.5 * 10 + (-2) * 3 = -1.
    QVERIFY(fit_of(trace).correlation < 0.2 && std::abs(fit_of(trace).slope + 0.1) < 1e-6);
    QVERIFY(std::isnan(fit_of({}).slope) && std::isnan(fit_of({}).correlation));
}

void PatternChunksTest::asks_when_ready()
{
    Fixture f({.tokens = 2000}, false);
    auto* button = f.view.findChild<QPushButton*>();
    QVERIFY(button->isVisible() && f.answerer.asked_patterns.empty());
    QTest::keyClick(button, Qt::Key_Enter);
    QCOMPARE(f.answerer.readings, 1);
    f.lab.set_ready();
    QCOMPARE(f.answerer.asked_patterns.size(), 1U);
    QCOMPARE(f.answerer.asked_patterns[0].size(), 39U);
    QVERIFY2(f.view.note().startsWith(QStringLiteral("39 of 39 patterns · direct path r = ")),
             qPrintable(f.view.note()));
    QVERIFY(f.map().isVisible());
}

void PatternChunksTest::asks_again_for_others()
{
    Fixture f;
    QCOMPARE(f.answerer.asked_patterns.size(), 1U);
    f.run.set_shown_steps(10);
    f.run.set_shown_steps(8);
    QCOMPARE(f.answerer.asked_patterns.size(), 1U);  // only when the playhead rests
    QTRY_COMPARE(f.answerer.asked_patterns.size(), 2U);
    QCOMPARE(f.answerer.asked_patterns[1].back(), 750);
    f.selection.lock({4, -1});
    f.action(QStringLiteral("From the pinned to the selected chunk"))->trigger();
    QCOMPARE(f.answerer.asked_patterns.back(), (std::vector<std::int64_t>{400, 450}));
    f.selection.pin({2, -1});
    QTRY_COMPARE(f.answerer.asked_patterns.back().size(), 6U);
    f.view.hide();
    const std::size_t before = f.answerer.asked_patterns.size();
    f.selection.pin({1, -1});
    QTest::qWait(350);  // longer than the rest
    QCOMPARE(f.answerer.asked_patterns.size(), before);
}

void PatternChunksTest::pointer()
{
    Fixture f;
    test::move_to(*f.map().viewport(), f.cell(4, 1));
    QCOMPARE(f.map().row(), 4);
    QCOMPARE(f.map().chunk(), 1);
    const std::int64_t item = f.lab.patterns()->items[4];
    QCOMPARE(f.selection.hovered(), (Place{1, item}));  // the chunk that teaches, the item that is taught
    const float term = f.lab.patterns()->terms[4 * 20 + 1];
    QVERIFY2(f.map().value_text().contains(signed_text(static_cast<double>(term), 3)),
             qPrintable(f.map().value_text()));
    QTest::mouseClick(f.map().viewport(), Qt::LeftButton, {}, f.cell(4, 1));
    QCOMPARE(f.selection.locked(), (Place{1, item}));
    test::move_to(*f.map().viewport(), f.cell(0, 15));
    QVERIFY(f.map().value_text().contains(QStringLiteral("chunk 15: not finished before it")));
    test::move_to(*f.map().viewport(), {2, 2});
    QVERIFY(!f.selection.hovered() && f.map().value_text().isEmpty());
}

void PatternChunksTest::keys()
{
    Fixture f;
    f.map().setFocus();
    f.key(Qt::Key_Right);
    QVERIFY(f.map().row() == 0 && f.map().chunk() == 0);
    f.key(Qt::Key_Down);
    f.key(Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(f.map().row() == 1 && f.map().chunk() == 10);
    f.key(Qt::Key_End);
    QCOMPARE(f.map().chunk(), 19);
    f.key(Qt::Key_Up);
    f.key(Qt::Key_Up);
    QCOMPARE(f.map().row(), 0);
    f.key(Qt::Key_Return);
    QCOMPARE(f.selection.locked(), (Place{19, 50}));
    QVERIFY(f.map().accessibleDescription().contains(QStringLiteral("predicted")));
    f.key(Qt::Key_Escape);
    QVERIFY(!f.selection.locked() && !f.selection.hovered() && f.map().row() == -1);
}

void PatternChunksTest::rows_scroll_or_fit()
{
    Fixture f({.tokens = 12'000});  // 200 rows
    QScrollBar& bar = *f.map().verticalScrollBar();
    QVERIFY(bar.maximum() > 1000);
    f.map().setFocus();
    for (int press = 0; press < 6; ++press)
        f.key(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(f.map().row(), 50);
    const QRectF seen = f.map().layout_now().cells;
    QVERIFY(f.map().cell_rect(50, 0).top() >= seen.top() - 1 && f.map().cell_rect(50, 0).bottom() <= seen.bottom() + 1);
    const std::int64_t item = f.lab.patterns()->items[150];
    f.selection.lock({f.run.step_of(item), item});  // elsewhere: the row comes into sight
    QVERIFY(f.map().cell_rect(150, 0).bottom() <= seen.bottom() + 1);
    QTest::keyClick(&f.map(), Qt::Key_F);
    QCOMPARE(bar.maximum(), 0);
    QVERIFY(f.map().cell_rect(199, 0).bottom() <= seen.bottom() + 1);
}

void PatternChunksTest::zooms_chunks()
{
    Fixture f({.tokens = 100'000, .chunk = 50});  // 2,000 chunks in some hundred pixels
    QVERIFY(f.map().chunks_per_column() > 1);
    QVERIFY(f.view.note().contains(QStringLiteral("strongest of")));
    QSignalSpy told(&f.view, &View::note_changed);
    f.map().setFocus();
    for (int press = 0; press < 12; ++press)
        f.key(Qt::Key_Plus);
    QCOMPARE(f.map().chunks_per_column(), 1);
    QVERIFY(!f.view.note().contains(QStringLiteral("strongest of")) && !told.isEmpty());
    f.key(Qt::Key_End);
    QVERIFY(f.map().axis().last > 1999);
    f.key(Qt::Key_0);
    QCOMPARE(f.map().axis().first, 0.0);
}

void PatternChunksTest::paints_what_it_means()
{
    Fixture f;
    PatternTrace trace = *f.lab.patterns();
    trace.terms[30 * 20 + 2] = 5;
    trace.terms[30 * 20 + 3] = -5;
    f.lab.set_patterns(trace);
    f.map().setFocus();
    f.selection.lock({15, trace.items[30]});
    const QImage picture = f.map().viewport()->grab().toImage();
    const Theme& colours = theme(f.map().palette());
    QCOMPARE(picture.pixelColor(f.cell(30, 2)), diverging(colours, -1));
    QCOMPARE(picture.pixelColor(f.cell(30, 3)), diverging(colours, 1));
}

void PatternChunksTest::scatter()
{
    Fixture f;
    f.action(QStringLiteral("Predicted against measured"))->trigger();
    QVERIFY(!f.map().isVisible() && f.view.scatter()->isVisible());
    const auto& dots = f.view.scatter()->data().dots;
    QCOMPARE(dots.size(), 1U);
    QCOMPARE(dots[0].points->size(), 39U);
    QVERIFY(
        std::is_sorted(dots[0].points->begin(), dots[0].points->end(), [](auto a, auto b) { return a.x() < b.x(); }));
    f.view.scatter()->setFocus();
    QTest::keyClick(f.view.scatter(), Qt::Key_Right);
    QTest::keyClick(f.view.scatter(), Qt::Key_Return);
    const std::int64_t item = f.selection.locked().item;
    const auto& trace = *f.lab.patterns();
    const auto at = std::lower_bound(trace.items.begin(), trace.items.end(), item) - trace.items.begin();
    QCOMPARE(trace.measured[static_cast<std::size_t>(at)],
             *std::min_element(trace.measured.begin(), trace.measured.end()));
    QCOMPARE(f.view.scatter()->data().dots[0].highlighted, 0);
}

void PatternChunksTest::numbers_as_a_table()
{
    Fixture f;
    const ViewTable table = f.view.table();
    QCOMPARE(table.rows.size(), 39U);
    QCOMPARE(table.header.size(), 5 + 20);
    for (const auto& row : table.rows)
        QCOMPARE(row.size(), 25U);
    QCOMPARE(table.rows[4][0], QString::number(f.lab.patterns()->items[4]));
    QVERIFY(table.rows[0][5 + 19].isEmpty());
    QVERIFY(std::abs(table.rows[30][5].toDouble() - static_cast<double>(f.lab.patterns()->terms[30 * 20])) < 1e-6);
}

void PatternChunksTest::saves_and_restores()
{
    Fixture f, other;
    f.action(QStringLiteral("Predicted against measured"))->trigger();
    f.action(QStringLiteral("Colours to ±0.2"))->trigger();
    f.action(QStringLiteral("All rows at once"))->trigger();
    other.view.restore(f.view.save());
    QCOMPARE(other.view.save(), QStringLiteral("scatter largest place s_0.2 fit"));
    other.view.restore(QStringLiteral("nonsense"));
    QCOMPARE(other.view.save(), f.view.save());
    QCOMPARE(other.map().image().range().high, 0.2);
}

void PatternChunksTest::screenshots()
{
    Fixture f({.tokens = 12'000}, false);
    f.view.resize(620, 420);
    test::photograph(f.view, "pattern-chunks-idle");
    f.lab.set_reading(5300, 12'000);
    test::photograph(f.view, "pattern-chunks-reading");
    f.lab.set_ready();
    test::move_to(*f.map().viewport(), f.cell(9, 20));
    test::photograph(f.view, "pattern-chunks-map");
    f.action(QStringLiteral("All rows at once"))->trigger();
    f.action(QStringLiteral("Largest measured change first"))->trigger();
    test::photograph(f.view, "pattern-chunks-fit");
    f.action(QStringLiteral("Predicted against measured"))->trigger();
    test::photograph(f.view, "pattern-chunks-scatter");
}

TTT_TEST(PatternChunksTest)
#include "tst_pattern_chunks.moc"

// The view "Drift": real mouse, wheel and keys, linked range, choices, pictures for a person to look at.
#include "../pointer_and_camera.h"
#include "../sample_stream.h"
#include "tests/support/test_main.h"
#include "views/drift/drift_map.h"
#include "views/drift/drift_view.h"
#include "views/plot/plot.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace ttt;
using test::move_to;
using test::photograph;

namespace {

const sample::StreamShape emma{.tokens = 32768, .chunk = 128, .fast_layers = {1, 3, 5, 7}};

struct Window {
    explicit Window(QSize size = {460, 230}) : view(run, selection)
    {
        view.resize(size);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    QPoint at(double chunk, int row) const
    {
        DriftMap& map = const_cast<DriftView&>(view).map();
        return {static_cast<int>(map.axis().to_px(chunk + 0.5)), static_cast<int>(map.layout().row(row).center().y())};
    }
    RunModel run;
    Selection selection;
    DriftView view;
};

/// Drift that grows, differs by layer and jumps, as real runs do; no columns, so that a million tokens are few bytes.
StepBatch lively_steps(const sample::StreamShape& shape)
{
    StepBatch batch;
    for (std::int64_t index = 0; index * shape.chunk < shape.tokens; ++index) {
        StepRecord step{.index = index,
                        .begin = index * shape.chunk,
                        .end = std::min((index + 1) * shape.chunk, shape.tokens),
                        .metrics = {},
                        .columns = {},
                        .events = {},
                        .fast_hash = {}};
        for (const std::int64_t layer : shape.fast_layers) {
            const double t = static_cast<double>(index), l = static_cast<double>(layer);
            const double jitter = 0.05 * std::sin(t * 1.7 + l) * std::sin(t * 0.13 * l);
            step.metrics.push_back({Metric::drift_relative, static_cast<std::int32_t>(layer),
                                    std::abs((1 - std::exp(-t / 60)) * (0.15 + 0.03 * l) + jitter * t / (t + 40))});
            step.metrics.push_back({Metric::cosine_previous, static_cast<std::int32_t>(layer),
                                    index == 0 ? std::nan("") : std::sin(t * 0.21 + l)});
        }
        batch.push_back(std::move(step));
    }
    return batch;
}

void wheel(QWidget& widget, QPoint at, int turn)
{
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, turn}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&widget, &event);
}

QAction* action(DriftView& view, const char* name)
{
    for (QAction* action : view.title_actions())
        if (action->objectName() == QLatin1String(name))
            return action;
    return nullptr;
}

}  // namespace

class DriftViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pixels_are_the_cells();
    void fills_from_the_left();
    void hover_previews_and_click_locks();
    void keys_move_and_zoom();
    void wheel_drag_and_double_click();
    void linked_ranges_stay_silent();
    void pools_and_says_so();
    void choices_come_back();
    void curves_share_the_selection();
    void metrics_of_the_run_s_own_are_offered();
    void empty_states();
    void tables_hold_every_chunk();
    void scrubbing_does_not_rewrite_the_image();
    void pictures();
};

void DriftViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void DriftViewTest::pixels_are_the_cells()
{
    Window window({700, 300});
    sample::fill(window.run);  // 10 chunks, layers 1 and 3
    const QImage picture = window.view.map().grab().toImage();
    const HeatImage& image = window.view.map().image();
    const QList<QRgb> colours = heat_colours(theme(false), false);
    const double ratio = picture.devicePixelRatio();
    for (int chunk = 0; chunk < 10; ++chunk)
        for (int row = 0; row < 2; ++row) {
            const QPoint at = window.at(chunk, row) * ratio;
            QCOMPARE(picture.pixelColor(at).rgb(), QColor(colours[image.cells().pixelIndex(chunk, row)]).rgb());
        }
    const int between = static_cast<int>(window.view.map().layout().row(0).bottom() * ratio);
    QCOMPARE(picture.pixelColor(window.at(5, 0).x(), between), theme(false).panel);
}

void DriftViewTest::fills_from_the_left()
{
    Window window({700, 300});
    sample::fill(window.run, {}, 4);
    const auto colour_at = [&](int chunk) {
        return window.view.map().grab().toImage().pixelColor(window.at(chunk, 1));
    };
    QVERIFY(colour_at(3) != theme(false).panel);
    QCOMPARE(colour_at(4), theme(false).panel);
    window.run.append({sample::stream_step({}, 4)});
    QVERIFY(colour_at(4) != theme(false).panel);
    window.run.set_shown_steps(2);  // the playhead holds back what the image has
    QCOMPARE(colour_at(2), theme(false).panel);
}

void DriftViewTest::hover_previews_and_click_locks()
{
    Window window;
    sample::fill(window.run);
    window.view.map().grab();
    move_to(window.view.map(), window.at(6, 1));
    QVERIFY((window.selection.hovered() == Place{6, -1}));
    QCOMPARE(window.view.map().row(), 1);
    QCOMPARE(window.view.map().value_text(), QStringLiteral("chunk 6 · L3 0.2719"));
    QTest::mouseClick(&window.view.map(), Qt::LeftButton, {}, window.at(6, 1));
    QVERIFY((window.selection.locked() == Place{6, -1}));
    move_to(window.view.map(), window.at(2, 0));
    QVERIFY((window.selection.current() == Place{2, -1}));
    QTest::keyClick(&window.view.map(), Qt::Key_Escape);
    QVERIFY(!window.selection.current());
}

void DriftViewTest::keys_move_and_zoom()
{
    Window window;
    sample::fill(window.run, {.tokens = 4000, .chunk = 100});
    DriftMap& map = window.view.map();
    map.grab();
    QTest::keyClick(&map, Qt::Key_Right);
    QTest::keyClick(&map, Qt::Key_Right);
    QVERIFY((window.selection.hovered() == Place{1, -1}));
    QTest::keyClick(&map, Qt::Key_Return);
    QTest::keyClick(&map, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY((window.selection.locked() == Place{11, -1}));
    QTest::keyClick(&map, Qt::Key_Left);
    QVERIFY((window.selection.locked() == Place{10, -1}));
    QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(map.row(), 1);
    QTest::keyClick(&map, Qt::Key_Plus);
    const ChunkRange near = map.chunks();
    QVERIFY(near.last - near.first < 27 && near.first <= 10 && near.last >= 11);
    QTest::keyClick(&map, Qt::Key_End);
    QCOMPARE(map.chunks().last, 40.0);  // panned to the selected chunk
    QTest::keyClick(&map, Qt::Key_0);
    QVERIFY((map.chunks() == ChunkRange{0, 40}));
}

void DriftViewTest::wheel_drag_and_double_click()
{
    Window window;
    sample::fill(window.run, {.tokens = 4000, .chunk = 100});
    DriftMap& map = window.view.map();
    QSignalSpy spy(&window.view, &DriftView::x_range_changed);
    const double under = map.axis().to_chunk(window.at(10, 0).x());
    const QPoint at = window.at(10, 0);
    wheel(map, at, 480);
    QCOMPARE(map.chunks().last - map.chunks().first, 20.0);
    QVERIFY(std::abs(map.axis().to_chunk(at.x()) - under) < 1e-9);
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy[0][0].toDouble(), map.chunks().first * 100);
    QCOMPARE(window.view.plot().x_range().first, map.chunks().first);
    const double first = map.chunks().first;
    QTest::mousePress(&map, Qt::LeftButton, {}, at);
    move_to(map, at - QPoint(60, 0));
    QTest::mouseRelease(&map, Qt::LeftButton, {}, at - QPoint(60, 0));
    QVERIFY(map.chunks().first > first + 1);
    QVERIFY(!window.selection.locked());  // a drag is no click
    QTest::mouseDClick(&map, Qt::LeftButton, {}, at);
    QTest::mouseRelease(&map, Qt::LeftButton, {}, at);  // mouseDClick() leaves the button down
    QVERIFY((map.chunks() == ChunkRange{0, 40}));
}

void DriftViewTest::linked_ranges_stay_silent()
{
    Window window;
    sample::fill(window.run, {.tokens = 4010, .chunk = 100});
    QSignalSpy spy(&window.view, &DriftView::x_range_changed);
    window.view.set_x_range(1000, 2000);
    QVERIFY((window.view.map().chunks() == ChunkRange{10, 20}));
    QVERIFY((window.view.x_range() == std::pair(1000.0, 2000.0)));
    QVERIFY((window.view.plot().x_range() == std::pair(10.0, 20.0)));
    window.view.set_x_range(0, 4010);
    QVERIFY((window.view.map().chunks() == ChunkRange{0, 41}));
    QVERIFY((window.view.x_range() == std::pair(0.0, 4010.0)));
    QCOMPARE(spy.size(), 0);
}

void DriftViewTest::pools_and_says_so()
{
    Window window;
    sample::fill(window.run);
    QVERIFY(!window.view.note().contains(QStringLiteral("max of")));
    QSignalSpy spy(&window.view, &DriftView::note_changed);
    window.run.start(sample::stream_header({.tokens = 100000, .chunk = 50}), {});
    const auto bucket = window.view.map().chunks_per_column();
    QVERIFY(bucket >= 5);
    QCOMPARE(window.view.note(), QStringLiteral("drift ‖W − W₀‖ / ‖W₀‖ · max of %1 chunks per column").arg(bucket));
    QVERIFY(spy.size() >= 1);
    window.view.set_x_range(0, 5000);
    QVERIFY(!window.view.note().contains(QStringLiteral("max of")));
}

void DriftViewTest::choices_come_back()
{
    Window window;
    sample::fill(window.run);
    QCOMPARE(window.view.save(), QStringLiteral("drift_relative map automatic"));
    action(window.view, "cosine_previous")->trigger();
    action(window.view, "percentile")->trigger();
    QVERIFY(window.view.map().image().range().diverging);
    QCOMPARE(window.view.note(), QStringLiteral("cosine with the previous step"));
    const QString words = window.view.save();
    QCOMPARE(words, QStringLiteral("cosine_previous map percentile"));
    Window other;
    other.view.restore(words + QStringLiteral(" unknown"));
    QCOMPARE(other.view.save(), words);
    other.run.start(sample::stream_header(), {});
    StepRecord step = sample::stream_step({}, 0);
    std::erase_if(step.metrics, [](const MetricValue& value) { return value.metric != Metric::drift_norm; });
    other.run.append({step});
    QVERIFY(action(other.view, "drift_norm")->isVisible());
    QVERIFY(!action(other.view, "effective_rank")->isVisible());
}

void DriftViewTest::curves_share_the_selection()
{
    Window window;
    sample::fill(window.run);
    action(window.view, "curves")->trigger();
    const PlotData& drawn = window.view.plot().data();
    QCOMPARE(drawn.lines.size(), 2U);
    QCOMPARE(drawn.lines[1].name, QStringLiteral("L3"));
    QVERIFY(drawn.lines[0].style != drawn.lines[1].style);
    QVERIFY(drawn.lines[0].colour.in(theme(true)) != drawn.lines[1].colour.in(theme(true)));
    QCOMPARE(drawn.lines[0].count, 10);
    window.view.grab();
    const PlotScale scale = window.view.plot().scale();
    const QPoint at(static_cast<int>(scale.x_pixel(4.5)), static_cast<int>(scale.area.center().y()));
    move_to(window.view.plot(), at);
    QVERIFY((window.selection.hovered() == Place{4, -1}));
    QCOMPARE(window.view.plot().crosshair().value_or(-1), 4.5);
    QTest::mouseClick(&window.view.plot(), Qt::LeftButton, {}, at);
    QVERIFY((window.selection.locked() == Place{4, -1}));
    QTest::keyClick(&window.view.plot(), Qt::Key_Escape);
    QVERIFY(!window.selection.current());
    window.run.set_shown_steps(3);
    QCOMPARE(window.view.plot().data().lines[0].count, 3);
}

void DriftViewTest::metrics_of_the_run_s_own_are_offered()
{
    Window window;
    RunHeader header = sample::stream_header();
    sample::name_own(header);
    window.run.start(header, sample::stream_document());
    QVERIFY(!action(window.view, "gate"));
    StepBatch batch = sample::stream();
    for (StepRecord& step : batch)
        sample::add_own(step);
    window.run.append(batch);
    QVERIFY(!action(window.view, "loss"));  // of no layer
    QAction* gate = action(window.view, "gate");
    QVERIFY(gate && gate->isVisible());
    gate->trigger();
    QCOMPARE(window.view.note(), QStringLiteral("gate of the update"));
    const ViewTable table = window.view.table();
    QCOMPARE(table.header.size(), 2);
    QCOMPARE(table.rows[3][1], QStringLiteral("2.5"));
    sample::fill(window.run);  // another run knows nothing of it
    QVERIFY(action(window.view, "drift_relative")->isChecked());
    QVERIFY(!action(window.view, "gate"));
    QVERIFY(window.view.note().contains(QStringLiteral("drift")));
}

void DriftViewTest::empty_states()
{
    Window window;
    photograph(window.view, "drift-empty");
    sample::fill(window.run, {.tokens = 1000, .chunk = 100, .fast_layers = {}});
    photograph(window.view, "drift-nothing-fast");
    QVERIFY(window.view.map().image().layers().empty());
    move_to(window.view.map(), QPoint(200, 100));
    QTest::keyClick(&window.view.map(), Qt::Key_Down);
    QVERIFY(window.view.map().value_text().isEmpty());
}

void DriftViewTest::tables_hold_every_chunk()
{
    Window window;
    sample::fill(window.run);
    const ViewTable table = window.view.table();
    QCOMPARE(table.header, (QStringList{"chunk", "L1", "L3"}));
    QCOMPARE(table.rows.size(), 10U);
    QCOMPARE(table.rows[6][2], QStringLiteral("0.2719"));
}

void DriftViewTest::scrubbing_does_not_rewrite_the_image()
{
    const sample::StreamShape long_run{.tokens = 1'000'000, .chunk = 128, .fast_layers = {0, 4, 8, 12, 16, 20, 24, 27}};
    Window window;
    window.run.start(sample::stream_header(long_run), {});
    window.run.append(lively_steps(long_run));
    window.view.grab();
    QElapsedTimer timer;
    timer.start();
    constexpr int repeats = 20;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        window.run.set_shown_steps(7000 - repeat);
        window.view.map().grab();
    }
    const double milliseconds = static_cast<double>(timer.nsecsElapsed()) / 1e6 / repeats;
    qInfo("a frame of 7,813 chunks × 8 layers: %.2f ms", milliseconds);
    QVERIFY(window.view.map().image().rewrites() <= 1);
}

void DriftViewTest::pictures()
{
    Window window;
    window.run.start(sample::stream_header(emma), {});
    StepBatch batch = lively_steps(emma);
    batch.resize(186);
    window.run.append(batch);
    window.selection.lock({111, -1});
    QTest::keyClick(&window.view.map(), Qt::Key_Down);
    photograph(window.view, "drift");
    action(window.view, "cosine_previous")->trigger();
    photograph(window.view, "drift-cosine");
    action(window.view, "drift_relative")->trigger();
    action(window.view, "curves")->trigger();
    photograph(window.view, "drift-curves");
}

TTT_TEST(DriftViewTest)
#include "tst_drift_view.moc"

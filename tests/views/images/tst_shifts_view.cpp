// The view "Shifts": counts, intervals, bars as long as the errors, clicks and keys.
#include "../pointer_and_camera.h"
#include "sample_images.h"
#include "tests/support/test_main.h"
#include "views/images/shift_chart.h"
#include "views/images/shifts_view.h"
#include "views/selection.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace ttt;

namespace {

struct Window {
    explicit Window(QSize size = {460, 230}) : view(run, selection)
    {
        view.resize(size);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    QWidget& port() { return *view.chart().viewport(); }
    QPoint at(int row) { return view.chart().row_rect(row).center().toPoint(); }

    RunModel run;
    Selection selection;
    ShiftsView view;
};

}  // namespace

class ShiftsViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void wilson_s_intervals();
    void counts_what_is_shown();
    void without_labels_there_is_no_error();
    void bars_are_as_long_as_errors();
    void a_click_locks_the_first_image();
    void keys_choose_a_shift();
    void tables_hold_intervals();
    void pictures();
};

void ShiftsViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void ShiftsViewTest::wilson_s_intervals()
{
    const Interval few = wilson_interval(5, 50);  // by hand from the formula
    QVERIFY(std::abs(few.low - 0.04348) < 1e-4 && std::abs(few.high - 0.21360) < 1e-4);
    const Interval none = wilson_interval(0, 10);
    QVERIFY(none.low < 1e-12 && std::abs(none.high - 0.27753) < 1e-4);
    QCOMPARE(wilson_interval(0, 0).high, 1.0);
    QVERIFY(wilson_interval(10, 10).high <= 1);
}

void ShiftsViewTest::counts_what_is_shown()
{
    RunModel run;
    QVERIFY(shift_counts(run).empty());
    sample::fill_images(run, {.images = 40, .batch = 10}, 3);
    const auto errors = shift_counts(run);
    QCOMPARE(errors.size(), 3U);
    QCOMPARE(errors[0].name, QStringLiteral("fog:5"));
    QCOMPARE(errors[0].images, 30);
    QCOMPARE(errors[0].frozen.wrong, 15);   // 1, 3, 5, 7, …
    QCOMPARE(errors[0].adapted.wrong, 14);  // 2, 3, 6, 7, …
    QCOMPARE(errors[1].first_item, -1);
    QVERIFY(std::isnan(errors[1].frozen.error()));
    QCOMPARE(errors[2].images, 30);
    run.set_shown_steps(1);
    QCOMPARE(shift_counts(run)[0].images, 10);
    sample::fill_images(run, {.images = 40, .batch = 10});
    QCOMPARE(shift_counts(run)[1].first_item, 40);
    QCOMPARE(shift_counts(run)[1].adapted.error(), 50.0);
}

void ShiftsViewTest::without_labels_there_is_no_error()
{
    Window window;
    sample::fill_images(window.run, {.labels = false});
    QCOMPARE(error_words(window.view.chart().rows()[0].adapted), QStringLiteral("–"));
    QVERIFY(window.view.chart().bar_rect(0, Arm::adapted).isEmpty());
    QVERIFY(test::is_drawn(window.view.grab().toImage(), false));  // a sentence
}

void ShiftsViewTest::bars_are_as_long_as_errors()
{
    Window window;
    sample::fill_images(window.run, {.images = 30, .batch = 10});
    ShiftChart& chart = window.view.chart();
    const double frozen = chart.bar_rect(0, Arm::frozen).width(), adapted = chart.bar_rect(0, Arm::adapted).width();
    const double expected = chart.rows()[0].adapted.error() / chart.rows()[0].frozen.error();
    QVERIFY(std::abs(adapted / frozen - expected) < 0.01);
    const QImage image = window.port().grab().toImage();
    const QRectF bar = chart.bar_rect(0, Arm::adapted);
    QCOMPARE(image.pixelColor((bar.topLeft() + QPointF(3, 2)).toPoint()), theme(false).adapted);
    QCOMPARE(image.pixelColor((chart.bar_rect(0, Arm::frozen).topLeft() + QPointF(3, 2)).toPoint()),
             theme(false).frozen);
}

void ShiftsViewTest::a_click_locks_the_first_image()
{
    Window window;
    sample::fill_images(window.run);
    QTest::mouseClick(&window.port(), Qt::LeftButton, {}, window.at(1));
    QVERIFY(window.selection.locked() == Place(2, 20));
    QVERIFY(window.view.chart().accessibleDescription().startsWith(QStringLiteral("clean: frozen ")));
    window.run.set_shown_steps(1);
    window.selection.free();
    QTest::mouseClick(&window.port(), Qt::LeftButton, {}, window.at(1));
    QVERIFY(!window.selection.locked());  // it was not seen yet
}

void ShiftsViewTest::keys_choose_a_shift()
{
    Window window;
    sample::fill_images(window.run);
    ShiftChart& chart = window.view.chart();
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(window.selection.locked().item, 0);
    QTest::keyClick(&chart, Qt::Key_Down);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(window.selection.locked().item, 20);
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(window.selection.locked().item, 0);
    QTest::keyClick(&chart, Qt::Key_Escape);
    QVERIFY(!window.selection.locked());
}

void ShiftsViewTest::tables_hold_intervals()
{
    Window window;
    sample::fill_images(window.run);
    const ViewTable table = window.view.table();
    QCOMPARE(table.rows.size(), 3U);
    QCOMPARE(table.rows[0][0], QStringLiteral("fog:5"));
    QCOMPARE(table.rows[0][2], QStringLiteral("50.00"));
    QVERIFY(table.rows[0][3].toDouble() < 50 && table.rows[0][4].toDouble() > 50);
    QCOMPARE(static_cast<qsizetype>(table.rows[0].size()), table.header.size());
}

void ShiftsViewTest::pictures()
{
    Window window;
    sample::fill_images(window.run, {.images = 200, .batch = 50, .shifts = {{"fog", 5}, {"snow", 3}, {"", 0}}}, 9);
    window.selection.lock({4, 220});
    test::photograph(window.view, "shifts");
}

TTT_TEST(ShiftsViewTest)
#include "tst_shifts_view.moc"

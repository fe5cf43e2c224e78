// The outcome of a sweep: where things are drawn, what is chosen, and what it looks like.
#include "plot_shot.h"
#include "tests/support/test_main.h"
#include "views/plot/sweep_chart.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace ttt;

namespace {

/// A valley with its lowest point at the third of five values; the last diverged.
SweepGrid valley()
{
    SweepGrid grid{.x_name = "Inner rate η", .xs = {"0.0005", "0.001", "0.002", "0.004", "1"}, .ys = {""}};
    grid.value_name = "perplexity against frozen";
    grid.suffix = " %";
    grid.reference = 0;
    grid.reference_name = "frozen";
    for (int x = 0; x < 4; ++x) {
        const double value = -24 + 6.0 * (x - 2) * (x - 2);
        grid.cells.push_back({.x = x, .value = value, .low = value - 1.5, .high = value + 1.5, .words = "words"});
    }
    grid.cells.push_back({.x = 4, .state = "diverged", .words = "diverged"});
    grid.best = 2;
    return grid;
}

SweepGrid map()
{
    SweepGrid grid{.x_name = "Inner rate η",
                   .y_name = "Target",
                   .xs = {"0.001", "0.002", "0.004"},
                   .ys = {"LM-aligned", "reconstruction"}};
    grid.value_name = "perplexity against frozen";
    grid.suffix = " %";
    grid.reference = 0;
    for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 3; ++x)
            grid.cells.push_back({.x = x, .y = y, .value = -20.0 + 9 * x * (y + 1)});
    grid.cells.back() = {.x = 2, .y = 1, .state = "diverged"};
    grid.best = 0;
    return grid;
}

}  // namespace

class SweepChartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void values_stand_in_their_order()
    {
        const SweepGrid grid = valley();
        const SweepLayout layout(grid, QSizeF(600, 300), QFontMetricsF(QFont()));
        QVERIFY(layout.y_of(-24) > layout.y_of(0));  // better is lower
        QVERIFY(layout.y_of(0) > layout.field().top() - 0.01);
        QVERIFY(layout.place(grid.cells[0]).right() <= layout.place(grid.cells[1]).left() + 1e-9);
        QCOMPARE(layout.cell_at(layout.place(grid.cells[3]).center()), 3);
        QCOMPARE(layout.cell_at(QPointF(1, 1)), -1);
    }

    void one_wild_value_does_not_squeeze_the_rest()
    {
        SweepGrid grid = valley();
        grid.cells[3].value = 1e9;
        grid.cells[3].low = grid.cells[3].high = std::nan("");
        const SweepLayout layout(grid, QSizeF(600, 300), QFontMetricsF(QFont()));
        QVERIFY(layout.is_outside(1e9));
        QVERIFY(std::abs(layout.y_of(-24) - layout.y_of(-18)) > 5);
        QVERIFY(layout.field().contains(QPointF(layout.field().center().x(), layout.y_of(1e9) + 0.5)));
    }

    void the_best_is_chosen_until_a_person_does()
    {
        SweepChart chart;
        chart.resize(600, 300);
        QSignalSpy spy(&chart, &SweepChart::chosen_changed);
        chart.set_grid(valley());
        QCOMPARE(chart.chosen(), 2);
        QCOMPARE(chart.accessibleDescription(), QStringLiteral("words"));
        QTest::keyClick(&chart, Qt::Key_Left);
        QCOMPARE(chart.chosen(), 1);
        QTest::keyClick(&chart, Qt::Key_Down);
        QCOMPARE(chart.chosen(), 1);
        QCOMPARE(spy.size(), 2);
        SweepGrid more = valley();
        more.cells.erase(more.cells.begin());
        more.best = 1;
        chart.set_grid(more);  // the same place, wherever it stands now
        QCOMPARE(more.xs[more.cells[static_cast<std::size_t>(chart.chosen())].x], QStringLiteral("0.001"));
        chart.set_grid({});
        QCOMPARE(chart.chosen(), -1);
    }

    void a_click_chooses()
    {
        SweepChart chart;
        chart.resize(600, 300);
        const SweepGrid grid = map();
        chart.set_grid(grid);
        const SweepLayout layout(grid, chart.size(), QFontMetricsF(chart.font()));
        QTest::mouseClick(&chart, Qt::LeftButton, {}, layout.place(grid.cells[4]).center().toPoint());
        QCOMPARE(chart.chosen(), 4);
    }

    void screenshots()
    {
        SweepChart chart;
        chart.resize(640, 320);
        chart.set_grid(valley());
        test::shoot(chart, QStringLiteral("sweep-one"));
        chart.set_grid(map());
        test::shoot(chart, QStringLiteral("sweep-map"));
    }
};

TTT_TEST(SweepChartTest)
#include "tst_sweep_chart.moc"

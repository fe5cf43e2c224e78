#include "engine/evaluation/ranges.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <limits>

using namespace ttt;

namespace {

/// NLL of position p is p / 1000.
StepRecord step(std::int64_t begin, std::int64_t end, std::initializer_list<Column> columns)
{
    StepRecord record;
    record.begin = begin;
    record.end = end;
    for (const Column column : columns) {
        std::vector<float> values;
        for (std::int64_t position = begin; position < end; ++position)
            values.push_back(position == 0 ? std::numeric_limits<float>::quiet_NaN()
                                           : static_cast<float>(position) / 1000.0F);
        record.columns.push_back({column, values});
    }
    return record;
}

/// exp of the mean of positions [first, last].
double expected(double first, double last)
{
    return std::exp((first + last) / 2 / 1000);
}

}  // namespace

class TestRanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void borders_double_from_512()
    {
        RangeTotals totals;
        for (std::int64_t begin = 0; begin < 5000; begin += 100)
            totals.add(step(begin, begin + 100, {Column::nll_frozen, Column::nll_adapted}));
        const auto ranges = totals.ranges();
        const std::vector<std::int64_t> borders{0, 512, 1024, 2048, 4096, 5000};
        QCOMPARE(ranges.size(), 5U);
        for (std::size_t index = 0; index < ranges.size(); ++index) {
            QCOMPARE(ranges[index].begin, borders[index]);
            QCOMPARE(ranges[index].end, borders[index + 1]);
            const double first = index == 0 ? 1.0 : static_cast<double>(borders[index]);
            const double want = expected(first, static_cast<double>(borders[index + 1] - 1));
            QVERIFY(std::abs(*ranges[index].adapted - want) < 1e-6);
            QVERIFY(std::abs(*ranges[index].frozen - want) < 1e-6);
            QVERIFY(!ranges[index].twin);
        }
    }

    void order_of_steps_does_not_matter()
    {
        RangeTotals totals;
        totals.add(step(500, 600, {Column::nll_twin}));
        totals.add(step(0, 500, {Column::nll_twin}));
        QCOMPARE(totals.ranges().size(), 2U);
        QVERIFY(std::abs(*totals.ranges()[0].twin - expected(1, 511)) < 1e-6);
        QVERIFY(std::abs(*totals.ranges()[1].twin - expected(512, 599)) < 1e-6);
        QVERIFY(!totals.ranges()[0].frozen);
    }

    void a_range_without_predictions_has_no_value()
    {
        RangeTotals totals;
        QVERIFY(totals.ranges().empty());
        totals.add(step(0, 1, {Column::nll_frozen}));
        QCOMPARE(totals.ranges().size(), 1U);
        QCOMPARE(totals.ranges()[0].end, 1);
        QVERIFY(!totals.ranges()[0].frozen);
    }

    void the_end_may_be_a_border()
    {
        RangeTotals totals;
        totals.add(step(0, 1024, {Column::nll_frozen}));
        QCOMPARE(totals.ranges().size(), 2U);
        QCOMPARE(totals.ranges()[1].end, 1024);
    }
};

TTT_TEST(TestRanges)
#include "tst_ranges.moc"

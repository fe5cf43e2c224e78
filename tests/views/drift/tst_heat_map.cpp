// What a heat map is made of, at known values: axis, ticks, ranges, colour numbers, pooling, filling bit by bit.
#include "../sample_stream.h"
#include "tests/support/test_main.h"
#include "views/drift/chunk_axis.h"
#include "views/drift/heat_image.h"
#include "views/drift/map_layout.h"
#include "views/theme.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace ttt;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

class HeatMapTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void axis_goes_there_and_back();
    void zoom_keeps_its_anchor();
    void ticks_are_powers_of_two();
    void ceilings_are_readable();
    void percentile_is_exact();
    void ranges();
    void colour_numbers();
    void pools_the_strongest();
    void filled_bit_by_bit_as_at_once();
    void rows_leave_two_pixels();
    void colours_of_the_theme();
};

void HeatMapTest::axis_goes_there_and_back()
{
    const ChunkAxis axis{10, 30, 100, 400};
    QCOMPARE(axis.to_px(10), 100.0);
    QCOMPARE(axis.to_px(20), 300.0);
    QCOMPARE(axis.to_chunk(500), 30.0);
    QCOMPARE(axis.px_per_chunk(), 20.0);
    QCOMPARE(ttt::chunks_per_column({0, 256}, 400), 1);
    QCOMPARE(ttt::chunks_per_column({0, 400}, 400), 1);
    QCOMPARE(ttt::chunks_per_column({0, 401}, 400), 2);
    QCOMPARE(ttt::chunks_per_column({0, 7813}, 400), 20);
}

void HeatMapTest::zoom_keeps_its_anchor()
{
    const ChunkRange near = zoomed({0, 100}, 0.5, 20, 100);
    QVERIFY((near == ChunkRange{10, 60}));
    QVERIFY((zoomed(near, 100, 20, 100) == ChunkRange{0, 100}));
    QCOMPARE(zoomed({0, 100}, 1e-6, 50, 100).last - zoomed({0, 100}, 1e-6, 50, 100).first, 4.0);
    QVERIFY((zoomed({0, 2}, 0.1, 1, 2) == ChunkRange{0, 2}));  // no nearer than the run is short
    QVERIFY((panned({10, 20}, -30, 100) == ChunkRange{0, 10}));
    QVERIFY((panned({10, 20}, 300, 100) == ChunkRange{90, 100}));
    QVERIFY((brought_into_view({10, 20}, 20, 100) == ChunkRange{11, 21}));
    QVERIFY((brought_into_view({10, 20}, 3, 100) == ChunkRange{3, 13}));
    QVERIFY((brought_into_view({10, 20}, 19, 100) == ChunkRange{10, 20}));
}

void HeatMapTest::ticks_are_powers_of_two()
{
    QCOMPARE(chunk_ticks({0, 256}, 6), (std::vector<std::int64_t>{0, 64, 128, 192, 256}));
    QCOMPARE(chunk_ticks({0, 10}, 20), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    QCOMPARE(chunk_ticks({30.5, 100}, 6), (std::vector<std::int64_t>{32, 48, 64, 80, 96}));
    QCOMPARE(chunk_ticks({0, 7813}, 5), (std::vector<std::int64_t>{0, 2048, 4096, 6144}));
}

void HeatMapTest::ceilings_are_readable()
{
    QCOMPARE(readable_ceiling(0), 1.0);
    QCOMPARE(readable_ceiling(0.43), 0.45);
    QCOMPARE(readable_ceiling(0.45), 0.45);
    QCOMPARE(readable_ceiling(0.451), 0.5);
    QCOMPARE(readable_ceiling(9.7), 10.0);
    QCOMPARE(readable_ceiling(123), 150.0);
    QCOMPARE(readable_ceiling(1), 1.0);
}

void HeatMapTest::percentile_is_exact()
{
    for (const int count : {1, 10, 99, 100, 150, 200, 1000}) {
        Percentile99 up, shuffled;
        for (int value = 1; value <= count; ++value) {
            up.add(value);
            shuffled.add(1 + value * 7919LL % count);  // 7919 is prime: every value once
        }
        const double nearest_rank = std::ceil(count * 0.99 - 1e-9);
        QCOMPARE(up.value(), nearest_rank);
        QCOMPARE(shuffled.value(), nearest_rank);
    }
}

void HeatMapTest::ranges()
{
    RangeFinder drift(Metric::drift_relative);
    QVERIFY((drift.range(RangeRule::automatic) == HeatRange{1, false}));
    for (int at = 0; at < 200; ++at)
        drift.add(0.2);
    drift.add(7);
    drift.add(nan_value);
    drift.add(infinite);
    QVERIFY((drift.range(RangeRule::automatic) == HeatRange{7, false}));
    QVERIFY((drift.range(RangeRule::percentile) == HeatRange{0.2, false}));
    RangeFinder cosine(Metric::cosine_previous);
    cosine.add(0.3);
    QVERIFY((cosine.range(RangeRule::automatic) == HeatRange{1, true}));
    RangeFinder negative(Metric::delta_norm);
    negative.add(-3);
    negative.add(1);
    QVERIFY((negative.range(RangeRule::automatic) == HeatRange{3, true}));
}

void HeatMapTest::colour_numbers()
{
    const HeatRange plain{0.5, false}, both{1, true};
    QCOMPARE(colour_number(nan_value, plain), colour_none);
    QCOMPARE(colour_number(infinite, plain), colour_failure);
    QCOMPARE(colour_number(-infinite, both), colour_failure);
    QCOMPARE(colour_number(0, plain), ramp_first);
    QCOMPARE(colour_number(0.25, plain), ramp_middle);
    QCOMPARE(colour_number(0.5, plain), ramp_last);
    QCOMPARE(colour_number(9, plain), ramp_last);
    QCOMPARE(colour_number(0, both), ramp_middle);
    QCOMPARE(colour_number(-1, both), ramp_first);
    QCOMPARE(colour_number(1, both), ramp_last);
}

void HeatMapTest::pools_the_strongest()
{
    QImage cells(7, 2, QImage::Format_Indexed8);
    const std::array<std::array<uchar, 7>, 2> numbers{{{10, 40, 20, 0, 0, 0, 5}, {120, 129, 127, 0, 255, 200, 60}}};
    for (int row = 0; row < 2; ++row)
        std::ranges::copy(numbers[static_cast<std::size_t>(row)], cells.scanLine(row));
    const auto row_of = [](const QImage& image, int row) {
        return std::vector<int>(image.constScanLine(row), image.constScanLine(row) + image.width());
    };
    const QImage plain = pooled(cells, 0, 7, 3, false), both = pooled(cells, 0, 7, 3, true);
    QCOMPARE(row_of(plain, 0), (std::vector{40, 0, 5}));
    QCOMPARE(row_of(plain, 1), (std::vector{129, 255, 60}));
    QCOMPARE(row_of(both, 1), (std::vector{120, 255, 60}));  // 120 is 7 from the middle, 129 is 2
    QCOMPARE(row_of(pooled(cells, 3, 5, 3, false), 1), (std::vector{255}));
    QCOMPARE(row_of(pooled(cells, 1, 4, 1, false), 0), (std::vector{40, 20, 0}));
}

void HeatMapTest::filled_bit_by_bit_as_at_once()
{
    const sample::StreamShape shape{.tokens = 4000, .chunk = 20, .fast_layers = {1, 3, 5}};
    StepBatch batch = sample::stream(shape);
    batch[70].metrics.clear();
    for (MetricValue& value : batch[90].metrics)
        value.value = infinite;
    for (const Metric metric : {Metric::drift_relative, Metric::drift_norm, Metric::cosine_previous})
        for (const RangeRule rule : {RangeRule::automatic, RangeRule::percentile}) {
            RunModel run;
            run.start(sample::stream_header(shape), {});
            HeatImage parts(metric, rule), whole(metric, rule);
            QVERIFY(!parts.update(run));
            for (const StepRecord& step : batch) {
                run.append({step});
                QVERIFY(parts.update(run));
            }
            QVERIFY(!parts.update(run));
            QVERIFY(whole.update(run));
            QCOMPARE(parts.layers(), (std::vector<std::int32_t>{1, 3, 5}));
            QCOMPARE(parts.cells().size(), QSize(200, 3));
            QVERIFY(parts.range() == whole.range());
            for (int row = 0; row < 3; ++row)
                QVERIFY(std::equal(parts.cells().constScanLine(row), parts.cells().constScanLine(row) + 200,
                                   whole.cells().constScanLine(row)));
            QCOMPARE(parts.cells().pixelIndex(70, 1), static_cast<int>(colour_none));
            QCOMPARE(parts.cells().pixelIndex(90, 1), static_cast<int>(colour_failure));
            QVERIFY2(parts.rewrites() < 40, qPrintable(QString::number(parts.rewrites())));
        }
}

void HeatMapTest::rows_leave_two_pixels()
{
    const MapLayout layout = map_layout({460, 230}, 4, 14, 15);
    for (int row = 0; row < 3; ++row)
        QCOMPARE(layout.row(row + 1).top() - layout.row(row).bottom(), 2.0);
    QCOMPARE(layout.row(0).top(), layout.cells.top());
    QCOMPARE(layout.row(3).bottom(), layout.cells.bottom());
    for (int row = 0; row < 4; ++row) {
        QCOMPARE(layout.row_at(layout.row(row).top() + 0.5), row);
        QCOMPARE(layout.row_at(layout.row(row).bottom() - 0.5), row);
    }
    QCOMPARE(layout.row_at(-50), 0);
    QCOMPARE(layout.row_at(999), 3);
    QVERIFY(layout.ticks.bottom() <= 230 && layout.cells.right() < 460);
}

void HeatMapTest::colours_of_the_theme()
{
    const Theme& light = theme(false);
    const QList<QRgb> plain = heat_colours(light, false), both = heat_colours(light, true);
    QCOMPARE(plain.size(), 256);
    QCOMPARE(qAlpha(plain[colour_none]), 0);
    QCOMPARE(plain[colour_failure], light.failure.rgba());
    QCOMPARE(plain[ramp_last], sequential(light, 1).rgba());
    QCOMPARE(both[ramp_middle], light.panel.rgba());
    QCOMPARE(both[ramp_first], diverging(light, -1).rgba());
}

TTT_TEST(HeatMapTest)
#include "tst_heat_map.moc"

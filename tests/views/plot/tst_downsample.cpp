// No spike is lost: pyramid and pixel columns against plain loops.
#include "tests/support/test_main.h"
#include "views/plot/downsample.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace ttt;

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// Noise with spikes, gaps of every length and, with `with_x`, uneven x.
MinMaxPyramid noisy(std::int64_t size, unsigned seed, bool with_x = false)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    MinMaxPyramid curve(with_x ? 0 : 3, with_x ? 1 : 0.5);
    std::int64_t gap = 0;
    double x = 0;
    for (std::int64_t at = 0; at < size; ++at) {
        if (gap == 0 && uniform(random) < 0.01)
            gap = static_cast<std::int64_t>(std::exp(6 * uniform(random)));
        const double y = gap > 0 ? no_value : uniform(random) < 0.01 ? 1000 * (uniform(random) - 0.5) : uniform(random);
        gap -= gap > 0 ? 1 : 0;
        x += uniform(random) < 0.1 ? 0 : uniform(random);
        if (with_x)
            curve.append(x, y);
        else
            curve.append(y);
    }
    return curve;
}

MinMaxPyramid::Extremes slow_extremes(const MinMaxPyramid& curve, std::int64_t begin, std::int64_t end)
{
    MinMaxPyramid::Extremes found;
    for (std::int64_t at = begin; at < end; ++at) {
        if (std::isnan(curve.y(at)))
            continue;
        if (found.first < 0)
            found = {at, at, at, at};
        found.last = at;
        found.min = curve.y(at) < curve.y(found.min) ? at : found.min;
        found.max = curve.y(at) > curve.y(found.max) ? at : found.max;
    }
    return found;
}

}  // namespace

class DownsampleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void extremes_of_any_range();
    void finds_places_of_x();
    void values_that_are_no_numbers();
    void counts_what_lies_beyond();
    void edges_are_even_on_the_axis();
    void every_column_keeps_its_extremes_data();
    void every_column_keeps_its_extremes();
    void splits_at_gaps();
    void cuts_at_the_edges();
    void empty_and_one_point();
    void only_the_first_points();
    void band_holds_both_curves();
};

void DownsampleTest::extremes_of_any_range()
{
    const MinMaxPyramid curve = noisy(5000, 1);
    std::mt19937 random(2);
    for (int round = 0; round < 3000; ++round) {
        std::int64_t begin = static_cast<std::int64_t>(random() % 5001),
                     end = static_cast<std::int64_t>(random() % 5001);
        if (round < 20)
            begin = round * 16, end = begin + 256;  // whole nodes
        if (begin > end)
            std::swap(begin, end);
        const auto fast = curve.extremes(begin, end), slow = slow_extremes(curve, begin, end);
        QCOMPARE(fast.first, slow.first);
        QCOMPARE(fast.last, slow.last);
        QCOMPARE(fast.min, slow.min);
        QCOMPARE(fast.max, slow.max);
    }
}

void DownsampleTest::finds_places_of_x()
{
    for (const bool with_x : {false, true}) {
        const MinMaxPyramid curve = noisy(300, 3, with_x);
        for (double x = -10; x < 400; x += 0.25) {
            std::int64_t slow = 0;
            while (slow < curve.size() && curve.x(slow) < x)
                ++slow;
            QCOMPARE(curve.lower_bound(x), slow);
        }
    }
}

void DownsampleTest::values_that_are_no_numbers()
{
    MinMaxPyramid curve;
    for (const double y : {no_value, 1.0, std::numeric_limits<double>::infinity(), -1e300, 2.0})
        curve.append(y);
    const auto found = curve.extremes(0, 5);
    QCOMPARE(found.first, 1);
    QCOMPARE(found.min, 3);  // beyond a float's range, and not missing
    QCOMPARE(found.max, 4);
    QVERIFY(std::isnan(curve.y(2)) && curve.y(3) < -1e38);
    QCOMPARE(curve.extremes(2, 3).min, -1);
    curve.clear();
    QCOMPARE(curve.size(), 0);
}

void DownsampleTest::counts_what_lies_beyond()
{
    MinMaxPyramid curve;
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (int at = 0; at < 10'000; ++at)
        curve.append(at % 997 == 0 ? no_value : at % 613 == 0 ? 50 : at % 1409 == 0 ? -9 : uniform(random));
    for (const auto& [begin, end] : {std::pair{0, 10'000}, std::pair{613, 614}, std::pair{100, 3333}, std::pair{7, 7}})
        for (const double limit : {0.5, 2.0, 100.0}) {
            std::int64_t above = 0, below = 0;
            for (std::int64_t at = begin; at < end; ++at) {
                above += curve.y(at) > limit ? 1 : 0;
                below += curve.y(at) < -limit ? 1 : 0;
            }
            QCOMPARE(curve.count_above(begin, end, limit), above);
            QCOMPARE(curve.count_below(begin, end, -limit), below);
        }
}

void DownsampleTest::edges_are_even_on_the_axis()
{
    const auto linear = column_edges({.x_min = 10, .x_max = 30, .columns = 4});
    QCOMPARE(linear, (std::vector<double>{10, 15, 20, 25, 30}));
    const auto log = column_edges({.x_min = 256, .x_max = 4096, .columns = 4, .log_x = true});
    QCOMPARE(log, (std::vector<double>{256, 512, 1024, 2048, 4096}));
}

void DownsampleTest::every_column_keeps_its_extremes_data()
{
    QTest::addColumn<bool>("with_x");
    QTest::addColumn<bool>("log_x");
    QTest::addColumn<double>("x_min");
    QTest::addColumn<double>("x_max");
    for (const bool with_x : {false, true})
        for (const bool log_x : {false, true}) {
            const QByteArray name = QByteArray(with_x ? "given x" : "even x") + (log_x ? ", log" : ", linear");
            QTest::newRow((name + ", all").constData()) << with_x << log_x << 1.0 << 12'000.0;
            QTest::newRow((name + ", part").constData()) << with_x << log_x << 333.3 << 1234.5;
            QTest::newRow((name + ", a few points").constData()) << with_x << log_x << 500.0 << 520.0;
        }
}

void DownsampleTest::every_column_keeps_its_extremes()
{
    QFETCH(const bool, with_x);
    QFETCH(const bool, log_x);
    QFETCH(const double, x_min);
    QFETCH(const double, x_max);
    const MinMaxPyramid curve = noisy(20'000, 5, with_x);
    const DrawRange range{.x_min = x_min, .x_max = x_max, .columns = 137, .log_x = log_x};
    const DrawnLine line = downsample(curve, curve.size(), range);
    std::vector<QPointF> drawn;
    for (const auto& part : line.parts)
        drawn.insert(drawn.end(), part.begin(), part.end());
    QVERIFY(std::is_sorted(drawn.begin(), drawn.end(), [](QPointF a, QPointF b) { return a.x() < b.x(); }));
    QVERIFY(line.points <= 4 * range.columns);
    const auto has = [&](std::int64_t at) {
        const QPointF point(range.to_axis(curve.x(at)), curve.y(at));
        return std::find(drawn.begin(), drawn.end(), point) != drawn.end();
    };
    const auto edges = column_edges(range);
    int columns = 0;
    for (std::size_t column = 0; column + 1 < edges.size(); ++column) {
        const bool last = column + 2 == edges.size();
        std::int64_t begin = curve.lower_bound(edges[column]), end = curve.lower_bound(edges[column + 1]);
        while (last && end < curve.size() && curve.x(end) <= x_max)
            ++end;
        const auto found = slow_extremes(curve, begin, end);
        if (found.min < 0)
            continue;
        ++columns;
        QVERIFY(has(found.first) && has(found.min) && has(found.max) && has(found.last));
    }
    QVERIFY(columns > 5);
    for (const QPointF& point : drawn)
        QVERIFY(std::isfinite(point.x()) && point.y() >= line.y_min && point.y() <= line.y_max);
}

void DownsampleTest::splits_at_gaps()
{
    MinMaxPyramid curve;
    for (const double y : {1.0, 2.0, no_value, 3.0, no_value, no_value, 4.0, 5.0})
        curve.append(y);
    const DrawnLine line = downsample(curve, 8, {.x_min = 0, .x_max = 7, .columns = 70});
    QCOMPARE(line.parts.size(), 3U);
    QCOMPARE(line.parts[0], (QList<QPointF>{{0, 1}, {1, 2}}));
    QCOMPARE(line.parts[1], (QList<QPointF>{{3, 3}}));
    QCOMPARE(line.parts[2], (QList<QPointF>{{6, 4}, {7, 5}}));
    QCOMPARE(line.points, 5);
}

void DownsampleTest::cuts_at_the_edges()
{
    MinMaxPyramid curve(1, 1);
    for (int at = 0; at < 100; ++at)
        curve.append(at + 1);  // y = x
    const DrawnLine linear = downsample(curve, 100, {.x_min = 10.5, .x_max = 12.25, .columns = 10});
    QCOMPARE(linear.parts.size(), 1U);
    QCOMPARE(linear.parts[0], (QList<QPointF>{{10.5, 10.5}, {11, 11}, {12, 12}, {12.25, 12.25}}));
    QCOMPARE(linear.points, 2);
    const DrawnLine between = downsample(curve, 100, {.x_min = 10.25, .x_max = 10.75, .columns = 10});
    QCOMPARE(between.parts[0], (QList<QPointF>{{10.25, 10.25}, {10.75, 10.75}}));
    const DrawnLine log = downsample(curve, 100, {.x_min = std::sqrt(2.0), .x_max = 2, .columns = 10, .log_x = true});
    QVERIFY(std::abs(log.parts[0].front().x() - 0.5) < 1e-12);
    QVERIFY(std::abs(log.parts[0].front().y() - 1.5) < 1e-12);  // straight on the screen, between (0, 1) and (1, 2)
    QCOMPARE(log.parts[0].size(), 2);
    MinMaxPyramid from_zero;
    for (int at = 0; at < 10; ++at)
        from_zero.append(at);
    const DrawnLine safe = downsample(from_zero, 10, {.x_min = 0.5, .x_max = 9, .columns = 10, .log_x = true});
    QCOMPARE(safe.parts[0].front(), QPointF(0, 1));  // x = 0 has no place on a log axis, so no line comes from it
}

void DownsampleTest::empty_and_one_point()
{
    MinMaxPyramid curve;
    QVERIFY(downsample(curve, 0, {}).parts.empty());
    curve.append(7);
    QCOMPARE(downsample(curve, 1, {.x_min = 0, .x_max = 1, .columns = 5}).parts, (std::vector{QList<QPointF>{{0, 7}}}));
    QVERIFY(downsample(curve, 1, {.x_min = 1, .x_max = 2, .columns = 5}).parts.empty());
    MinMaxPyramid gaps;
    for (int at = 0; at < 40; ++at)
        gaps.append(no_value);
    const DrawnLine none = downsample(gaps, 40, {.x_min = 0, .x_max = 39, .columns = 3});
    QVERIFY(none.parts.empty() && none.points == 0 && none.y_min > none.y_max);
}

void DownsampleTest::only_the_first_points()
{
    const MinMaxPyramid curve = noisy(1000, 9);
    MinMaxPyramid part(3, 0.5);
    for (std::int64_t at = 0; at < 321; ++at)
        part.append(curve.y(at));
    const DrawRange range{.x_min = 3, .x_max = 503, .columns = 50};
    QCOMPARE(downsample(curve, 321, range).parts, downsample(part, 321, range).parts);
}

void DownsampleTest::band_holds_both_curves()
{
    MinMaxPyramid low, high;
    for (int at = 0; at < 1000; ++at) {
        const bool gap = at >= 400 && at < 500;
        low.append(gap ? no_value : std::sin(at) - 1);
        high.append(gap ? no_value : std::sin(2.0 * at) + 1);
    }
    const DrawRange range{.x_min = 0, .x_max = 999, .columns = 20};
    const DrawnBand band = downsample_band(low, high, 1000, range);
    QCOMPARE(band.low.parts.size(), 2U);
    QCOMPARE(band.high.parts.size(), 2U);
    for (std::size_t part = 0; part < 2; ++part) {
        QCOMPARE(band.low.parts[part].size(), band.high.parts[part].size());
        for (qsizetype at = 0; at < band.low.parts[part].size(); ++at)
            QCOMPARE(band.low.parts[part][at].x(), band.high.parts[part][at].x());
    }
    QCOMPARE(band.low.y_min, low.y(low.extremes(0, 1000).min));
    QCOMPARE(band.high.y_max, high.y(high.extremes(0, 1000).max));
}

TTT_TEST(DownsampleTest)
#include "tst_downsample.moc"

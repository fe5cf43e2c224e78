// Means, windows, splits, differences and their bands against plain loops over the whole run.
#include "learning_run.h"
#include "tests/support/test_main.h"
#include "views/plot/perplexity_feed.h"

#include <QTest>

#include <algorithm>

using namespace ttt;

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
const test::LearningRun shape{.tokens = 5000, .chunk = 96};

/// exp(mean) of the finite values, NaN without any.
double slow_perplexity(const std::vector<double>& values, std::int64_t begin, std::int64_t end)
{
    double sum = 0, count = 0;
    for (std::int64_t at = std::max<std::int64_t>(0, begin); at < end; ++at)
        if (!std::isnan(values[static_cast<std::size_t>(at)])) {
            sum += values[static_cast<std::size_t>(at)];
            ++count;
        }
    return count > 0 ? std::exp(sum / count) : no_value;
}

/// The column with NaN at the tokens that do not count.
std::vector<double> counted(const RunModel& run, Column column, TokenSplit split)
{
    std::vector<double> values;
    const auto nll = run.column(column), rule = run.column(Column::induction);
    for (std::size_t at = 0; at < nll.size(); ++at) {
        const bool induced = rule[at] > 0;
        const bool counts = split == TokenSplit::all || induced == (split == TokenSplit::induced);
        values.push_back(counts ? double{nll[at]} : no_value);
    }
    return values;
}

bool close(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 2e-6 * std::max(1.0, std::abs(b));
}

PerplexityFeed feed_of(const RunModel& run, PerplexityMode mode, TokenSplit split = TokenSplit::all,
                       bool smooth = false)
{
    PerplexityFeed feed(run);
    feed.set_choice({.mode = mode, .split = split, .smooth = smooth});
    feed.catch_up();
    return feed;
}

/// The same weights, all chunks summed anew for every draw.
BlockBootstrap::Interval slow_band(const std::vector<std::pair<double, double>>& chunks)
{
    std::vector<double> means;
    for (std::uint64_t draw = 0; draw < BlockBootstrap::draws; ++draw) {
        double sum = 0, count = 0;
        for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
            const int weight = BlockBootstrap::weight_of(BlockBootstrap::default_seed, draw, chunk);
            sum += weight * chunks[chunk].first;
            count += weight * chunks[chunk].second;
        }
        if (count > 0)
            means.push_back(sum / count);
    }
    std::sort(means.begin(), means.end());
    const auto rank = static_cast<std::size_t>(std::llround(0.025 * static_cast<double>(means.size() - 1)));
    return {means[rank], means[means.size() - 1 - rank]};
}

}  // namespace

class PerplexitySeriesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { test::fill(run_, shape); }
    void so_far_and_windowed();
    void per_chunk();
    void difference_in_percent();
    void other_means_stay_what_they_are();
    void smoothing_is_a_debiased_mean();
    void smooth_so_far_has_the_chunks_below();
    void arrives_in_any_pieces();
    void weights_are_poisson();
    void band_is_the_plain_bootstrap();
    void band_agrees_with_multinomial_resampling();
    void bands_come_by_and_by();
    void runs_without_some_arms();
    void a_late_column_begins_anew();
    void without_the_rule_all_tokens_count();

private:
    RunModel run_;
};

void PerplexitySeriesTest::so_far_and_windowed()
{
    for (const TokenSplit split : {TokenSplit::all, TokenSplit::induced, TokenSplit::rest}) {
        const PerplexityFeed far = feed_of(run_, PerplexityMode::so_far, split);
        const PerplexityFeed windowed = feed_of(run_, PerplexityMode::windowed, split);
        for (const auto& [column, get] : {std::pair{Column::nll_frozen, &PerplexitySeries::frozen},
                                          std::pair{Column::nll_twin, &PerplexitySeries::twin},
                                          std::pair{Column::nll_adapted, &PerplexitySeries::adapted}}) {
            const auto values = counted(run_, column, split);
            const PerplexityCurve curve = (far.series().*get)(), window = (windowed.series().*get)();
            QCOMPARE(curve.line.points->size(), shape.tokens);
            QVERIFY(!curve.raw.points && std::isnan(curve.line.points->y(0)));
            for (std::int64_t item = 0; item < shape.tokens; item += item < 300 ? 1 : 37) {
                QVERIFY(close(curve.line.points->y(item), slow_perplexity(values, 0, item + 1)));
                QVERIFY(close(window.line.points->y(item), slow_perplexity(values, item + 1 - 1024, item + 1)));
            }
        }
    }
}

void PerplexitySeriesTest::per_chunk()
{
    const PerplexityFeed feed = feed_of(run_, PerplexityMode::per_chunk, TokenSplit::induced);
    const auto values = counted(run_, Column::nll_twin, TokenSplit::induced);
    const PerplexityCurve curve = feed.series().twin();
    QVERIFY(curve.line.per_chunk);
    QCOMPARE(curve.line.points->size(), run_.step_count());
    QCOMPARE(curve.line.points->x(0), 47.5);
    QCOMPARE(curve.line.points->x(52), 4995.5);    // the last chunk has 8 tokens
    QVERIFY(std::isnan(curve.line.points->y(0)));  // nothing is induced yet
    for (std::int64_t step = 0; step < run_.step_count(); ++step) {
        const auto [begin, end] = run_.items_of(step);
        QVERIFY(close(curve.line.points->y(step), slow_perplexity(values, begin, end)));
    }
}

void PerplexitySeriesTest::other_means_stay_what_they_are()
{
    MeanCurve error(MeanKind::so_far, MeanUnit::plain), perplexity(MeanKind::so_far, MeanUnit::perplexity);
    const std::array wrong{1.0, 0.0, 0.0, 1.0};
    error.add_chunk(wrong);
    perplexity.add_chunk(wrong);
    QCOMPARE(error.points()->y(3), 0.5);
    QVERIFY(std::abs(perplexity.points()->y(3) / std::exp(0.5) - 1) < 1e-6);  // columns are f32
}

void PerplexitySeriesTest::difference_in_percent()
{
    const PerplexityFeed feed = feed_of(run_, PerplexityMode::difference);
    const auto adapted = counted(run_, Column::nll_adapted, TokenSplit::all);
    const auto frozen = counted(run_, Column::nll_frozen, TokenSplit::all);
    const auto twin = counted(run_, Column::nll_twin, TokenSplit::all);
    QVERIFY(!feed.series().adapted());
    for (const std::int64_t item : {1, 95, 96, 3000, 4999}) {
        const double own = slow_perplexity(adapted, 0, item + 1);
        const double to_frozen = 100 * (own / slow_perplexity(frozen, 0, item + 1) - 1);
        const double to_twin = 100 * (own / slow_perplexity(twin, 0, item + 1) - 1);
        QVERIFY(std::abs(feed.series().frozen().line.points->y(item) - to_frozen) < 1e-4);
        QVERIFY(std::abs(feed.series().twin().line.points->y(item) - to_twin) < 1e-4);
    }
    QVERIFY(feed.series().frozen().line.points->y(4999) < -5);
}

void PerplexitySeriesTest::smoothing_is_a_debiased_mean()
{
    const PerplexityFeed feed = feed_of(run_, PerplexityMode::per_chunk, TokenSplit::induced, true);
    const PerplexityCurve curve = feed.series().frozen();
    const double alpha = 2.0 / 9;
    for (std::int64_t at = 0; at < curve.line.points->size(); ++at) {
        double sum = 0, weights = 0, weight = 1;
        for (std::int64_t back = at; back >= 0; --back) {
            if (std::isnan(curve.raw.points->y(back)))
                continue;  // a gap takes no weight and does not age the others
            sum += weight * std::log(curve.raw.points->y(back));
            weights += weight;
            weight *= 1 - alpha;
        }
        const double expected = std::isnan(curve.raw.points->y(at)) ? no_value : std::exp(sum / weights);
        QVERIFY(close(curve.line.points->y(at), expected));
    }
}

void PerplexitySeriesTest::smooth_so_far_has_the_chunks_below()
{
    const PerplexityFeed feed = feed_of(run_, PerplexityMode::so_far, TokenSplit::all, true);
    const PerplexityFeed chunks = feed_of(run_, PerplexityMode::per_chunk);
    const PerplexityCurve curve = feed.series().adapted();
    QVERIFY(curve.raw.per_chunk && !curve.line.per_chunk);
    for (std::int64_t step = 0; step < run_.step_count(); ++step)
        QCOMPARE(curve.raw.points->y(step), chunks.series().adapted().line.points->y(step));
}

void PerplexitySeriesTest::arrives_in_any_pieces()
{
    RunModel live;
    live.start(test::header_of(shape), {});
    PerplexityFeed feed(live);
    feed.set_choice({.mode = PerplexityMode::windowed, .split = TokenSplit::rest});
    for (const auto& [from, to] : {std::pair{0, 1}, std::pair{1, 7}, std::pair{7, 53}}) {
        live.append(test::steps_of(shape, from, to));
        feed.catch_up();
        feed.catch_up();
    }
    const PerplexityFeed whole = feed_of(run_, PerplexityMode::windowed, TokenSplit::rest);
    for (std::int64_t item = 1; item < shape.tokens; ++item)
        QCOMPARE(feed.series().adapted().line.points->y(item), whole.series().adapted().line.points->y(item));
}

void PerplexitySeriesTest::weights_are_poisson()
{
    std::array<double, 12> seen{};
    double sum = 0, product = 0;
    constexpr int chunks = 200;
    for (std::uint64_t chunk = 0; chunk < chunks; ++chunk)
        for (std::uint64_t draw = 0; draw < 1000; ++draw) {
            const int weight = BlockBootstrap::weight_of(1, draw, chunk);
            seen[static_cast<std::size_t>(weight)] += 1.0 / (1000 * chunks);
            sum += weight;
            product += (weight - 1) * (BlockBootstrap::weight_of(1, draw, chunk + 1) - 1);
        }
    QVERIFY(std::abs(sum / (1000 * chunks) - 1) < 0.01);
    QVERIFY(std::abs(product / (1000 * chunks)) < 0.01);  // neighbours know nothing of each other
    double probability = std::exp(-1.0);
    for (std::size_t weight = 0; weight < 5; ++weight) {
        QVERIFY(std::abs(seen[weight] - probability) < 0.005);
        probability /= static_cast<double>(weight + 1);
    }
    QVERIFY(BlockBootstrap::weight_of(1, 3, 4) != BlockBootstrap::weight_of(2, 3, 4) ||
            BlockBootstrap::weight_of(1, 4, 4) != BlockBootstrap::weight_of(2, 4, 4) ||
            BlockBootstrap::weight_of(1, 5, 4) != BlockBootstrap::weight_of(2, 5, 4) ||
            BlockBootstrap::weight_of(1, 6, 4) != BlockBootstrap::weight_of(2, 6, 4));
}

void PerplexitySeriesTest::band_is_the_plain_bootstrap()
{
    std::mt19937 random(4);
    std::normal_distribution<double> nats(3, 0.4);
    BlockBootstrap bootstrap;
    std::vector<std::pair<double, double>> chunks;
    for (int chunk = 0; chunk < 60; ++chunk) {
        const double count = chunk % 9 == 0 ? 0 : 50 + chunk % 50;
        chunks.emplace_back(count * nats(random), count);
        bootstrap.add(chunks.back().first, count);
        const BlockBootstrap::Interval fast = bootstrap.interval();
        QCOMPARE(std::isnan(fast.low), chunk + 1 < BlockBootstrap::fewest_blocks);
        if (std::isnan(fast.low))
            continue;
        const BlockBootstrap::Interval slow = slow_band(chunks);
        QVERIFY(std::abs(fast.low - slow.low) < 1e-12 && std::abs(fast.high - slow.high) < 1e-12);
    }
}

void PerplexitySeriesTest::band_agrees_with_multinomial_resampling()
{
    std::mt19937 random(8);
    std::normal_distribution<double> nats(3, 0.4);
    BlockBootstrap bootstrap;
    std::vector<double> chunks;
    for (int chunk = 0; chunk < 300; ++chunk) {
        chunks.push_back(nats(random));
        bootstrap.add(100 * chunks.back(), 100);
    }
    std::vector<double> means;
    std::uniform_int_distribution<std::size_t> any(0, chunks.size() - 1);
    for (int draw = 0; draw < 4000; ++draw) {
        double sum = 0;
        for (std::size_t take = 0; take < chunks.size(); ++take)
            sum += chunks[any(random)];
        means.push_back(sum / static_cast<double>(chunks.size()));
    }
    std::sort(means.begin(), means.end());
    const BlockBootstrap::Interval band = bootstrap.interval();
    const double width = means[3899] - means[100];
    QVERIFY(std::abs(band.low - means[100]) < 0.12 * width);
    QVERIFY(std::abs(band.high - means[3899]) < 0.12 * width);
}

void PerplexitySeriesTest::bands_come_by_and_by()
{
    PerplexityFeed feed = feed_of(run_, PerplexityMode::difference);
    QVERIFY(feed.series().has_work());
    QCOMPARE(feed.series().frozen().low.points->size(), 0);
    while (feed.work(0.05))
        ;
    const PerplexityCurve curve = feed.series().frozen();
    QCOMPARE(curve.low.points->size(), run_.step_count());
    QCOMPARE(curve.low.points->x(0), 95.0);
    QVERIFY(std::isnan(curve.low.points->y(6)) && !std::isnan(curve.low.points->y(7)));
    for (std::int64_t step = 7; step < run_.step_count(); ++step) {
        const double mean = curve.line.points->y(run_.items_of(step).second - 1);
        QVERIFY(curve.low.points->y(step) < mean && mean < curve.high.points->y(step));
    }
    PerplexityFeed far = feed_of(run_, PerplexityMode::so_far);
    while (far.work(5))
        ;
    QVERIFY(far.series().adapted().low.points && !far.series().frozen().low.points);
}

void PerplexitySeriesTest::runs_without_some_arms()
{
    RunModel run;
    test::fill(run, {.tokens = 1000, .frozen = false, .twin = false});
    PerplexityFeed feed = feed_of(run, PerplexityMode::so_far);
    QVERIFY(feed.series().adapted() && !feed.series().frozen() && !feed.series().twin());
    feed.set_choice({.mode = PerplexityMode::difference});
    feed.catch_up();
    QVERIFY(!feed.series().adapted() && !feed.series().frozen() && !feed.series().has_work());
    test::fill(run, {.tokens = 1000, .adapted = false, .twin = false});
    feed.set_choice({});
    feed.catch_up();
    QVERIFY(feed.series().frozen() && !feed.series().adapted());
}

void PerplexitySeriesTest::a_late_column_begins_anew()
{
    RunModel run;
    StepBatch batch = test::steps_of({.tokens = 1000, .chunk = 100});
    batch[0].columns.erase(batch[0].columns.begin() + 2);  // the twin
    run.start(test::header_of({.tokens = 1000, .chunk = 100}), {});
    PerplexityFeed feed(run);
    feed.set_choice({});
    run.append({batch[0]});
    feed.catch_up();
    QVERIFY(!feed.series().twin());
    run.append({batch[1]});
    feed.catch_up();
    QCOMPARE(feed.series().twin().line.points->size(), 200);
    QVERIFY(std::isnan(feed.series().twin().line.points->y(99)) &&
            !std::isnan(feed.series().twin().line.points->y(100)));
}

void PerplexitySeriesTest::without_the_rule_all_tokens_count()
{
    RunModel run;
    test::fill(run, {.tokens = 1000, .induction = false});
    const PerplexityFeed feed = feed_of(run, PerplexityMode::so_far, TokenSplit::induced);
    QVERIFY(!feed.can_split());
    QVERIFY(feed.split() == TokenSplit::all);
    QVERIFY(feed_of(run_, PerplexityMode::so_far, TokenSplit::induced).split() == TokenSplit::induced);
}

TTT_TEST(PerplexitySeriesTest)
#include "tst_perplexity_series.moc"

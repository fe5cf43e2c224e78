// A run that goes on from a chunk of another: with the same settings it is the same run bit for bit, with others it is
// so up to there.
#include "engine/records/branch_words.h"
#include "engine/records/compare.h"
#include "engine/records/error.h"
#include "engine/records/excess_window.h"
#include "engine/runner.h"
#include "tests/support/error_text.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>
#include <memory>

using namespace ttt;
using namespace ttt::test;

namespace {

struct Run {
    RunHeader header;
    DocumentRecord document;
    std::vector<StepRecord> steps;
    RunSummary summary;
};

Run read(Runner runner)
{
    Run run{.header = runner.header(), .document = runner.document(), .steps = {}, .summary = {}};
    while (auto step = runner.step())
        run.steps.push_back(std::move(*step));
    run.summary = runner.summary();
    return run;
}

RunBranch branch_of(const Run& run, std::int64_t at)
{
    return {.before = stretches_before(run.header, static_cast<std::int64_t>(run.steps.size()), at),
            .document = run.document,
            .steps = {run.steps.begin(), run.steps.begin() + at},
            .model_hash = run.header.model_hash,
            .twin_hash = run.header.twin_hash,
            .remarks = run.header.remarks};
}

Run branched(const Run& run, std::int64_t at, const RunConfig& config)
{
    return read(Runner(config, branch_of(run, at)));
}

/// Of steps [begin, end); empty: none.
std::string difference(const Run& a, const Run& b, std::size_t begin, std::size_t end)
{
    for (std::size_t step = begin; step < end; ++step)
        if (const auto found = first_difference(a.steps.at(step), b.steps.at(step)))
            return *found;
    return {};
}

double metric(const StepRecord& step, Metric which, std::int32_t layer)
{
    for (const MetricValue& value : step.metrics)
        if (value.metric == which && value.layer == layer)
            return value.value;
    return std::nan("");
}

}  // namespace

class BranchTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::size_t tokens = 330;  // more than are read at once
    std::unique_ptr<TinyFiles> files_;

    RunConfig config_of(const QString& method) const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.document = files_->path("long.txt");
        config.method = method.toStdString();
        if (method.contains(QStringLiteral("evaluation")) || method == QStringLiteral("lora"))
            config.segment = tiny_chunk;
        return config;
    }

private Q_SLOTS:
    void initTestCase()
    {
        files_ = std::make_unique<TinyFiles>();
        write_text(files_->path("long.txt"), babble(tokens));
    }

    void with_the_same_settings_it_is_the_same_run_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("optimizer");
        QTest::addColumn<bool>("has_twin");
        QTest::newRow("in-place") << "in-place"
                                  << "" << false;
        QTest::newRow("in-place beside a twin") << "in-place"
                                                << "" << true;
        QTest::newRow("dynamic evaluation") << "dynamic-evaluation"
                                            << "sgd" << false;
        QTest::newRow("rms") << "dynamic-evaluation"
                             << "rms" << false;
        QTest::newRow("lora") << "lora"
                              << "adam" << true;
        QTest::newRow("both") << "in-place+dynamic-evaluation"
                              << "sgd" << false;
    }

    void with_the_same_settings_it_is_the_same_run()
    {
        QFETCH(QString, method);
        QFETCH(QString, optimizer);
        QFETCH(bool, has_twin);
        RunConfig config = config_of(method);
        if (!optimizer.isEmpty())
            config.optimizer = Choice<Optimizer>(optimizer.toStdString());
        if (optimizer == QStringLiteral("rms"))
            config.statistics_tokens = 2 * tiny_chunk;
        if (has_twin)
            config.twin = files_->path("plain");
        config.guard = Guard::arm;
        config.guard_chunks = 3;
        config.perplexity_window = 40;
        const Run whole = read(Runner(config));
        const std::size_t count = whole.steps.size();
        QCOMPARE(count, (tokens + tiny_chunk - 1) / tiny_chunk);
        for (const std::int64_t at : {1, 7, 16, 17, 20}) {
            const Run branch = branched(whole, at, whole.header.config);
            QCOMPARE(branch.steps.size(), count);
            const std::string found = difference(whole, branch, 0, count);
            QVERIFY2(found.empty(), found.c_str());
            QCOMPARE(branch.summary.state, whole.summary.state);
            QCOMPARE(branch.summary.message, whole.summary.message);
            QCOMPARE(branch.summary.updates, whole.summary.updates);
            QCOMPARE(branch.summary.totals.size(), whole.summary.totals.size());
            for (std::size_t index = 0; index < whole.summary.totals.size(); ++index) {
                QCOMPARE(branch.summary.totals[index].sum, whole.summary.totals[index].sum);
                QCOMPARE(branch.summary.totals[index].count, whole.summary.totals[index].count);
            }
            QCOMPARE(branch.header.before.size(), std::size_t{1});
            QCOMPARE(QString::fromStdString(branch_words(branch.header)),
                     QStringLiteral("branched from run %1 at chunk %2")
                         .arg(QString::fromStdString(whole.header.run_id.substr(0, 8)))
                         .arg(at));
            QVERIFY(branch.header.run_id != whole.header.run_id);
        }
    }

    /// What a chunk writes is η times something that the chunks before it and the text decide.
    void another_rate_holds_from_the_chunk_on()
    {
        constexpr std::int64_t at = 7;
        const Run whole = read(Runner(config_of(QStringLiteral("in-place"))));
        RunConfig config = whole.header.config;
        for (double& rate : config.inner_lr)
            rate *= 3;
        const Run branch = branched(whole, at, config);
        QVERIFY(difference(whole, branch, 0, at).empty());
        const double before = metric(whole.steps[at], Metric::delta_norm, 1);
        QVERIFY(before > 0);
        QVERIFY(std::abs(metric(branch.steps[at], Metric::delta_norm, 1) / before - 3) < 1e-5);
        const auto then = values_of(whole.steps[at], Column::nll_adapted),
                   now = values_of(branch.steps[at], Column::nll_adapted);
        QCOMPARE(std::vector(now.begin(), now.end()), std::vector(then.begin(), then.end()));
        QVERIFY(!difference(whole, branch, at + 1, at + 2).empty());
        QCOMPARE(branch.header.before.front().config.inner_lr, whole.header.config.inner_lr);
    }

    void another_rate_of_gradients_holds_from_the_segment_on()
    {
        constexpr std::int64_t at = 5;
        const Run whole = read(Runner(config_of(QStringLiteral("dynamic-evaluation"))));
        RunConfig config = whole.header.config;
        config.lr = *config.lr * 2;
        const Run branch = branched(whole, at, config);
        QVERIFY(difference(whole, branch, 0, at).empty());
        QVERIFY(
            std::abs(metric(branch.steps[at], Metric::delta_norm, 0) / metric(whole.steps[at], Metric::delta_norm, 0) -
                     2) < 1e-5);
    }

    /// A branch of a branch, with what each stretch was made with.
    void it_can_be_branched_again()
    {
        const Run whole = read(Runner(config_of(QStringLiteral("in-place"))));
        RunConfig fast = whole.header.config;
        for (double& rate : fast.inner_lr)
            rate *= 2;
        const Run first = branched(whole, 4, fast);
        const Run second = branched(first, 9, first.header.config);
        QCOMPARE(second.header.before.size(), std::size_t{2});
        QCOMPARE(second.header.before[0].run_id, whole.header.run_id);
        QCOMPARE(second.header.before[1].run_id, first.header.run_id);
        const std::string found = difference(first, second, 0, first.steps.size());
        QVERIFY2(found.empty(), found.c_str());
        const Run earlier = branched(first, 3, whole.header.config);  // of the first run's own steps
        QCOMPARE(earlier.header.before.size(), std::size_t{1});
        QCOMPARE(earlier.header.before[0].run_id, whole.header.run_id);
        QVERIFY(difference(whole, earlier, 0, whole.steps.size()).empty());
    }

    void the_guard_judges_by_its_new_margin_from_there()
    {
        RunConfig config = config_of(QStringLiteral("in-place"));
        config.guard = Guard::off;
        const Run whole = read(Runner(config));
        RunConfig strict = whole.header.config;
        strict.guard = Guard::arm;
        strict.guard_margin = 0;
        strict.guard_chunks = 4;
        const Run branch = branched(whole, 6, strict);
        QVERIFY(values_of(branch.steps[5], Column::nll_guarded).empty());
        QCOMPARE(values_of(branch.steps[6], Column::nll_guarded).size(), static_cast<std::size_t>(tiny_chunk));
        for (std::size_t step = 0; step < 9; ++step)
            QVERIFY(!find_events(branch.steps[step], EventKind::worse));
        QCOMPARE(find_total(branch.summary, Column::nll_guarded)->count,
                 static_cast<std::int64_t>(tokens) - 6 * tiny_chunk);
    }

    void what_shapes_the_state_stays_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("chunk") << "chunk";
        QTest::newRow("window") << "attention window";
        QTest::newRow("layers") << "fast layers";
        QTest::newRow("arms") << "models";
    }

    void what_shapes_the_state_stays()
    {
        const QString kind = QString::fromLatin1(QTest::currentDataTag());
        const Run whole = read(Runner(config_of(QStringLiteral("in-place"))));
        RunConfig config = whole.header.config;
        if (kind == QStringLiteral("chunk"))
            config.chunk = 32;
        else if (kind == QStringLiteral("window"))
            config.window = 5;
        else if (kind == QStringLiteral("layers"))
            config.fast_layers = {1}, config.inner_lr = {0.05}, config.decay = {1};
        else
            config.arms = Arms::adapted;
        EXPECT_ERROR("what may change is inner_lr, decay, target", branched(whole, 3, config));
    }

    void a_place_that_is_none_is_refused()
    {
        const Run whole = read(Runner(config_of(QStringLiteral("in-place"))));
        const auto count = static_cast<std::int64_t>(whole.steps.size());
        EXPECT_ERROR("a chunk of at least 1", stretches_before(whole.header, count, 0));
        EXPECT_ERROR("21 chunks of it are logged", stretches_before(whole.header, count, count + 1));
        EXPECT_ERROR("Nothing is left to read", stretches_before(whole.header, count, count));
        EXPECT_ERROR("5 chunks of it are logged", stretches_before(whole.header, 5, 6));
    }

    void another_model_is_refused()
    {
        const Run whole = read(Runner(config_of(QStringLiteral("in-place"))));
        RunBranch branch = branch_of(whole, 3);
        branch.model_hash = "xxh3:0";
        EXPECT_ERROR("has changed since the run was logged", Runner(whole.header.config, branch));
        branch = branch_of(whole, 3);
        branch.before.front().steps = 2;
        EXPECT_ERROR("needs the steps", Runner(whole.header.config, branch));
    }
};

TTT_TEST(BranchTest)
#include "tst_branch.moc"

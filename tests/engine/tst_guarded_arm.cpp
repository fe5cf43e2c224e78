#include "engine/records/compare.h"
#include "engine/records/error.h"
#include "engine/records/guard.h"
#include "engine/runner.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <bit>
#include <cmath>
#include <memory>

using namespace ttt;
using namespace ttt::test;

namespace {

struct Run {
    std::vector<StepRecord> steps;
    RunSummary summary;

    std::vector<float> column(Column column) const
    {
        std::vector<float> all;
        for (const StepRecord& step : steps) {
            const auto part = values_of(step, column);
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }

    std::optional<Worse> worse() const
    {
        for (const StepRecord& step : steps)
            if (const auto found = first_worse(find_events(step, EventKind::worse)))
                return found;
        return std::nullopt;
    }
};

Run run(const RunConfig& config)
{
    Runner runner(config);
    Run result;
    while (auto step = runner.step())
        result.steps.push_back(std::move(*step));
    result.summary = runner.summary();
    return result;
}

/// Bit by bit, over items [begin, end).
bool same(const std::vector<float>& a, const std::vector<float>& b, std::int64_t begin, std::int64_t end)
{
    for (auto at = static_cast<std::size_t>(begin); at < static_cast<std::size_t>(end); ++at)
        if (std::bit_cast<std::uint32_t>(a.at(at)) != std::bit_cast<std::uint32_t>(b.at(at)))
            return false;
    return true;
}

}  // namespace

class GuardedArmTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::int64_t tokens = 640;
    std::unique_ptr<TinyFiles> files_;

    /// A rate at which learning does harm on a text without a pattern.
    RunConfig harmful() const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.document = files_->path("long.txt");
        config.inner_lr = {2};
        config.guard = Guard::arm;
        config.guard_margin = 0.05;
        config.guard_chunks = 5;
        return config;
    }

private Q_SLOTS:
    void initTestCase()
    {
        files_ = std::make_unique<TinyFiles>();
        write_text(files_->path("long.txt"), babble(tokens));
    }

    void is_adapted_up_to_the_place_and_frozen_behind_it()
    {
        const Run result = run(harmful());
        const auto worse = result.worse();
        QVERIFY(worse);
        QCOMPARE(worse->end % tiny_chunk, 0);
        QCOMPARE(worse->end - worse->begin, 5 * tiny_chunk);
        QCOMPARE(worse->chunks, 5);
        QVERIFY(worse->end < tokens);
        const auto frozen = result.column(Column::nll_frozen), adapted = result.column(Column::nll_adapted),
                   guarded = result.column(Column::nll_guarded);
        QCOMPARE(guarded.size(), static_cast<std::size_t>(tokens));
        QVERIFY(same(guarded, adapted, 0, worse->end));
        QVERIFY(same(guarded, frozen, worse->end, tokens));
        QVERIFY(!same(adapted, frozen, worse->end, tokens));
        double sum = 0;
        for (std::size_t at = 1; at < guarded.size(); ++at)
            sum += guarded[at];
        QVERIFY(std::abs(find_total(result.summary, Column::nll_guarded)->sum - sum) < 1e-9);
        QVERIFY(perplexity(result.summary, Arm::guarded) < perplexity(result.summary, Arm::adapted));
    }

    void the_run_says_so_and_has_finished()
    {
        const Run result = run(harmful());
        const QString message = QString::fromStdString(result.summary.message);
        const std::int64_t chunk = result.worse()->begin / tiny_chunk;
        QCOMPARE(result.summary.state, RunState::finished);
        QVERIFY2(message.startsWith(QStringLiteral("Worse than frozen from chunk %1: over 5 chunks ").arg(chunk)),
                 qPrintable(message));
        const double excess = std::exp(result.worse()->excess);
        QVERIFY(excess > std::exp(0.05));
    }

    /// Divergence is judged over fewer chunks than the guard looks at.
    void has_fired_where_the_run_diverged()
    {
        RunConfig config = harmful();  // norms grow and logits with them; nothing overflows
        config.method = "dynamic-evaluation";
        config.document = files_->path("text.txt");
        config.inner_lr.clear();
        config.parameters = "norms";
        config.optimizer = Optimizer::sgd;
        config.segment = tiny_chunk;
        config.lr = 1000;
        config.guard_chunks = 30;
        const Run result = run(config);
        QCOMPARE(result.summary.state, RunState::diverged);
        const auto worse = result.worse();
        QVERIFY(worse);
        const std::string chunk = std::to_string(worse->end / tiny_chunk - 1);
        QVERIFY2(result.summary.message.starts_with("Diverged at chunk " + chunk + ": "),
                 result.summary.message.c_str());
        QVERIFY(worse->chunks < 30 && worse->excess > 1);
        QCOMPARE(worse->end - worse->begin, worse->chunks * tiny_chunk);
    }

    void never_looks_ahead()
    {
        const Run first = run(harmful());
        const std::int64_t end = first.worse()->end;
        for (const std::int64_t cut : {end - 1, end, end + 3, end + 3 * tiny_chunk}) {
            std::string text = babble(tokens);
            for (auto at = static_cast<std::size_t>(cut); at < text.size(); ++at)
                text[at] = text[at] == 'q' ? 'z' : 'q';
            write_text(files_->path("other.txt"), text);
            RunConfig config = harmful();
            config.document = files_->path("other.txt");
            const Run second = run(config);
            for (const Column column : {Column::nll_guarded, Column::nll_adapted, Column::nll_frozen})
                QVERIFY(same(first.column(column), second.column(column), 0, cut));
            if (cut >= end)
                QVERIFY(second.worse() == first.worse());
        }
    }

    void the_others_are_as_they_are_without_it()
    {
        const Run guarded = run(harmful());
        for (const Guard guard : {Guard::mark, Guard::off}) {
            RunConfig config = harmful();
            config.guard = guard;
            const Run raw = run(config);
            for (const Column column : {Column::nll_adapted, Column::nll_frozen, Column::rank_adapted})
                QVERIFY(same(raw.column(column), guarded.column(column), 0, tokens));
            QVERIFY(raw.column(Column::nll_guarded).empty());
            QVERIFY(!find_total(raw.summary, Column::nll_guarded));
            QCOMPARE(raw.worse() == guarded.worse(), guard == Guard::mark);
            QCOMPARE(raw.summary.message == guarded.summary.message, guard == Guard::mark);
            QCOMPARE(raw.steps.back().fast_hash, guarded.steps.back().fast_hash);
        }
    }

    void where_nothing_gets_worse_it_is_adapted()
    {
        RunConfig config = harmful();
        config.guard_margin = 1e6;
        const Run result = run(config);
        QVERIFY(!result.worse() && result.summary.message.empty());
        QVERIFY(same(result.column(Column::nll_guarded), result.column(Column::nll_adapted), 0, tokens));
    }

    void one_arm_alone_can_not_be_guarded()
    {
        RunConfig config = harmful();
        for (const Arms arms : {Arms::adapted, Arms::frozen}) {
            config.arms = arms;
            QVERIFY_EXCEPTION_THROWN(run(config), Error);
        }
        config.arms = Arms::adapted;
        config.guard = Guard::mark;
        QVERIFY(!run(config).worse());
    }
};

TTT_TEST(GuardedArmTest)
#include "tst_guarded_arm.moc"

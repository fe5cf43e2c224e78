#include "engine/records/divergence.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <limits>

using namespace ttt;

namespace {

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

/// A chunk of `tokens` tokens in which each costs 3 nats frozen and `excess` more adapted.
StepRecord chunk(std::int64_t index, double excess, std::size_t tokens = 16)
{
    StepRecord step;
    step.index = index;
    step.columns = {{Column::nll_frozen, std::vector<float>(tokens, 3)},
                    {Column::nll_adapted, std::vector<float>(tokens, static_cast<float>(3 + excess))}};
    return step;
}

}  // namespace

class TestDivergence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void more_than_a_nat_over_eight_chunks()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 20; ++i)
            watch.add(chunk(i, i < 10 ? 0 : 2));
        QCOMPARE(watch.chunk().value(), 14);  // 5 of the last 8 chunks cost 2: above a mean of 1
        QVERIFY2(watch.sentence().starts_with("Diverged at chunk 14: over the last 8 chunks every token cost 1.3 nats"),
                 watch.sentence().c_str());
    }

    void a_nat_is_not_enough()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 100; ++i)
            watch.add(chunk(i, 1));
        watch.end();
        QVERIFY(!watch.chunk());
        QVERIFY(watch.sentence().empty());
    }

    void one_bad_chunk_may_pass()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 40; ++i)
            watch.add(chunk(i, i == 20 ? 7.5 : 0));
        watch.end();
        QVERIFY(!watch.chunk());
    }

    void once_is_for_good()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 100; ++i)
            watch.add(chunk(i, i < 8 ? 50 : -1));
        QCOMPARE(watch.chunk().value(), 7);
    }

    void a_short_text_is_judged_at_its_end()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 4; ++i)
            watch.add(chunk(i, 3));
        QVERIFY(!watch.chunk());
        watch.end();
        QCOMPARE(watch.chunk().value(), 3);
    }

    void a_few_tokens_tell_nothing()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 60; ++i)
            watch.add(chunk(i, 5, 1));
        watch.end();
        QVERIFY(!watch.chunk());
        for (int i = 60; i < 65; ++i)
            watch.add(chunk(i, 5, 1));
        QCOMPARE(watch.chunk().value(), 63);
    }

    void one_arm_alone_can_not_tell()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 20; ++i) {
            StepRecord step = chunk(i, 50);
            step.columns.erase(step.columns.begin());
            watch.add(step);
        }
        watch.end();
        QVERIFY(!watch.chunk());
    }

    void tokens_without_a_value_do_not_count()
    {
        DivergenceWatch watch;
        for (int i = 0; i < 20; ++i) {
            StepRecord step = chunk(i, 2);
            step.columns[0].values[0] = no_value;
            watch.add(step);
        }
        QCOMPARE(watch.chunk().value(), 7);
    }
};

TTT_TEST(TestDivergence)
#include "tst_divergence.moc"

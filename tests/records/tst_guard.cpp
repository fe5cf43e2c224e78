#include "engine/records/guard.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <limits>

using namespace ttt;

namespace {

/// Chunks of 16 tokens, each costing 3 nats frozen and so much more adapted, until one decides.
std::optional<Worse> judged(GuardWatch watch, const std::vector<double>& excesses, std::size_t tokens = 16)
{
    const std::vector<float> frozen(tokens, 3);
    for (std::size_t at = 0; at < excesses.size(); ++at) {
        const std::vector<float> adapted(tokens, static_cast<float>(3 + excesses[at]));
        if (watch.add(static_cast<std::int64_t>(at * tokens), frozen, adapted))
            break;
    }
    return watch.worse();
}

}  // namespace

class GuardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decides_behind_the_chunks_that_it_judged()
    {
        std::vector<double> excesses(20, 0);
        std::fill(excesses.begin() + 10, excesses.end(), 1);
        const auto worse = judged(GuardWatch(0.5, 4), excesses);
        QVERIFY(worse);
        QCOMPARE(worse->begin, 9 * 16);  // chunks 9 to 12, three of which cost 1
        QCOMPARE(worse->end, 13 * 16);
        QCOMPARE(worse->excess, 0.75);
        QCOMPARE(worse->chunks, 4);
    }

    void the_margin_itself_is_not_above_it()
    {
        QVERIFY(!judged(GuardWatch(1, 4), std::vector<double>(20, 1)));
        QVERIFY(judged(GuardWatch(0.999, 4), std::vector<double>(20, 1)));
    }

    void fewer_chunks_are_not_judged()
    {
        QVERIFY(!judged(GuardWatch(0.1, 8), std::vector<double>(7, 5)));
        QCOMPARE(judged(GuardWatch(0.1, 8), std::vector<double>(8, 5))->end, 8 * 16);
    }

    void a_few_tokens_tell_nothing()
    {
        QVERIFY(!judged(GuardWatch(0.1, 2), std::vector<double>(63, 5), 1));
        const auto worse = judged(GuardWatch(0.1, 2), std::vector<double>(64, 5), 1);
        QCOMPARE(worse->end - worse->begin, 64);
        QCOMPARE(worse->chunks, 64);
    }

    void tokens_without_a_value_do_not_count()
    {
        GuardWatch watch(0.1, 1);
        std::vector<float> frozen(80, 3), adapted(80, 4);
        frozen[0] = adapted[1] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(watch.add(0, frozen, adapted));
        QCOMPARE(watch.worse()->excess, 1.0);
    }

    void an_event_says_what_was_found()
    {
        const Worse worse{.begin = 32, .end = 96, .excess = 0.3125, .chunks = 4};
        StepRecord step{
            .index = 5, .begin = 80, .end = 96, .metrics = {}, .columns = {}, .events = {}, .fast_hash = {}};
        QVERIFY(!first_worse(find_events(step, EventKind::worse)));
        add_worse(step, worse);
        const EventRows& rows = *find_events(step, EventKind::worse);
        const EventInfo& info = *find_event(EventKind::worse);
        QCOMPARE(static_cast<std::int32_t>(rows.items.size()), count_names(info.items));
        QCOMPARE(static_cast<std::int32_t>(rows.values.size()), count_names(info.values));
        QVERIFY(first_worse(&rows) == worse);
        QVERIFY(!first_worse(nullptr));
    }

    void a_sentence_names_the_first_chunk()
    {
        const auto said = [](double excess, std::int64_t chunks) {
            return worse_sentence({.begin = 0, .end = 0, .excess = excess, .chunks = chunks}, 15);
        };
        QVERIFY(
            said(0.214, 4).starts_with("Worse than frozen from chunk 12: over 4 chunks every token cost 0.21 nats"));
        QVERIFY(said(3.05, 1).starts_with("Worse than frozen from chunk 15: over 1 chunk every token cost 3.05 nats"));
        QVERIFY(said(1e300, 1).find(" 1000000.00 nats") != std::string::npos);
    }
};

TTT_TEST(GuardTest)
#include "tst_guard.moc"

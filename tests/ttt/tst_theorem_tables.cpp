// The tables of where Theorem 1 fails, against what follows from counting.
#include "engine/records/error.h"
#include "engine/ttt/theorem_tables.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace ttt;

class TestTheoremTables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cross_talk_falls_with_the_width();
    void a_common_mode_drowns_the_signal_and_centring_mends_it();
    void the_same_seed_gives_the_same_table();
    void draws_are_checked();
};

constexpr std::int64_t draws = 30;

/// Others gain by chance: about 255/46 places write them, each with a cosine of variance 1/f, and every place writes a
/// part 1/d of all others; v* itself lends 1/d.
void TestTheoremTables::cross_talk_falls_with_the_width()
{
    const std::vector<CrossTalkRow> rows = cross_talk_table(draws, 1);
    QCOMPARE(rows.size(), 4U);
    const double tokens = TheoremTableShape::tokens, others = TheoremTableShape::vocabulary - 2.0;
    const double each = tokens / others / others;  // places of one token followed by one other
    for (const CrossTalkRow& row : rows) {
        const double written = others * (each + each * each);
        const double lent = others * others * (each + each * each) / TheoremTableShape::width;
        const double expected =
            std::sqrt((written + lent) / static_cast<double>(row.inner) + 1.0 / TheoremTableShape::width);
        QVERIFY2(std::abs(row.others / expected - 1) < 0.1,
                 qPrintable(QStringLiteral("f %1: %2, expected %3").arg(row.inner).arg(row.others).arg(expected)));
        TTT_VERIFY_BELOW(std::abs(row.target - 1), 0.1);
    }
    QVERIFY(rows[0].first < draws && rows[0].first > draws / 2);
    QCOMPARE(rows[3].first, draws);
}

void TestTheoremTables::a_common_mode_drowns_the_signal_and_centring_mends_it()
{
    const std::vector<CommonModeRow> rows = common_mode_table(draws, 1);
    QCOMPARE(rows.size(), 4U);
    for (const CommonModeRow& row : rows) {
        const double cosine = row.mu * row.mu / (1 + row.mu * row.mu);
        TTT_VERIFY_BELOW(std::abs(row.cosine - cosine), 0.005);
        TTT_VERIFY_BELOW(std::abs(row.centred_target - (1 - cosine) * 1.0175), 0.02);  // + sum p^2 of the mean key
        QCOMPARE(row.centred_first, draws);
    }
    QVERIFY(rows[0].first == draws && rows[1].first < draws && rows[1].first > draws / 2);
    QCOMPARE(rows[2].first, 0);
    QCOMPARE(rows[3].first, 0);
    for (std::size_t at = 1; at < rows.size(); ++at)
        QVERIFY(rows[at].others > 2 * rows[at - 1].others);
}

void TestTheoremTables::the_same_seed_gives_the_same_table()
{
    const auto others = [](std::uint64_t seed) { return cross_talk_table(3, seed)[1].others; };
    QCOMPARE(others(7), others(7));
    QVERIFY(others(7) != others(8));
}

void TestTheoremTables::draws_are_checked()
{
    TTT_VERIFY_SENTENCE(cross_talk_table(0, 0), "[cross_talk_table] draws: expected 1 to 100000, got 0");
    TTT_VERIFY_SENTENCE(common_mode_table(100001, 0), "[common_mode_table] draws: expected 1 to 100000, got 100001");
}

TTT_TEST(TestTheoremTables)
#include "tst_theorem_tables.moc"

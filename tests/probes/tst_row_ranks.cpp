#include "engine/probes/row_ranks.h"
#include "engine/records/metrics.h"
#include "tests/support/tensors.h"

using namespace ttt;
using torch::Tensor;

class TestRowRanks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees_with_the_plain_operators_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("size");
        for (const int size : {5, 31, 32, 33, 1000, 8192})
            QTest::addRow("%d logits", size) << 37 << size;
        QTest::newRow("one row") << 1 << 300;
        QTest::newRow("no row") << 0 << 300;
    }

    void agrees_with_the_plain_operators()
    {
        QFETCH(int, rows);
        QFETCH(int, size);
        torch::manual_seed(size);
        const Tensor logits = torch::randn({rows, size});
        const Tensor own = logits.gather(1, torch::randint(size, {rows, 1}));
        const RowRanks fast = rank_rows(logits, own, true);
        const RowRanks plain = rank_rows_plain(logits, own, true);
        QVERIFY(fast.rank.equal(plain.rank));
        QVERIFY(fast.top_ids.equal(plain.top_ids));
        QVERIFY(fast.top_logits.equal(plain.top_logits));
    }

    void equal_logits_are_ordered_by_id()
    {
        Tensor logits = torch::zeros({1, 100});
        logits[0][60] = 2;
        logits[0][70] = 2;
        logits[0][99] = 1;
        const RowRanks ranks = rank_rows(logits, torch::full({1, 1}, 2.0F), true);
        QVERIFY(ranks.top_ids.equal(torch::tensor({{60, 70, 99, 0, 1}}, torch::kLong)));
        QCOMPARE(ranks.rank.item<float>(), 1.0F);
        QCOMPARE(rank_rows(logits, torch::zeros({1, 1}), false).rank.item<float>(), 4.0F);
        QVERIFY(!rank_rows(logits, torch::zeros({1, 1}), false).top_ids.defined());
    }

    void rows_may_be_strided()
    {
        torch::manual_seed(1);
        const Tensor wide = torch::randn({64, 20});
        const RowRanks ranks = rank_rows(wide.t(), wide.t().slice(1, 3, 4), true);
        QVERIFY(ranks.top_ids.equal(rank_rows_plain(wide.t(), wide.t().slice(1, 3, 4), true).top_ids));
    }
};

QTEST_APPLESS_MAIN(TestRowRanks)
#include "tst_row_ranks.moc"

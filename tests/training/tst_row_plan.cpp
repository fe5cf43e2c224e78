// Which tokens stand in which row: everything once an epoch, borders respected, the same again after a restart.
#include "engine/records/error.h"
#include "engine/training/row_plan.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <map>

using namespace ttt;

namespace {

/// Documents of the given lengths; every token of the corpus is a number of its own.
Corpus numbered(const std::vector<std::int32_t>& lengths)
{
    Corpus corpus{.documents = {}, .end_token = 0, .vocab_size = 100000};
    std::int32_t next = 1;
    for (const std::int32_t length : lengths) {
        DocumentTokens tokens;
        for (std::int32_t i = 0; i < length; ++i)
            tokens.push_back(next++);
        tokens.push_back(corpus.end_token);
        corpus.documents.push_back(tokens);
    }
    return corpus;
}

constexpr RowShape shape{.length = 64, .chunk = 16, .repeat_fraction = 0, .repeat_min = 8, .repeat_max = 32};

bool same(const Row& a, const Row& b)
{
    return a.ids == b.ids && a.targets == b.targets && a.document == b.document;
}

}  // namespace

class TestRowPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void every_token_is_predicted_once_an_epoch()
    {
        const Corpus corpus = numbered({500, 3, 77, 64, 130});
        RowPlan plan(corpus, shape, 1);
        std::map<std::int64_t, int> input;
        for (std::int64_t index = 0; input.empty() || input.size() < 500 + 3 + 77 + 64 + 130; ++index) {
            QVERIFY2(index < 40, "an epoch of 774 tokens fits 40 rows of 64");
            const Row row = plan.row(index);
            for (std::size_t i = 0; i < row.ids.size(); ++i)
                if (row.targets[i] >= 0)
                    ++input[row.ids[i]];
        }
        for (const auto& [token, count] : input)
            QCOMPARE(count, 1);
    }

    void targets_follow_their_tokens_and_documents_start_at_chunks()
    {
        const Corpus corpus = numbered({500, 3, 77, 64, 130});
        RowPlan plan(corpus, shape, 2);
        for (std::int64_t index = 0; index < 12; ++index) {
            const Row row = plan.row(index);
            for (std::size_t i = 0; i < row.ids.size(); ++i) {
                if (row.targets[i] > 0)
                    QCOMPARE(row.targets[i], row.ids[i] + 1);
                if (i > 0 && row.document[i] != row.document[i - 1])
                    QCOMPARE(i % 16, 0U);
                if (i > 0 && row.document[i] == row.document[i - 1] && row.targets[i] > 0)
                    QCOMPARE(row.ids[i], row.ids[i - 1] + 1);
            }
        }
    }

    void a_fresh_plan_gives_the_same_rows_in_any_order()
    {
        const Corpus corpus = numbered({500, 3, 77, 64, 130});
        RowShape mixed_shape = shape;
        mixed_shape.repeat_fraction = 0.3;
        RowPlan plan(corpus, mixed_shape, 3);
        std::vector<Row> rows;
        for (std::int64_t index = 0; index < 60; ++index)
            rows.push_back(plan.row(index));
        RowPlan again(corpus, mixed_shape, 3);
        for (const std::int64_t index : {59, 7, 30, 0})
            QVERIFY(same(again.row(index), rows[static_cast<std::size_t>(index)]));
        RowPlan other(corpus, mixed_shape, 4);
        QVERIFY(!same(other.row(0), rows[0]));
    }

    void repeated_rows_return_and_their_first_showing_does_not_count()
    {
        const Corpus corpus = numbered({500});
        RowShape repeats = shape;
        repeats.repeat_fraction = 1;
        RowPlan plan(corpus, repeats, 5);
        for (std::int64_t index = 0; index < 20; ++index) {
            const Row row = plan.row(index);
            std::size_t span = 1;
            while (row.ids[span] != row.ids[0])
                ++span;
            QVERIFY(span >= 8 && span <= 32);
            for (std::size_t i = 0; i < row.ids.size(); ++i) {
                QCOMPARE(row.ids[i], row.ids[i % span]);
                QVERIFY(row.ids[i] != corpus.end_token);
                QCOMPARE(row.targets[i] < 0, i + 1 < span);
            }
        }
    }

    void refusals()
    {
        const Corpus corpus = numbered({500});
        RowShape crooked = shape;
        crooked.length = 65;
        QVERIFY_EXCEPTION_THROWN(RowPlan(corpus, crooked, 1), Error);
        QVERIFY_EXCEPTION_THROWN(RowPlan(numbered({}), shape, 1), Error);
    }
};

TTT_TEST(TestRowPlan)
#include "tst_row_plan.moc"

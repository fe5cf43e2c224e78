// The probe against the definition, on the full logits of both arms in f64.
#include "engine/probes/pattern_probe.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t tokens = 90;
constexpr std::int64_t kinds = 6;  // of tokens: few, so that pairs come back

/// A head and nothing else: the probe asks the model only for logits.
Transformer only_a_head(const Tensor& head)
{
    ModelWeights weights;
    weights.config = tiny_config(false);
    weights.head = head;
    weights.embedding = weights.head;
    return Transformer(weights);
}

ArmStates part(const ArmStates& states, std::int64_t begin, std::int64_t end)
{
    return {.frozen = states.frozen.defined() ? states.frozen.slice(0, begin, end) : Tensor(),
            .adapted = states.adapted.defined() ? states.adapted.slice(0, begin, end) : Tensor()};
}

}  // namespace

class TestPatternProbe : public QObject {
    Q_OBJECT

private:
    std::vector<std::int32_t> ids_;
    std::unique_ptr<Transformer> transformer_;
    std::unique_ptr<Transformer> twin_;  // the same numbers in a head of its own
    ArmStates states_;                   // of all tokens

    /// All steps in one record. Stretches of `chunk` tokens are read, and each also is a step.
    StepRecord measure(bool costly, const ArmStates& states, std::int64_t chunk,
                       std::int64_t block_bytes = default_logit_bytes, bool own_head = false) const
    {
        PatternProbe probe(costly, ids_.front(), block_bytes);
        StepRecord all;
        ItemColumn column{Column::induction, {}};
        for (std::int64_t begin = 0; begin < tokens; begin += chunk) {
            StepRecord step;
            step.begin = begin;
            step.end = std::min(begin + chunk, tokens);
            const std::span predicted(ids_.begin() + begin + 1, ids_.begin() + std::min(step.end + 1, tokens));
            probe.look(*transformer_, own_head ? *twin_ : *transformer_, part(states, begin, step.end), predicted);
            probe.fill(step);
            for (const PatternEvent& event : patterns_of(step))
                add_pattern(all, event);
            const std::vector<float>& values = step.columns.at(0).values;
            column.values.insert(column.values.end(), values.begin(), values.end());
        }
        all.columns.push_back(column);
        return all;
    }

    /// Of the pair ids[position - 1], ids[position], and 0 where the rule is wrong or has no guess.
    std::int64_t tokens_back(std::size_t position) const
    {
        for (std::size_t earlier = position; earlier-- > 1;)
            if (ids_[earlier - 1] == ids_[position - 1])
                return ids_[earlier] == ids_[position] ? static_cast<std::int64_t>(position - earlier) : 0;
        return 0;
    }

    Tensor logits(const Tensor& hidden) const
    {
        return torch::matmul(hidden.to(torch::kFloat64), transformer_->weights().head.to(torch::kFloat64).t());
    }

private Q_SLOTS:
    void initTestCase()
    {
        torch::manual_seed(3);
        const ModelConfig config = tiny_config(false);
        const Tensor head = torch::randn({config.vocab_size, config.hidden_size});
        transformer_ = std::make_unique<Transformer>(only_a_head(head));
        twin_ = std::make_unique<Transformer>(only_a_head(head.clone()));
        const Tensor drawn = torch::randint(kinds, {tokens}, torch::kInt);
        ids_.assign(drawn.const_data_ptr<std::int32_t>(), drawn.const_data_ptr<std::int32_t>() + tokens);
        states_.frozen = torch::randn({tokens, 32});
        states_.adapted = states_.frozen + 0.3 * torch::randn({tokens, 32});
    }

    void the_column_says_how_far_back()
    {
        const std::vector<float> column = measure(false, {}, 16).columns[0].values;
        QCOMPARE(static_cast<std::int64_t>(column.size()), tokens);
        QVERIFY(std::isnan(column[0]));
        int hits = 0;
        for (std::size_t position = 1; position < column.size(); ++position) {
            QCOMPARE(column[position], static_cast<float>(tokens_back(position)));
            hits += column[position] > 0;
        }
        QVERIFY(hits > 5 && hits < tokens / 2);
    }

    void changes_are_those_of_the_full_logits_data()
    {
        QTest::addColumn<qint64>("chunk");
        QTest::addColumn<qint64>("block_bytes");
        QTest::addColumn<bool>("own_head");
        QTest::newRow("one chunk") << qint64{tokens} << qint64{default_logit_bytes} << false;
        QTest::newRow("chunks, the last one short") << qint64{16} << qint64{default_logit_bytes} << false;
        QTest::newRow("every token is the first of a chunk") << qint64{1} << qint64{default_logit_bytes} << false;
        QTest::newRow("each arm has a head") << qint64{16} << qint64{default_logit_bytes} << true;
        QTest::newRow("blocks of two rows") << qint64{tokens} << qint64{2 * 4 * 260 + 1} << true;
        QTest::newRow("less than a row per block") << qint64{16} << qint64{1} << true;
    }

    void changes_are_those_of_the_full_logits()
    {
        QFETCH(qint64, chunk);
        QFETCH(qint64, block_bytes);
        QFETCH(bool, own_head);
        const StepRecord step = measure(true, states_, chunk, block_bytes, own_head);
        const Tensor change = logits(states_.adapted) - logits(states_.frozen);
        const std::vector<PatternEvent> events = patterns_of(step);
        auto event = events.begin();
        for (std::size_t position = 1; position < ids_.size(); ++position) {
            if (tokens_back(position) == 0)
                continue;
            QVERIFY(event != events.end());
            QCOMPARE(event->position, static_cast<std::int64_t>(position));
            QCOMPARE(event->position - event->earlier, tokens_back(position));
            const Tensor row = change[event->position - 1];  // at the second A
            const std::int64_t own = ids_[position];
            const Tensor others = torch::cat({row.slice(0, 0, own), row.slice(0, own + 1)});
            TTT_VERIFY_BELOW(std::abs(event->logit_change - row[own].item<double>()), 1e-5);
            TTT_VERIFY_BELOW(std::abs(event->logit_change_others - others.mean().item<double>()), 1e-5);
            TTT_VERIFY_BELOW(std::abs(event->logit_change_spread - others.std(false).item<double>()), 1e-5);
            ++event;
        }
        QVERIFY(event == events.end());
    }

    void arms_that_are_equal_change_nothing()
    {
        const StepRecord step = measure(true, {.frozen = states_.frozen, .adapted = states_.frozen}, 16);
        QVERIFY(!step.events.empty());
        for (const PatternEvent& event : patterns_of(step))
            QVERIFY(event.logit_change == 0 && event.logit_change_others == 0 && event.logit_change_spread == 0);
    }

    void logits_that_move_together_are_no_spread()
    {
        // One column of the head is the same for all tokens.
        Tensor head = torch::randn({transformer_->weights().config.vocab_size, 32});
        head.select(1, 5).fill_(1000);
        const Tensor before = torch::randn({3, 32}), own = torch::tensor({1, 7, 200});
        Tensor after = before.clone();
        after.select(1, 5).add_(2);
        const Tensor change = HeadMoments(head).change(before, after, own);
        TTT_VERIFY_BELOW((change.slice(1, 0, 2) - 2000).abs().max().item<double>(), 1e-3);
        TTT_VERIFY_BELOW(change.select(1, 2).max().item<double>(), 1e-3);
    }

    void no_change_without_both_arms()
    {
        const ArmStates only_adapted{.frozen = {}, .adapted = states_.adapted};
        const ArmStates only_frozen{.frozen = states_.frozen, .adapted = {}};
        QVERIFY(measure(true, only_adapted, 16).events.empty());
        QVERIFY(measure(true, only_frozen, 16).events.empty());
        QVERIFY(measure(false, states_, 16).events.empty());
    }
};

TTT_TEST(TestPatternProbe)
#include "tst_pattern_probe.moc"

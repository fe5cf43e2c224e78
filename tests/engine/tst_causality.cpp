// One token is changed: what moves, and what may not. The comparison itself is shown a leak, and sees it.
#include "engine/lab.h"
#include "engine/machine/threads.h"
#include "engine/probes/reading_difference.h"
#include "engine/records/error.h"
#include "engine/run_checkpoint.h"
#include "engine/runner.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <memory>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

class TestCausality : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;

    RunConfig config(const std::function<void(RunConfig&)>& change = {}) const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.document = files_->path("text.txt");
        if (change)
            change(config);
        return config;
    }

    CausalityCheck check(std::int64_t item, std::int64_t end, const std::function<void(RunConfig&)>& change = {}) const
    {
        const Runner runner(config(change));
        return Lab(runner.header().config, runner.document().token_ids).check_causality(item, end, {});
    }

    ReadingDifference compare(const Tensor& first, const Tensor& second) const
    {
        const RunCheckpoint model = open_model(config());
        ArmReader one = start_reader(model);
        ArmReader other = start_reader(model);
        return reading_difference(one, other, first, second, model.config.chunk, {});
    }

private Q_SLOTS:
    void initTestCase()
    {
        set_threads(1);  // a tiny model gains nothing from more
        files_ = std::make_unique<TinyFiles>();
    }
    void init() { torch::manual_seed(7); }

    void nothing_before_the_token_moves_data()
    {
        QTest::addColumn<int>("item");
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("first_write");
        QTest::newRow("first token") << 0 << 100 << 0;
        QTest::newRow("inside a chunk") << 41 << 150 << 2;
        QTest::newRow("first of a chunk") << 48 << 150 << 3;
        QTest::newRow("last of a chunk") << 63 << 150 << 3;
        QTest::newRow("in a chunk that is not whole") << 146 << 150 << -1;
        QTest::newRow("read no further") << 63 << 64 << 3;
    }

    void nothing_before_the_token_moves()
    {
        QFETCH(int, item);
        QFETCH(int, end);
        QFETCH(int, first_write);
        const CausalityCheck result = check(item, end);
        QCOMPARE(result.item, item);
        QVERIFY(result.original != result.replacement);
        QCOMPARE(result.by_item.size(), static_cast<std::size_t>(end));
        QVERIFY(result.largest_before == 0);
        QCOMPARE(result.first_moved, item);
        QVERIFY(result.by_item[static_cast<std::size_t>(item)] > 0);
        QCOMPARE(result.first_write, first_write);
    }

    void beyond_the_reach_of_attention_only_writes_carry_it_on()
    {
        const auto all_see = [](RunConfig& config) { config.window = 4; };  // 5 layers reach 15 tokens back
        const auto none_learn = [](RunConfig& config) {
            config.window = 4;
            config.inner_lr = {0};
        };
        const CausalityCheck learns = check(20, 150, all_see);
        const CausalityCheck rests = check(20, 150, none_learn);
        QCOMPARE(rests.first_write, -1);
        QVERIFY(rests.by_item[35] > 0 && rests.by_item[36] == 0 && rests.by_item[149] == 0);
        QCOMPARE(learns.first_write, 1);
        QVERIFY(learns.by_item[36] > 0 && learns.by_item[149] > 0);
    }

    void a_frozen_model_is_checked_too()
    {
        const CausalityCheck result = check(41, 150, [](RunConfig& config) { config.arms = Arms::frozen; });
        QVERIFY(result.largest_before == 0);
        QCOMPARE(result.first_moved, 41);
        QCOMPARE(result.first_write, -1);
    }

    void the_seed_chooses_the_token()
    {
        const auto replacement = [this](std::uint64_t seed) {
            return check(9, 20, [seed](RunConfig& config) { config.seed = seed; }).replacement;
        };
        QCOMPARE(replacement(1), replacement(1));
        QVERIFY(replacement(1) != replacement(2));
        QVERIFY(replacement(1) >= 0 && replacement(1) < 256);  // 256 is special, 257 to 259 are holes
    }

    void a_random_control_is_as_causal()
    {
        const CausalityCheck result = check(41, 150, [](RunConfig& config) { config.control = Control::random; });
        QVERIFY(result.largest_before == 0);
        QCOMPARE(result.first_moved, 41);
        QCOMPARE(result.first_write, 2);  // its norm is that of the real delta
    }

    void the_comparison_sees_a_leak()
    {
        const Tensor text = torch::randint(256, {80}, torch::kLong);
        Tensor leaked = text.clone();
        leaked[50] = (text[50] + 1) % 256;
        leaked[30] = (text[30] + 1) % 256;  // what a model that looked ahead from 30 to 50 would come to
        const ReadingDifference difference = compare(text, leaked);
        const auto before = std::max_element(difference.by_item.begin(), difference.by_item.begin() + 50);
        QVERIFY(*before > 0);
        QVERIFY(std::find_if(difference.by_item.begin(), difference.by_item.end(), [](float x) { return x > 0; }) ==
                difference.by_item.begin() + 30);
        QCOMPARE(difference.first_write, 1);
    }

    void equal_texts_do_not_differ()
    {
        const Tensor text = torch::randint(256, {80}, torch::kLong);
        const ReadingDifference difference = compare(text, text.clone());
        QCOMPARE(difference.by_item, std::vector<float>(80, 0.0F));
        QCOMPARE(difference.first_write, -1);
    }

    void what_is_not_a_number_has_moved()
    {
        const RunCheckpoint model = open_model(config());
        ModelWeights broken = load_run_weights(model);
        broken.head = broken.head.clone();  // the file is mapped read-only
        broken.head[3].fill_(std::numeric_limits<float>::quiet_NaN());
        ArmReader one(broken, model.config);
        ArmReader other(broken, model.config);
        const Tensor text = torch::randint(256, {20}, torch::kLong);
        const ReadingDifference difference = reading_difference(one, other, text, text, 16, {});
        QVERIFY(std::isinf(difference.by_item.front()));
    }

    void refusals()
    {
        TTT_VERIFY_SENTENCE(check(20, 20), "must be one of 0 to 19, not 20");
        TTT_VERIFY_SENTENCE(check(-1, 20), "must be one of 0 to 19, not -1");
        TTT_VERIFY_SENTENCE(check(5, 151), "up to token 150, not up to 151");
        TTT_VERIFY_SENTENCE(check(0, 0), "not up to 0");
    }
};

TTT_TEST(TestCausality)
#include "tst_causality.moc"

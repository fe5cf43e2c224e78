// The arithmetic of a comparison: gain, interval, worse tokens, ranges; and which run a method becomes.
#include "app/compare_methods.h"
#include "engine/model/model_config.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>

using namespace ttt;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// NLL of `count` tokens around 4, the first without one.
std::vector<float> frozen_nll(std::size_t count)
{
    std::vector<float> nll(count);
    for (std::size_t at = 0; at < count; ++at)
        nll[at] = 4 + std::sin(0.7F * static_cast<float>(at));
    nll[0] = none;
    return nll;
}

/// `by` less on average, with a spread from block to block.
std::vector<float> learned_nll(const std::vector<float>& frozen, float by)
{
    std::vector<float> nll = frozen;
    for (std::size_t at = 0; at < nll.size(); ++at)
        nll[at] -= by * (1 + std::cos(0.1F * static_cast<float>(at)));
    return nll;
}

ModelConfig model(bool is_trained)
{
    ModelConfig config;
    config.layer_count = 4;
    config.hidden_size = 32;
    config.windows = {0, 0, 0, 0};
    config.ttt.mode = is_trained;
    if (is_trained) {
        config.ttt.layers = {1, 3};
        config.ttt.lr = {0.05};
        config.ttt.chunk = 16;
    }
    return config;
}

}  // namespace

class CompareMethodsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_constant_gain_is_certain();
    void the_interval_holds_the_gain_and_shrinks();
    void few_blocks_have_no_interval();
    void worse_tokens_are_counted();
    void the_gain_so_far_ends_at_the_gain();
    void comparison_by_position();
    void runs_of_methods();
    void a_stock_model_can_do_less();
};

void CompareMethodsTest::a_constant_gain_is_certain()
{
    const std::vector<float> frozen = frozen_nll(1000);
    std::vector<float> learned = frozen;
    for (float& value : learned)
        value -= 0.25F;
    const Gain gain = paired_gain(frozen, learned, 50);
    QCOMPARE(gain.tokens, 999);
    QVERIFY(std::abs(gain.change - std::expm1(-0.25)) < 1e-6);
    QVERIFY(std::abs(gain.low - gain.change) < 1e-6 && std::abs(gain.high - gain.change) < 1e-6);
    QCOMPARE(gain.worse, 0.0);
}

void CompareMethodsTest::the_interval_holds_the_gain_and_shrinks()
{
    double width = 1;
    for (const std::size_t tokens : {1000U, 10'000U, 100'000U}) {
        const std::vector<float> frozen = frozen_nll(tokens);
        const Gain gain = paired_gain(frozen, learned_nll(frozen, 0.2F), 10);
        QVERIFY2(gain.low < gain.change && gain.change < gain.high, qPrintable(QString::number(tokens)));
        QVERIFY(gain.high - gain.low < width / 2);  // about √10
        width = gain.high - gain.low;
        const Gain again = paired_gain(frozen, learned_nll(frozen, 0.2F), 10);
        QCOMPARE(again.low, gain.low);  // the draws are seeded
    }
}

void CompareMethodsTest::few_blocks_have_no_interval()
{
    const std::vector<float> frozen = frozen_nll(70);
    const Gain gain = paired_gain(frozen, learned_nll(frozen, 0.2F), 10);
    QVERIFY(gain.change < 0);
    QVERIFY(std::isnan(gain.low) && std::isnan(gain.high));
    QVERIFY(std::isnan(paired_gain({}, {}, 10).change));
}

void CompareMethodsTest::worse_tokens_are_counted()
{
    const std::vector<float> frozen{none, 1, 2, 3, 4};
    const std::vector<float> learned{none, 1.05F, 2.2F, 1, 5};
    const Gain gain = paired_gain(frozen, learned, 2);
    QCOMPARE(gain.tokens, 4);
    QCOMPARE(gain.worse, 0.5);
}

void CompareMethodsTest::the_gain_so_far_ends_at_the_gain()
{
    const std::vector<float> frozen = frozen_nll(1003);
    const std::vector<float> learned = learned_nll(frozen, 0.1F);
    const Gain gain = paired_gain(frozen, learned, 10);
    for (const std::int64_t points : {1000, 7, 1}) {
        const std::vector<GainPoint> curve = gain_so_far(frozen, learned, 10, points);
        QVERIFY(static_cast<std::int64_t>(curve.size()) <= points + 1);
        QCOMPARE(curve.back().end, 1003);
        QCOMPARE(curve.back().change, gain.change);
        QCOMPARE(curve.back().low, gain.low);
        QCOMPARE(curve.back().high, gain.high);
    }
}

void CompareMethodsTest::comparison_by_position()
{
    MethodResult frozen, learned, broken;
    frozen.name = frozen_name;
    frozen.nll = frozen_nll(1100);
    learned.name = "lora";
    learned.nll = learned_nll(frozen.nll, 0.1F);
    learned.nll.resize(600);  // cancelled
    broken.name = "in-place";
    broken.problem = "There is no such thing.";
    const Comparison comparison = compare_methods({frozen, learned, broken}, frozen.nll, 16);
    QCOMPARE(comparison.ranges.size(), 3U);
    QCOMPARE(comparison.ranges[2].end, 1100);
    QCOMPARE(comparison.methods[0].ranges.size(), 3U);
    QCOMPARE(comparison.methods[1].ranges.size(), 2U);
    QVERIFY(comparison.methods[2].ranges.empty());
    QVERIFY(std::isnan(comparison.methods[0].gain.change));
    QCOMPARE(comparison.methods[1].gain.tokens, 599);
    QVERIFY(std::isnan(comparison.methods[2].perplexity));
    double sum = 0;
    for (std::size_t at = 1; at < 512; ++at)
        sum += frozen.nll[at];
    QVERIFY(std::abs(comparison.methods[0].ranges[0].value() - std::exp(sum / 511)) < 1e-9);
}

void CompareMethodsTest::runs_of_methods()
{
    RunConfig shared;
    shared.twin = "twin";
    shared.tokens = 100;
    const RunConfig frozen = compared_config(shared, std::string(frozen_name), model(true));
    QCOMPARE(frozen.arms.text(), std::string("frozen"));
    QCOMPARE(frozen.twin, std::string());
    QCOMPARE(frozen.chunk, 0);  // as trained
    const RunConfig stock = compared_config(shared, std::string(frozen_name), model(false));
    QCOMPARE(stock.chunk, 100);  // the checkpoint names none
    const RunConfig lora = compared_config(shared, "lora", model(false));
    QCOMPARE(lora.method, std::string("lora"));
    QCOMPARE(lora.arms.text(), std::string("adapted"));
    QCOMPARE(lora.chunk, 0);
}

void CompareMethodsTest::a_stock_model_can_do_less()
{
    const auto has = [](const std::vector<std::string>& names, const char* name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto trained = suitable_names(model(true)), stock = suitable_names(model(false));
    QCOMPARE(trained.front(), std::string(frozen_name));
    QVERIFY(has(trained, "in-place") && !has(stock, "in-place"));
    for (const std::string& name : stock)
        QVERIFY2(has(trained, name.c_str()), name.c_str());
    QVERIFY(!why_not(RunConfig(), model(false)).empty());
    QVERIFY(why_not(RunConfig(), model(true)).empty());
}

TTT_TEST(CompareMethodsTest)
#include "tst_compare_methods.moc"

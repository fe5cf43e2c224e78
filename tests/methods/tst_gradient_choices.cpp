// What may be chosen of the methods that learn by gradients, what an empty choice becomes, and the memory they ask for.
#include "engine/machine/device.h"
#include "engine/method_registry.h"
#include "engine/methods/gradient_choices.h"
#include "engine/methods/gradient_memory.h"
#include "engine/records/error.h"
#include "engine/records/settings/resolve.h"
#include "engine/run_choices.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>
#include <functional>

using namespace ttt;
using namespace ttt::test;

namespace {

RunConfig method(const char* name)
{
    RunConfig config;
    config.method = name;
    return config;
}

RunConfig resolve(const RunConfig& config, bool fast = false)
{
    return resolve_choices(config, facts_of(tiny_config(fast), "tiny"));
}

}  // namespace

class TestGradientChoices : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;

private Q_SLOTS:
    void initTestCase() { files_ = std::make_unique<TinyFiles>(); }

    void empty_choices_of_dynamic_evaluation()
    {
        const RunConfig config = resolve(method("dynamic-evaluation"));
        QCOMPARE(config.segment, default_segment);
        QCOMPARE(config.chunk, default_segment);
        QCOMPARE(config.optimizer.text(), std::string("sgd"));
        QCOMPARE(config.parameters, std::string("all"));
        QCOMPARE(config.fast_layers, (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
        QVERIFY(config.lr.value_or(0) > 0 && !config.epsilon && !config.prior_decay && !config.rank);
        QVERIFY(config.inner_lr.empty() && config.target.empty() && !config.clip);
        QCOMPARE(config.window.value_or(0), 12);
        QVERIFY(resolve(config) == config);  // what is stored can be run again
        QCOMPARE(resolve(method("dynamic-evaluation"), true).segment, tiny_chunk);
    }

    void rates_depend_on_what_learns()
    {
        const auto rate = [this](const char* optimizer, const char* parameters) {
            RunConfig asked = method("dynamic-evaluation");
            asked.optimizer = Choice<Optimizer>(optimizer);
            asked.parameters = parameters;
            return resolve(asked).lr.value();
        };
        QVERIFY(rate("sgd", "down") > rate("sgd", "all") && rate("sgd", "all") > rate("sgd", "norms"));
        QVERIFY(rate("sgd", "norms") > rate("rms", "down") && rate("rms", "down") > rate("rms", "all"));
        RunConfig both = method("in-place+dynamic-evaluation");
        both.target = Target::lm_aligned;
        both.parameters = "down";
        QVERIFY(resolve(both, true).lr.value() < rate("sgd", "down"));
    }

    void empty_choices_of_rms_and_lora()
    {
        RunConfig asked = method("dynamic-evaluation");
        asked.optimizer = Optimizer::rms;
        const RunConfig rms = resolve(asked);
        QVERIFY(rms.epsilon.value_or(0) > 0 && rms.prior_decay.value_or(0) > 0 && rms.statistics_tokens > 0);
        QVERIFY(resolve(rms) == rms);
        const RunConfig lora = resolve(method("lora"));
        QCOMPARE(lora.optimizer.text(), std::string("adam"));
        QCOMPARE(lora.parameters, std::string("q,v"));
        QCOMPARE(lora.rank.value_or(0), 8);
        QCOMPARE(lora.alpha.value_or(0), 16.0);
        QCOMPARE(lora.steps, 1);
        QVERIFY(resolve(lora) == lora);
    }

    void a_chunk_is_a_segment()
    {
        RunConfig config = method("lora");
        config.chunk = 20;
        QCOMPARE(resolve(config).segment, 20);
        config.chunk = 0;
        config.segment = 30;
        QCOMPARE(resolve(config).chunk, 30);
    }

    void refusals_data()
    {
        using Spoil = std::function<void(RunConfig&)>;
        QTest::addColumn<QString>("name");
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const char* what, Spoil spoil, const char* sentence) {
            QTest::newRow(what) << QString(name) << std::move(spoil) << QString(sentence);
        };
        const char* de = "dynamic-evaluation";
        row(
            de, "negative rate", [](RunConfig& c) { c.lr = -1; },
            "The learning rate of gradient steps must be a number of at least 0, not -1.");
        row(
            de, "no rate", [](RunConfig& c) { c.lr = NAN; },
            "The learning rate of gradient steps must be a number of at least 0, not nan.");
        row(
            de, "huge rate", [](RunConfig& c) { c.lr = 1e300; },
            "The learning rate of gradient steps must be at most 1e+30, not 1e+300.");
        row(
            de, "segment", [](RunConfig& c) { c.segment = -3; },
            "The segment must be a whole number of at least 1, not -3.");
        row(
            de, "chunk and segment",
            [](RunConfig& c) {
                c.segment = 8;
                c.chunk = 16;
            },
            "a chunk is a segment");
        row(
            de, "optimizer", [](RunConfig& c) { c.optimizer = Choice<Optimizer>("lion"); },
            "The optimizer must be one of sgd, rms, not \"lion\".");
        row(
            de, "adam", [](RunConfig& c) { c.optimizer = Optimizer::adam; },
            "The optimizer must be one of sgd, rms, not \"adam\".");
        row(
            de, "parameters", [](RunConfig& c) { c.parameters = "q,v"; },
            "The choice of parameters must be one of all, down, norms, not \"q,v\".");
        row(
            de, "prior decay with sgd", [](RunConfig& c) { c.prior_decay = 0.1; },
            "belongs to the optimizer rms; sgd has none.");
        row(
            de, "statistics with sgd", [](RunConfig& c) { c.statistics = "x"; }, "The text for statistics belongs to");
        row(
            de, "epsilon with sgd", [](RunConfig& c) { c.epsilon = 0.1; },
            "The epsilon belongs to the optimizers rms and adam; sgd has none.");
        row(
            de, "epsilon 0",
            [](RunConfig& c) {
                c.optimizer = Optimizer::rms;
                c.epsilon = 0;
            },
            "The epsilon must be a number above 0, not 0.");
        row(
            de, "prior decay",
            [](RunConfig& c) {
                c.optimizer = Optimizer::rms;
                c.prior_decay = -1;
            },
            "The decay towards the trained weights must be");
        row(
            de, "statistics tokens",
            [](RunConfig& c) {
                c.optimizer = Optimizer::rms;
                c.statistics_tokens = -1;
            },
            "The number of tokens for statistics must be");
        row(
            de, "steps", [](RunConfig& c) { c.steps = 2; },
            "The number of gradient steps belongs to LoRA; Dynamic evaluation has none.");
        row(
            de, "rank", [](RunConfig& c) { c.rank = 4; }, "The rank belongs to LoRA; Dynamic evaluation has none.");
        row(
            de, "inner rate", [](RunConfig& c) { c.inner_lr = {0.1}; },
            "The inner learning rate belongs to In-Place TTT");
        row(
            de, "control", [](RunConfig& c) { c.control = Control::random; }, "The control belongs to In-Place TTT");
        row(
            de, "layer", [](RunConfig& c) { c.fast_layers = {5}; }, "The layer 5 does not exist");
        row(
            "lora", "rms", [](RunConfig& c) { c.optimizer = Optimizer::rms; },
            "The optimizer must be one of sgd, adam, not \"rms\".");
        row(
            "lora", "rank 0", [](RunConfig& c) { c.rank = 0; },
            "The rank must be a whole number of at least 1, not 0.");
        row(
            "lora", "large rank", [](RunConfig& c) { c.rank = 33; }, "at most the model's width 32, not 33.");
        row(
            "lora", "alpha", [](RunConfig& c) { c.alpha = 0; }, "The scale alpha must be a number above 0, not 0.");
        row(
            "lora", "lora steps", [](RunConfig& c) { c.steps = -1; },
            "The number of gradient steps must be a whole number of at least 1, not -1.");
        row(
            "lora", "places", [](RunConfig& c) { c.parameters = "q,k"; }, "must be some of q, v, down, head");
        row(
            "lora", "place twice", [](RunConfig& c) { c.parameters = "q,q"; },
            "once each, with commas between, not \"q,q\".");
        row(
            "lora", "comma", [](RunConfig& c) { c.parameters = "q,"; }, "must be some of q, v, down, head");
        row(
            "lora", "lora statistics", [](RunConfig& c) { c.statistics_tokens = 9; },
            "The number of tokens for statistics belongs to");
        row(
            "in-place", "in-place rate", [](RunConfig& c) { c.lr = 1; },
            "The learning rate of gradient steps belongs to Dynamic evaluation, LoRA");
        row(
            "in-place", "in-place rank", [](RunConfig& c) { c.rank = 1; },
            "The rank belongs to LoRA; In-Place TTT has none.");
        row(
            "in-place", "stock model", [](RunConfig& c) { c.fast_layers = {1}; }, "choose dynamic evaluation");
    }

    void refusals()
    {
        QFETCH(QString, name);
        QFETCH(std::function<void(RunConfig&)>, spoil);
        QFETCH(QString, sentence);
        RunConfig config = method(qPrintable(name));
        spoil(config);
        TTT_VERIFY_SENTENCE(resolve(config), sentence.toUtf8().constData());
    }

    void statistics_leave_something_to_learn_from()
    {
        RunConfig config = method("dynamic-evaluation");
        config.optimizer = Optimizer::rms;
        config.statistics_tokens = 150;
        const RunConfig choices = resolve(config);
        const ModelFacts facts = facts_of(tiny_config(false), "tiny");
        TTT_VERIFY_SENTENCE(check_choices(choices, {.model = &facts, .tokens = 150}), "no update would fire");
        check_choices(choices, {.model = &facts, .tokens = 151});
        config.segment = 200;
        TTT_VERIFY_SENTENCE(check_choices(resolve(config), {.model = &facts, .tokens = 199}),
                            "A chunk of 200 tokens is larger");
    }

    void a_method_is_made_by_its_name()
    {
        RunConfig config = method("dynamic-evaluation");
        config.model = files_->path("plain");
        config.segment = 16;
        config.optimizer = Optimizer::rms;
        config.statistics = files_->path("no-such.txt");
        TTT_VERIFY_SENTENCE(make_method(open_model(config), 100), "no-such.txt");
        write_text(files_->path("short.txt"), "abc");
        config.statistics = files_->path("short.txt");
        TTT_VERIFY_SENTENCE(make_method(open_model(config), 100),
                            "has 3 tokens; more than one segment of 16 is needed");
        config.statistics = files_->path("text.txt");
        config.statistics_tokens = 100;
        const auto made = make_method(open_model(config), 100);
        const torch::Tensor text = torch::arange(48) % 250;
        const auto reports = made->read(text, 0, 48, [](const auto&, const auto&) {});
        QCOMPARE(reports.size(), 3U);
        QCOMPARE(reports.front().updates, 1);
        QVERIFY(made->spent().updates > 0);
    }

    void memory_is_the_sum_of_its_parts()
    {
        const ModelConfig model = tiny_config(false);
        RunConfig config = resolve(method("dynamic-evaluation"));
        constexpr std::int64_t parameters = 1000000;
        const GradientMemory all = memory_needed(config, model, parameters, 500);
        QCOMPARE(all.weights, 4 * parameters);
        QCOMPARE(all.learned, all.gradients);
        QCOMPARE(all.previous, all.learned);
        QCOMPARE(all.optimizer, 0);
        // 64 tokens see 11 earlier ones; per layer 64 (6 * 32 + 5 * 32 + 3 * 16 + 4 * 48) + 2 * 32 * 75 numbers
        QCOMPARE(all.activations, 5 * 4 * (64 * 592 + 4800));
        QCOMPARE(all.caches, 5 * 4 * 2 * 2 * 16 * 11);
        config.probes = false;
        QCOMPARE(memory_needed(config, model, parameters, 500).previous, 0);
        config.parameters = "down";
        config.fast_layers = {3};
        const GradientMemory down = memory_needed(config, model, parameters, 500);
        QCOMPARE(down.learned, 4 * 32 * 48);
        QCOMPARE(down.activations, all.activations / 5 * 2);
        config.dtype = Dtype::bf16;
        QCOMPARE(memory_needed(config, model, parameters, 500).learned, 6 * 32 * 48);
        const GradientMemory lora = memory_needed(resolve(method("lora")), model, parameters, 500);
        QCOMPARE(lora.learned, 4 * 5 * 8 * (32 + 32 + 16 + 32));
        QCOMPARE(lora.optimizer, 2 * lora.learned);
    }

    void too_little_memory_is_a_sentence()
    {
        const RunConfig config = resolve(method("dynamic-evaluation"));
        GradientMemory needed;
        needed.weights = std::int64_t{8} << 30;
        check_memory(needed, std::int64_t{8} << 30, config);
        check_memory(needed, std::nullopt, config);
        TTT_VERIFY_SENTENCE(check_memory(needed, std::int64_t{2} << 30, config),
                            "needs 8.0 GiB of memory here (weights 8.0 GiB");
        TTT_VERIFY_SENTENCE(check_memory(needed, std::int64_t{2} << 30, config), "and 2.0 GiB are free");
        QVERIFY(free_memory(Device::cpu).value_or(0) > 0);
    }
};

TTT_TEST(TestGradientChoices)
#include "tst_gradient_choices.moc"

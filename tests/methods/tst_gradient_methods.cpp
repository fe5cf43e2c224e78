// What must hold for every method that learns by gradients: score first, nothing without a rate, causality, an exact
// copy behind bf16, numbers that fit the weights, and an end in a sentence.
#include "engine/machine/device.h"
#include "engine/methods/dynamic_evaluation.h"
#include "engine/methods/lora.h"
#include "engine/records/error.h"
#include "tests/methods/reading.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t segment = 6;

Tensor some_text(std::int64_t count = 45)
{
    const Tensor half = torch::arange((count + 1) / 2) * 37 % 200;
    return torch::cat({half, half}).slice(0, 0, count);
}

RunConfig rms(double lr)
{
    RunConfig config = dynamic_evaluation(segment, lr);
    config.optimizer = Optimizer::rms;
    config.epsilon = 1e-3;
    config.prior_decay = 0.01;
    config.statistics_tokens = 2 * segment;
    return config;
}

RunConfig with(RunConfig config, const char* parameters)
{
    config.parameters = parameters;
    return config;
}

/// Taps set by hand: the golden model has no trained target.
RunConfig both(double lr)
{
    RunConfig config = dynamic_evaluation(segment, lr);
    config.method = "in-place+dynamic-evaluation";
    config.fast_layers = {0, 1};
    config.target = Target::lm_aligned;
    config.target_source = TargetSource::hidden_states;
    config.inner_lr = {lr};
    return config;
}

RunConfig lora_steps(double lr, std::int64_t steps)
{
    RunConfig config = with(lora(segment, lr), "q,v,down,head");
    config.steps = steps;
    return config;
}

void add_methods(double lr)
{
    QTest::addColumn<RunConfig>("config");
    QTest::newRow("sgd, all") << dynamic_evaluation(segment, lr);
    QTest::newRow("sgd, down") << with(dynamic_evaluation(segment, lr), "down");
    QTest::newRow("sgd, norms") << with(dynamic_evaluation(segment, lr), "norms");
    QTest::newRow("rms") << rms(lr / 20);
    QTest::newRow("lora, q and v") << lora(segment, lr);
    QTest::newRow("lora, everywhere, 2 steps") << lora_steps(lr, 2);
    QTest::newRow("in-place and sgd") << both(lr);
    QTest::newRow("in-place and sgd, norms") << with(both(lr), "norms");
}

bool equal_bits(const Tensor& a, const Tensor& b)
{
    return a.equal(b);
}

/// Norm of the difference of all weights of a layer (layer_count: the rest) that `learned` may have changed.
double drift_of_layer(const ModelWeights& learned, const ModelWeights& trained, std::int64_t layer)
{
    ModelWeights a = learned;
    ModelWeights b = trained;
    std::vector<Tensor> before;
    visit_tensors(b, [&](const TensorSpec&, Tensor& tensor) { before.push_back(tensor); });
    std::size_t index = 0;
    double squares = 0;
    visit_tensors(a, [&](const TensorSpec& spec, Tensor& tensor) {
        const double norm = (tensor.detach() - before[index++]).norm().item<double>();
        if (spec.layer == layer)
            squares += norm * norm;
    });
    return std::sqrt(squares);
}

}  // namespace

class TestGradientMethods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
    }

    void without_a_rate_nothing_changes_data() { add_methods(0); }

    void without_a_rate_nothing_changes()
    {
        QFETCH(RunConfig, config);
        if (config.prior_decay)
            config.prior_decay = 0;
        const ModelWeights weights = golden_weights("qwen3-window");
        const auto method = start(config, weights);
        const Told told = read_all(*method, some_text());
        QVERIFY(equal_bits(told.adapted, told.frozen));
        for (const ChunkReport& report : told.reports)
            QCOMPARE(report.hash, told.reports.front().hash);
        QVERIFY(metric(told.reports.front(), Metric::gradient_norm, 1).value_or(0) > 0);
    }

    void later_tokens_move_no_earlier_prediction_data() { add_methods(0.1); }

    void later_tokens_move_no_earlier_prediction()
    {
        QFETCH(RunConfig, config);
        const ModelWeights weights = golden_weights("qwen3-window");
        const Tensor text = some_text();
        constexpr std::int64_t place = 4 * segment + 3;
        Tensor other = text.clone();
        other[place] = (other[place] + 1) % 200;
        const Told before = read_all(*start(config, weights), text);
        const Told after = read_all(*start(config, weights), other);
        // The NLL at index i is that of token i + 1, from the tokens 0 .. i.
        QVERIFY(equal_bits(before.adapted.slice(0, 0, place - 1), after.adapted.slice(0, 0, place - 1)));
        QVERIFY(!equal_bits(before.adapted.slice(0, place - 1), after.adapted.slice(0, place - 1)));
        const std::size_t segments = place / segment;
        for (std::size_t index = 0; index + 1 < segments; ++index)
            QCOMPARE(after.reports[index].hash, before.reports[index].hash);
        QVERIFY(after.reports[segments].hash != before.reports[segments].hash);
        QVERIFY(!equal_bits(before.adapted, before.frozen));
    }

    void a_segment_is_scored_before_it_is_learned_data() { add_methods(0.1); }

    /// Up to the end of the first segment that fires an update both arms are the same, and behind it they are not.
    void a_segment_is_scored_before_it_is_learned()
    {
        QFETCH(RunConfig, config);
        const ModelWeights weights = golden_weights("qwen3-window");
        const Told told = read_all(*start(config, weights), some_text(), 2 * segment);
        const std::int64_t first = config.statistics_tokens + segment;  // tokens that the untouched weights predict
        QVERIFY(equal_bits(told.adapted.slice(0, 0, first), told.frozen.slice(0, 0, first)));
        QVERIFY(!equal_bits(told.adapted.slice(0, first), told.frozen.slice(0, first)));
        QCOMPARE(told.reports.size(), 8U);
        const std::int64_t measured = config.statistics_tokens / segment;
        for (std::int64_t index = 0; index < 8; ++index) {
            const auto& report = told.reports[static_cast<std::size_t>(index)];
            QCOMPARE(report.updates, std::clamp<std::int64_t>(index + 1 - measured, 0, 7 - measured));
        }
        QCOMPARE(told.reports.back().hash, told.reports[6].hash);  // nothing follows the last
    }

    void the_same_again_data() { add_methods(0.1); }

    void the_same_again()
    {
        QFETCH(RunConfig, config);
        const ModelWeights weights = golden_weights("qwen3-window");
        const Told first = read_all(*start(config, weights), some_text());
        torch::manual_seed(4);  // methods draw from generators of their own
        const Told again = read_all(*start(config, weights), some_text(), segment);
        QVERIFY(equal_bits(first.adapted, again.adapted));
        for (std::size_t index = 0; index < first.reports.size(); ++index) {
            QCOMPARE(again.reports[index].hash, first.reports[index].hash);
            QVERIFY(again.reports[index].metrics == first.reports[index].metrics);
        }
        config.seed = 7;
        const Told seeded = read_all(*start(config, weights), some_text());
        QCOMPARE(seeded.reports.front().hash == first.reports.front().hash, config.method != "lora");
    }

    void one_arm_reads_as_it_does_beside_the_other()
    {
        const ModelWeights weights = golden_weights("qwen3-window");
        RunConfig config = dynamic_evaluation(segment, 0.1);
        const Told both = read_all(*start(config, weights), some_text());
        config.arms = Arms::adapted;
        const Told adapted = read_all(*start(config, weights), some_text());
        QVERIFY(!adapted.frozen.defined() && equal_bits(adapted.adapted, both.adapted));
        config.arms = Arms::frozen;
        const Told frozen = read_all(*start(config, weights), some_text());
        QVERIFY(!frozen.adapted.defined() && equal_bits(frozen.frozen, both.frozen));
        QVERIFY(frozen.reports.front().hash.empty() && frozen.reports.front().metrics.empty());
    }

    void numbers_of_a_step_are_those_of_the_weights()
    {
        const ModelWeights weights = golden_weights("qwen3-window");
        const auto method = start(dynamic_evaluation(segment, 0.1), weights);
        const Told told = read_all(*method, some_text(3 * segment));
        const ChunkReport& second = told.reports[1];
        for (std::int32_t layer = 0; layer <= 3; ++layer) {
            const double drift = drift_of_layer(method->adapted().weights(), weights, layer);
            TTT_VERIFY_BELOW(std::abs(*metric(second, Metric::drift_norm, layer) / drift - 1), 1e-5);
            const double gradient = *metric(second, Metric::gradient_norm, layer);
            TTT_VERIFY_BELOW(std::abs(*metric(second, Metric::delta_norm, layer) / (0.1 * gradient) - 1), 1e-5);
            // ||a + b||^2 = ||a||^2 + 2 <a, b> + ||b||^2 of the two steps so far
            const double first_delta = *metric(told.reports[0], Metric::delta_norm, layer);
            const double delta = *metric(second, Metric::delta_norm, layer);
            const double cosine =
                (drift * drift - first_delta * first_delta - delta * delta) / (2 * first_delta * delta);
            TTT_VERIFY_BELOW(std::abs(*metric(second, Metric::cosine_previous, layer) - cosine), 1e-3);
        }
        QVERIFY(!metric(told.reports[0], Metric::cosine_previous, 0));
    }

    void numbers_of_lora_are_those_of_the_product()
    {
        const ModelWeights weights = golden_weights("qwen3-window");
        const RunConfig config = resolved(lora_steps(0.05, 1), weights);
        auto learner = std::make_unique<Lora>(weights, config);
        const Lora& adapters = *learner;
        GradientMethod method(weights, std::move(learner), config);
        const auto product = [&] {
            const LowRank& pair = adapters.adapters().back().pair;
            return (pair.b.detach().to(torch::kFloat64).matmul(pair.a.detach().to(torch::kFloat64)) * pair.scale)
                .clone();
        };
        std::vector<Tensor> products{product()};
        std::vector<ChunkReport> reports;
        const Tensor text = some_text();
        for (std::int64_t begin = 0; begin < 3 * segment; begin += segment) {
            reports.push_back(method.read(text, begin, begin + segment, [](const auto&, const auto&) {}).front());
            products.push_back(product());
        }
        const Tensor delta = products[3] - products[2];
        const Tensor previous = products[2] - products[1];
        const double cosine = ((delta * previous).sum() / (delta.norm() * previous.norm())).item<double>();
        constexpr std::int32_t head = 3;
        TTT_VERIFY_BELOW(
            std::abs(*metric(reports[2], Metric::drift_norm, head) / products[3].norm().item<double>() - 1), 1e-9);
        TTT_VERIFY_BELOW(std::abs(*metric(reports[2], Metric::delta_norm, head) / delta.norm().item<double>() - 1),
                         1e-6);
        TTT_VERIFY_BELOW(std::abs(*metric(reports[2], Metric::cosine_previous, head) - cosine), 1e-6);
        const double share = products[3].norm().item<double>() / weights.head.norm().item<double>();
        TTT_VERIFY_BELOW(std::abs(*metric(reports[2], Metric::drift_relative, head) / share - 1), 1e-5);
        const Tensor changed = weights.head + products[3].to(torch::kFloat32);
        TTT_VERIFY_BELOW(relative_error(method.adapted().weights().head, changed), 1e-6);
        const auto query = [](const ModelWeights& of) { return std::get<AttentionWeights>(of.layers[0].mixer).query; };
        QVERIFY(query(weights).equal(query(golden_weights("qwen3-window"))));
    }

    void steps_too_small_for_bf16_add_up()
    {
        const ModelWeights weights = golden_weights("qwen3-window", torch::kBFloat16);
        RunConfig config = with(dynamic_evaluation(segment, 2e-4), "down");
        config.dtype = Dtype::bf16;
        const RunConfig choices = resolved(config, weights);
        auto learner = std::make_unique<DynamicEvaluation>(weights, choices);
        const DynamicEvaluation& kept = *learner;
        GradientMethod method(weights, std::move(learner), choices);
        const Tensor text = some_text(30 * segment + 1);
        method.read(text, 0, segment, [](const auto&, const auto&) {});
        // After one step nearly all numbers as read are still the trained ones, yet the exact copy has moved ...
        const LearnedTensor& tensor = kept.learned().front();
        const auto changed = [&] {
            return tensor.read.detach().ne(tensor.start).to(torch::kFloat64).mean().item<double>();
        };
        const double first = changed();
        QCOMPARE(tensor.master.scalar_type(), torch::kFloat32);
        const Tensor after_one = (tensor.master - tensor.start).clone();
        QVERIFY(after_one.norm().item<double>() > 0);
        TTT_VERIFY_BELOW(first, 0.05);
        method.read(text, segment, 30 * segment, [](const auto&, const auto&) {});
        // ... and after thirty the sum of the steps is read.
        QVERIFY2(changed() > 4 * first && changed() > 0.1, qPrintable(QString::number(changed())));
        QVERIFY(tensor.read.detach().equal(tensor.master.to(torch::kBFloat16)));
    }

    void only_what_was_chosen_learns()
    {
        const ModelWeights weights = golden_weights("qwen3-window");
        const auto names = [&](const char* parameters, std::vector<std::int64_t> layers) {
            RunConfig config = with(dynamic_evaluation(segment, 0.1), parameters);
            config.fast_layers = std::move(layers);
            const auto method = start(config, weights);
            read_all(*method, some_text());
            QStringList changed;
            ModelWeights learned = method->adapted().weights();
            ModelWeights trained = weights;
            std::vector<Tensor> before;
            visit_tensors(trained, [&](const TensorSpec&, Tensor& tensor) { before.push_back(tensor); });
            std::size_t index = 0;
            visit_tensors(learned, [&](const TensorSpec& spec, Tensor& tensor) {
                if (!tensor.detach().equal(before[index++]))
                    changed << QString::fromStdString(spec.name);
            });
            return changed;
        };
        QCOMPARE(names("down", {1}), QStringList{"model.layers.1.mlp.down_proj.weight"});
        QCOMPARE(
            names("norms", {2}),
            (QStringList{"model.layers.2.input_layernorm.weight", "model.layers.2.self_attn.q_norm.weight",
                         "model.layers.2.self_attn.k_norm.weight", "model.layers.2.post_attention_layernorm.weight"}));
        QVERIFY(names("norms", {}).contains("model.norm.weight"));
        QCOMPARE(names("all", {}).size(), 36);
        QCOMPARE(names("all", {0}).size(), 11);
    }

    void a_text_of_its_own_gives_the_same_statistics()
    {
        const ModelWeights weights = golden_weights("qwen3-window");
        const Tensor text = some_text();
        RunConfig config = rms(0.005);
        const auto inside = start(config, weights);
        read_all(*inside, text);
        config.statistics = TTT_TESTS_DIR "/methods/tst_gradient_methods.cpp";
        const auto beforehand = start(config, weights);
        beforehand->measure_statistics(text.slice(0, 0, 2 * segment + 1));
        const Told told = read_all(*beforehand, text);
        // Known from the start, so that the first segment is learned from already.
        QCOMPARE(told.reports.front().updates, 1);
        QVERIFY(!equal_bits(told.adapted.slice(0, segment, 2 * segment), told.frozen.slice(0, segment, 2 * segment)));
    }

    void what_explodes_ends_in_a_sentence_data()
    {
        QTest::addColumn<RunConfig>("config");
        QTest::newRow("sgd") << dynamic_evaluation(segment, 1e30);
        QTest::newRow("lora") << lora(segment, 1e30);
    }

    void what_explodes_ends_in_a_sentence()
    {
        QFETCH(RunConfig, config);
        const ModelWeights weights = golden_weights("qwen3-window");
        const auto method = start(config, weights);
        std::size_t shown = 0;
        const ShowStates count = [&](const ArmStates& states, const Tensor&) {
            QVERIFY(states.adapted.isfinite().all().item<bool>());
            ++shown;
        };
        const std::vector<ChunkReport> reports = method->read(some_text(), 0, 45, count);
        QVERIFY(shown >= 1 && shown >= reports.size() - 1);
        for (std::size_t index = 0; index + 1 < reports.size(); ++index)
            QVERIFY(reports[index].failure.empty() && !reports[index].hash.empty());
        const QString sentence = QString::fromStdString(reports.back().failure);
        QVERIFY2(sentence.startsWith("Segment "), qPrintable(sentence));
        QVERIFY2(sentence.contains("choose a smaller learning rate than 1e+30"), qPrintable(sentence));
    }

    void a_gpu_tells_the_same_data() { add_methods(0.05); }

    void a_gpu_tells_the_same()
    {
        if (!cuda_available())
            QSKIP("no GPU");
        QFETCH(RunConfig, config);
        for (const char* folder : {"qwen3-tied", "qwen3-window"}) {
            const ModelWeights here = golden_weights(folder);
            const ModelWeights there =
                load_weights(Checkpoint::open(golden_folder(folder)), torch::kFloat32, torch::kCUDA);
            const Told expected = read_all(*start(config, here), some_text());
            const Told told = read_all(*start(config, there), some_text().to(torch::kCUDA));
            TTT_VERIFY_BELOW((told.adapted.cpu() - expected.adapted).abs().max().item<double>(), 3e-2);
            TTT_VERIFY_BELOW((told.frozen.cpu() - expected.frozen).abs().max().item<double>(), 1e-4);
            QVERIFY((expected.adapted - expected.frozen).abs().max().item<double>() > 1e-2);
        }
    }

    void a_recorded_segment_changes_no_bit_data() { add_methods(0.05); }

    void a_recorded_segment_changes_no_bit()
    {
        if (!cuda_available())
            QSKIP("no GPU");
        QFETCH(RunConfig, config);
        const ModelWeights weights =
            load_weights(Checkpoint::open(golden_folder("qwen3-window")), torch::kFloat32, torch::kCUDA);
        const Tensor text = some_text(20 * segment + 3).to(torch::kCUDA);
        config.window = 8;
        const auto launched = start(config, weights);
        launched->set_recording(false);
        const auto recorded = start(config, weights);
        const Told expected = read_all(*launched, text);
        const Told told = read_all(*recorded, text);
        QCOMPARE(recorded->has_recorded(), config.steps <= 1 && config.method != "in-place+dynamic-evaluation");
        QVERIFY(!launched->has_recorded());
        QVERIFY(equal_bits(told.frozen, expected.frozen));
        QVERIFY(equal_bits(told.adapted, expected.adapted));
        QCOMPARE(told.reports.size(), expected.reports.size());
        for (std::size_t index = 0; index < told.reports.size(); ++index)
            QCOMPARE(told.reports[index].hash, expected.reports[index].hash);
    }
};

TTT_TEST(TestGradientMethods)
#include "tst_gradient_methods.moc"

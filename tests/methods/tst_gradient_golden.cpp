// Dynamic evaluation and LoRA against PyTorch's autograd on the models of transformers, see make_gradient_golden.py.
#include "engine/methods/dynamic_evaluation.h"
#include "engine/methods/lora.h"
#include "engine/model/safetensors.h"
#include "tests/methods/reading.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double tolerance = 2e-5;

SafetensorsFile golden_run(const std::string& name)
{
    return SafetensorsFile::open(TTT_TESTS_DIR "/golden/gradients/" + name + ".safetensors");
}

/// Largest |a - b| / |b|.
double largest_relative(const Tensor& a, const Tensor& b)
{
    const Tensor wide = b.to(torch::kFloat64);
    return ((a.to(torch::kFloat64) - wide) / wide).abs().max().item<double>();
}

double total_gradient(const ChunkReport& report, std::int64_t layers)
{
    double squares = 0;
    for (std::int32_t layer = 0; layer <= layers; ++layer) {
        const double norm = metric(report, Metric::gradient_norm, layer).value_or(0);
        squares += norm * norm;
    }
    return std::sqrt(squares);
}

void compare(const Told& told, const SafetensorsFile& golden, std::int64_t layers)
{
    TTT_VERIFY_BELOW(largest_relative(told.frozen, golden.tensor("frozen_nll")), tolerance);
    TTT_VERIFY_BELOW(largest_relative(told.adapted, golden.tensor("nll")), tolerance);
    QVERIFY(largest_relative(told.adapted, told.frozen) > 0.1);  // something was learned
    const Tensor norms = golden.tensor("gradient_norms");
    QCOMPARE(static_cast<std::int64_t>(told.reports.size()), norms.size(0) + 1);
    QCOMPARE(told.reports.back().updates, norms.size(0));
    for (std::int64_t update = 0; update < norms.size(0); ++update) {
        const double norm = total_gradient(told.reports[static_cast<std::size_t>(update)], layers);
        TTT_VERIFY_BELOW(std::abs(norm / norms[update].item<double>() - 1), 1e-4);
    }
    QVERIFY(told.reports.back().metrics.empty());  // the last segment is only scored
}

/// As make_gradient_golden.py names the places.
char letter_of(TensorRole role)
{
    return role == TensorRole::query ? 'q' : role == TensorRole::value ? 'v' : role == TensorRole::down ? 'd' : 'h';
}

}  // namespace

class TestGradientGolden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dynamic_evaluation_learns_as_autograd_says_data()
    {
        QTest::addColumn<QString>("run");
        QTest::addColumn<QString>("model");
        QTest::newRow("tied, full attention") << "sgd-tied"
                                              << "qwen3-tied";
        QTest::newRow("untied, windows") << "sgd-window"
                                         << "qwen3-window";
    }

    void dynamic_evaluation_learns_as_autograd_says()
    {
        QFETCH(QString, run);
        QFETCH(QString, model);
        const SafetensorsFile golden = golden_run(run.toStdString());
        ModelWeights weights = golden_weights(model.toStdString());
        const auto method = start(dynamic_evaluation(5, golden.tensor("lr").item<double>()), weights);
        compare(read_all(*method, golden.tensor("ids"), 10), golden, weights.config.layer_count);
        ModelWeights learned = method->adapted().weights();
        int compared = 0;
        visit_tensors(learned, [&](const TensorSpec& spec, Tensor& tensor) {
            if (!golden.entries().contains(spec.name))
                return;
            ++compared;
            TTT_VERIFY_BELOW(relative_error(tensor.detach(), golden.tensor(spec.name)), tolerance);
        });
        QVERIFY(compared >= 2);
    }

    void lora_learns_as_autograd_says()
    {
        const SafetensorsFile golden = golden_run("lora-window");
        const ModelWeights weights = golden_weights("qwen3-window");
        RunConfig config = lora(5, golden.tensor("lr").item<double>());
        config.parameters = "q,v,down,head";
        config.rank = 3;
        config.alpha = 6;
        config.steps = 2;
        const RunConfig choices = resolved(config, weights);
        auto learner = std::make_unique<Lora>(weights, choices);
        const Lora& adapters = *learner;
        const auto named = [&](const char* when, const Lora::Adapter& adapter) {
            return golden.tensor(when + ("." + std::to_string(adapter.pair.layer)) + "." + letter_of(adapter.role));
        };
        for (const Lora::Adapter& adapter : adapters.adapters())
            adapter.pair.a.detach().copy_(named("start", adapter));
        GradientMethod method(weights, std::move(learner), choices);
        compare(read_all(method, golden.tensor("ids")), golden, weights.config.layer_count);
        QCOMPARE(adapters.adapters().size(), 10U);
        for (const Lora::Adapter& adapter : adapters.adapters())
            TTT_VERIFY_BELOW(relative_error(adapter.pair.b.detach(), named("end", adapter)), 1e-4);
    }
};

TTT_TEST(TestGradientGolden)
#include "tst_gradient_golden.moc"

// Every family that a checkpoint may be of, with every way to learn while it is read: as transformers where nothing is
// learned, the same however the text is cut, and learning something.
#include "engine/machine/device.h"
#include "tests/methods/reading.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t chunk = 8;
constexpr double tolerance = 2e-5;
constexpr double learned_tolerance = 1e-4;  // what is learned from rounded sums differs a little more
constexpr double rate = 0.001;              // the golden Gemma starts at 49 nats a token: larger steps would leap

/// Taps set by hand: the golden models have no trained target.
RunConfig in_place(TargetSource source)
{
    RunConfig config;
    config.chunk = chunk;
    config.fast_layers = {0, 1};
    config.target = Target::lm_aligned;
    config.target_source = source;
    config.inner_lr = {0.02};
    return config;
}

RunConfig both()
{
    RunConfig config = in_place(TargetSource::hidden_states);
    config.method = "in-place+dynamic-evaluation";
    config.segment = chunk;
    config.lr = rate;
    return config;
}

double largest(const Tensor& a, const Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

}  // namespace

class TestFamilies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
    }

    void learns_the_same_however_it_is_cut_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<RunConfig>("config");
        const auto row = [](const char* folder, const char* method, const RunConfig& config) {
            QTest::addRow("%s: %s", folder, method) << QString(folder) << config;
        };
        for (const char* folder :
             {"llama-plain", "qwen3-window", "qwen2", "mistral", "smollm3", "gemma3", "gemma3-old"}) {
            row(folder, "in-place, hidden states", in_place(TargetSource::hidden_states));
            row(folder, "in-place, embedding", in_place(TargetSource::input_embed));
            row(folder, "dynamic evaluation", dynamic_evaluation(chunk, rate));
            row(folder, "lora", everywhere(lora(chunk, 10 * rate)));
            row(folder, "both", both());
        }
    }

    void learns_the_same_however_it_is_cut()
    {
        QFETCH(QString, folder);
        QFETCH(RunConfig, config);
        const ModelWeights weights = golden_weights(folder.toStdString());
        const Tensor text = golden(folder.toStdString(), "ids");
        const Told whole = read_all(*started(config, weights), text);
        const Told parts = read_all(*started(config, weights), text, 2 * chunk);
        const Tensor logits = golden(folder.toStdString(), "logits").to(torch::kFloat64);
        const Tensor nll = torch::cross_entropy_loss(logits.slice(0, 0, -1), text.slice(0, 1), {}, at::Reduction::None);
        TTT_VERIFY_BELOW(relative_error(whole.frozen, nll), tolerance);
        TTT_VERIFY_BELOW(relative_error(parts.frozen, nll), tolerance);
        TTT_VERIFY_BELOW(relative_error(parts.adapted, whole.adapted), learned_tolerance);
        QVERIFY(largest(whole.adapted, whole.frozen) > 0.01);
        QVERIFY(largest(whole.adapted.slice(0, 0, chunk), whole.frozen.slice(0, 0, chunk)) < 1e-4);  // scored first
        QVERIFY(whole.adapted.isfinite().all().item<bool>());
        for (const ChunkReport& report : whole.reports)
            QCOMPARE(report.failure, std::string());
    }
};

TTT_TEST(TestFamilies)
#include "tst_families.moc"

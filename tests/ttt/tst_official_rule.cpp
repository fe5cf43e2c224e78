// In-Place TTT against golden files of the official rule: logits and the final down-projections, f32.
#include "engine/run_choices.h"
#include "engine/ttt/arm_reader.h"
#include "tests/model/golden.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double tolerance = 1e-5;

struct Opened {
    ModelWeights weights;
    RunConfig config;
};

Opened open(const std::string& folder, Arms arms)
{
    const Checkpoint checkpoint = Checkpoint::open(golden_folder(folder));
    ModelWeights weights = load_weights(checkpoint, torch::kFloat32, torch::kCPU);
    std::vector<double> decay;
    if (weights.config.ttt.decay)
        for (const std::int64_t layer : weights.config.ttt.layers)
            decay.push_back(weights.layers[static_cast<std::size_t>(layer)].ttt_decay.sigmoid().item<double>());
    RunConfig config;
    config.arms = arms;
    config = resolve_choices(config, facts_of(weights.config, folder, decay));
    return {std::move(weights), std::move(config)};
}

struct Logits {
    Tensor frozen;  // [T, V]
    Tensor adapted;
};

Logits read_in_splits(ArmReader& reader, const Tensor& ids, std::int64_t split)
{
    std::vector<Tensor> frozen;
    std::vector<Tensor> adapted;
    for (std::int64_t begin = 0; begin < ids.size(0); begin += split) {
        const ArmStates states = reader.read(ids.slice(0, begin, std::min(begin + split, ids.size(0))));
        if (states.frozen.defined())
            frozen.push_back(reader.transformer().logits(states.frozen));
        adapted.push_back(reader.transformer().logits(states.adapted));
    }
    return {frozen.empty() ? Tensor() : torch::cat(frozen), torch::cat(adapted)};
}

}  // namespace

class TestOfficialRule : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("split");
        for (const QString& folder : QStringList{"ttt-hidden", "ttt-embed", "ttt-no-proj", "ttt-decay"})
            for (const int split : {56, 16, 1, 5, 19})
                QTest::newRow(qPrintable(QStringLiteral("%1 by %2").arg(folder).arg(split))) << folder << split;
    }

    void agrees()
    {
        QFETCH(QString, folder);
        QFETCH(int, split);
        const std::string name = folder.toStdString();
        Opened opened = open(name, Arms::paired);
        ArmReader reader(opened.weights, opened.config);
        const Logits logits = read_in_splits(reader, golden(name, "ids"), split);
        TTT_VERIFY_BELOW(relative_error(logits.adapted, golden(name, "logits")), tolerance);
        TTT_VERIFY_BELOW(relative_error(logits.frozen, golden(name, "frozen_logits")), tolerance);
        for (const FastWeights& fast : reader.fast()) {
            const Tensor expected = golden(name, "fast." + std::to_string(fast.layer().index));
            TTT_VERIFY_BELOW(relative_error(fast.layer().down + fast.drift(), expected), tolerance);
            TTT_VERIFY_BELOW(relative_error(fast.drift(), expected - fast.layer().down), 1e-4);
            QCOMPARE(fast.updates(), 3);
        }
        // The golden runs do differ from the frozen ones, so that agreement means something.
        QVERIFY(relative_error(golden(name, "frozen_logits"), golden(name, "logits")) > 1e-3);
    }

    void adapted_alone_agrees_too()
    {
        Opened opened = open("ttt-hidden", Arms::adapted);
        ArmReader reader(opened.weights, opened.config);
        const Logits logits = read_in_splits(reader, golden("ttt-hidden", "ids"), 7);
        QVERIFY(!logits.frozen.defined());
        TTT_VERIFY_BELOW(relative_error(logits.adapted, golden("ttt-hidden", "logits")), tolerance);
    }

    void another_window_is_another_model()
    {
        Opened opened = open("ttt-hidden", Arms::paired);
        QCOMPARE(opened.config.window.value_or(-1), 12);
        opened.config.window = 0;
        ArmReader reader(opened.weights, opened.config);
        const Logits logits = read_in_splits(reader, golden("ttt-hidden", "ids"), 56);
        QVERIFY(relative_error(logits.frozen, golden("ttt-hidden", "frozen_logits")) > 1e-3);
    }
};

TTT_TEST(TestOfficialRule)
#include "tst_official_rule.moc"

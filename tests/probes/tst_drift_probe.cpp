#include "engine/probes/drift_probe.h"
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/ttt/fast_layer_fixture.h"

#include <algorithm>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

double value(const DriftProbe& probe, Metric metric)
{
    for (const MetricValue& entry : probe.metrics())
        if (entry.metric == metric)
            return entry.value;
    return NAN;
}

/// Feeds chunks one by one, each as one step.
struct Fed {
    explicit Fed(const UpdateRule& rule, bool costly = true) : weights(random_layer(rule)), probe(costly) {}

    void chunk_of(const Tokens& tokens)
    {
        probe.begin_step(step++);
        const Tensor change =
            weights.forward(tokens.keys, tokens.source, [this](const ChunkUpdate& update) { probe.on_write(update); });
        probe.on_read(0, torch::linear(tokens.keys, weights.layer().down), change);
    }

    FastWeights weights;
    DriftProbe probe;
    std::int64_t step = 0;
};

} // namespace

class TestDriftProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(5); }

    void norms_and_cosine_are_those_of_the_deltas()
    {
        Fed fed({.chunk = chunk, .lr = 0.1, .decay = 0.8});
        const double down = fed.weights.layer().down_norm;
        fed.chunk_of(random_tokens(chunk));
        QVERIFY(std::isnan(value(fed.probe, Metric::cosine_previous)));
        const Tensor first = fed.weights.drift();
        TTT_VERIFY_BELOW(std::abs(value(fed.probe, Metric::delta_norm) - first.norm().item<double>()), 1e-12);
        QCOMPARE(value(fed.probe, Metric::output_change), 0.0);

        const Tokens tokens = random_tokens(chunk);
        fed.chunk_of(tokens);
        const Tensor second = fed.weights.drift() - 0.8 * first;
        const double cosine = (first * second).sum().item<double>() / (first.norm() * second.norm()).item<double>();
        TTT_VERIFY_BELOW(std::abs(value(fed.probe, Metric::cosine_previous) - cosine), 1e-12);
        TTT_VERIFY_BELOW(std::abs(value(fed.probe, Metric::delta_relative) - second.norm().item<double>() / down), 1e-12);
        TTT_VERIFY_BELOW(
            std::abs(value(fed.probe, Metric::drift_relative) - fed.weights.drift().norm().item<double>() / down), 1e-12);
        const double moved = tokens.keys.matmul(first.t()).norm().item<double>();
        const double plain = tokens.keys.matmul(fed.weights.layer().down.t()).norm().item<double>();
        TTT_VERIFY_BELOW(std::abs(value(fed.probe, Metric::output_change) - moved / plain), 1e-6);
        QCOMPARE(fed.probe.writes(), 1);
        QCOMPARE(fed.probe.limited(), 0);
    }

    void precision_is_healthy_in_f64_with_decay_and_cap()
    {
        Fed fed({.chunk = chunk, .lr = 0.3, .decay = 0.8, .relative_cap = 0.2});
        for (int step = 0; step < 5; ++step) {
            fed.chunk_of(random_tokens(chunk));
            TTT_VERIFY_BELOW(std::abs(value(fed.probe, Metric::precision_health) - 1), 1e-9);
        }
        QVERIFY(value(fed.probe, Metric::cap_scale) < 1);
        QCOMPARE(fed.probe.limited(), 1);
    }

    void an_exact_repeat_has_cosine_one()
    {
        Fed fed({.chunk = chunk, .lr = 0.3});
        const Tokens tokens = random_tokens(chunk);
        fed.chunk_of(tokens);
        fed.chunk_of(tokens);
        TTT_VERIFY_BELOW(std::abs(value(fed.probe, Metric::cosine_previous) - 1), 1e-12);
    }

    void costly_probes_can_be_left_out()
    {
        Fed fed({.chunk = chunk, .lr = 0.3}, false);
        fed.chunk_of(random_tokens(chunk));
        QVERIFY(!std::isnan(value(fed.probe, Metric::delta_norm)));
        for (const Metric costly : {Metric::effective_rank, Metric::write_collision, Metric::output_change})
            QVERIFY(std::isnan(value(fed.probe, costly)));
    }

    void partial_chunk_measures_no_write()
    {
        Fed fed({.chunk = chunk, .lr = 0.3});
        fed.chunk_of(random_tokens(chunk));
        fed.chunk_of(random_tokens(chunk - 1));
        QCOMPARE(fed.probe.writes(), 0);
        QVERIFY(std::isnan(value(fed.probe, Metric::delta_norm)));
        QVERIFY(value(fed.probe, Metric::output_change) > 0);
    }

    void what_is_not_finite_stops_the_run_with_a_sentence()
    {
        Fed fed({.chunk = chunk, .lr = 0.3});
        fed.chunk_of(random_tokens(chunk));
        Tokens bad = random_tokens(chunk);
        bad.source[3][2] = INFINITY;
        TTT_VERIFY_SENTENCE((fed.chunk_of(bad), 0), "Chunk 1: the update of layer 0 is no longer finite; a smaller");
    }
};

QTEST_APPLESS_MAIN(TestDriftProbe)
#include "tst_drift_probe.moc"

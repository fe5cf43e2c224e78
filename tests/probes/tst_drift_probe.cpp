#include "engine/probes/drift_probe.h"
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/ttt/fast_layer_fixture.h"

#include <algorithm>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

/// Feeds stretches one by one.
struct Fed {
    explicit Fed(const UpdateRule& rule, bool costly = true) : weights(random_layer(rule), 100), probe(costly, chunk) {}

    /// The reports of its chunks.
    std::vector<ChunkReport> stretch_of(const Tokens& tokens)
    {
        probe.begin(next);
        next += (tokens.keys.size(0) + chunk - 1) / chunk;
        const Tensor change =
            weights.forward(tokens.keys, tokens.source, [this](const WriteGroup& group) { probe.on_write(group); });
        probe.on_read(0, torch::linear(tokens.keys, weights.layer().down), change);
        return probe.finish();
    }

    ChunkReport chunk_of(const Tokens& tokens) { return stretch_of(tokens).at(0); }

    FastWeights weights;
    DriftProbe probe;
    std::int64_t next = 0;
};

double value(const ChunkReport& report, Metric metric)
{
    for (const MetricValue& entry : report.metrics)
        if (entry.metric == metric)
            return entry.value;
    return NAN;
}

}  // namespace

class TestDriftProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(5); }

    void norms_and_cosine_are_those_of_the_deltas()
    {
        Fed fed({.chunk = chunk, .lr = 0.1, .decay = 0.8});
        const double down = fed.weights.layer().down_norm;
        const ChunkReport report = fed.chunk_of(random_tokens(chunk));
        QVERIFY(std::isnan(value(report, Metric::cosine_previous)));
        const Tensor first = fed.weights.drift();
        TTT_VERIFY_BELOW(std::abs(value(report, Metric::delta_norm) - first.norm().item<double>()), 1e-12);
        QCOMPARE(value(report, Metric::output_change), 0.0);

        const Tokens tokens = random_tokens(chunk);
        const ChunkReport next = fed.chunk_of(tokens);
        const Tensor second = fed.weights.drift() - 0.8 * first;
        const double cosine = (first * second).sum().item<double>() / (first.norm() * second.norm()).item<double>();
        TTT_VERIFY_BELOW(std::abs(value(next, Metric::cosine_previous) - cosine), 1e-12);
        TTT_VERIFY_BELOW(std::abs(value(next, Metric::delta_relative) - second.norm().item<double>() / down), 1e-12);
        TTT_VERIFY_BELOW(
            std::abs(value(next, Metric::drift_relative) - fed.weights.drift().norm().item<double>() / down), 1e-12);
        const double moved = tokens.keys.matmul(first.t()).norm().item<double>();
        const double plain = tokens.keys.matmul(fed.weights.layer().down.t()).norm().item<double>();
        TTT_VERIFY_BELOW(std::abs(value(next, Metric::output_change) - moved / plain), 1e-12);
        QCOMPARE(value(next, Metric::clipped_fraction), 0.0);
        QCOMPARE(next.updates, 2);
    }

    void precision_is_healthy_in_f64_with_decay_and_cap()
    {
        Fed fed({.chunk = chunk, .lr = 0.3, .decay = 0.8, .relative_cap = 0.2});
        ChunkReport report;
        for (int step = 0; step < 5; ++step) {
            report = fed.chunk_of(random_tokens(chunk));
            TTT_VERIFY_BELOW(std::abs(value(report, Metric::precision_health) - 1), 1e-9);
        }
        QVERIFY(value(report, Metric::cap_scale) < 1);
        QCOMPARE(value(report, Metric::clipped_fraction), 1.0);
        TTT_VERIFY_BELOW(std::abs(value(report, Metric::drift_relative) - 0.2), 1e-12);
    }

    void an_exact_repeat_has_cosine_one()
    {
        Fed fed({.chunk = chunk, .lr = 0.3});
        const Tokens tokens = random_tokens(chunk);
        fed.chunk_of(tokens);
        TTT_VERIFY_BELOW(std::abs(value(fed.chunk_of(tokens), Metric::cosine_previous) - 1), 1e-12);
    }

    void chunks_that_are_read_together_report_as_one_by_one()
    {
        const UpdateRule rule{.chunk = chunk, .lr = 0.3, .decay = 0.9, .relative_cap = 0.3, .centre_keys = true};
        torch::manual_seed(6);
        Fed together(rule);
        torch::manual_seed(6);
        Fed alone(rule);
        const Tokens tokens = random_tokens(4 * chunk + 3);
        const std::vector<ChunkReport> reports = together.stretch_of(tokens);
        QCOMPARE(reports.size(), 5U);
        for (std::int64_t index = 0; index < 5; ++index) {
            const std::int64_t begin = index * chunk;
            const ChunkReport expected = alone.chunk_of(
                {tokens.keys.slice(0, begin, begin + chunk), tokens.source.slice(0, begin, begin + chunk)});
            const ChunkReport& report = reports[static_cast<std::size_t>(index)];
            QCOMPARE(report.updates, expected.updates);
            QCOMPARE(report.metrics.size(), expected.metrics.size());
            for (std::size_t place = 0; place < report.metrics.size(); ++place) {
                QCOMPARE(report.metrics[place].metric, expected.metrics[place].metric);
                TTT_VERIFY_BELOW(std::abs(report.metrics[place].value - expected.metrics[place].value), 1e-9);
            }
        }
        QCOMPARE(reports[4].hash, reports[3].hash);  // a partial chunk writes nothing
        QVERIFY(reports[3].hash != reports[2].hash);
    }

    void costly_probes_can_be_left_out()
    {
        Fed fed({.chunk = chunk, .lr = 0.3}, false);
        const ChunkReport report = fed.chunk_of(random_tokens(chunk));
        QVERIFY(!std::isnan(value(report, Metric::delta_norm)));
        for (const Metric costly : {Metric::effective_rank, Metric::write_collision, Metric::output_change})
            QVERIFY(std::isnan(value(report, costly)));
    }

    void partial_chunk_measures_no_write()
    {
        Fed fed({.chunk = chunk, .lr = 0.3});
        fed.chunk_of(random_tokens(chunk));
        const ChunkReport report = fed.chunk_of(random_tokens(chunk - 1));
        QVERIFY(std::isnan(value(report, Metric::clipped_fraction)));
        QVERIFY(std::isnan(value(report, Metric::delta_norm)));
        QVERIFY(value(report, Metric::output_change) > 0);
        QCOMPARE(report.updates, 1);
    }

    void what_is_not_finite_stops_the_run_with_a_sentence()
    {
        Fed fed({.chunk = chunk, .lr = 0.3});
        fed.chunk_of(random_tokens(chunk));
        Tokens bad = random_tokens(3 * chunk);
        bad.source[chunk + 3][2] = INFINITY;
        const std::vector<ChunkReport> reports = fed.stretch_of(bad);
        QCOMPARE(reports.size(), 2U);  // the good one, and why not the next
        QVERIFY(reports[0].failure.empty());
        const QString failure = QString::fromStdString(reports[1].failure);
        QVERIFY2(failure.startsWith("Chunk 2: the update of layer 0 is no longer finite; a smaller"),
                 qPrintable(failure));
    }
};

TTT_TEST(TestDriftProbe)
#include "tst_drift_probe.moc"

// In-Place TTT with dynamic evaluation on top: without one part it is the other, and its norms are those of both.
#include "engine/machine/device.h"
#include "engine/methods/gradient_choices.h"
#include "engine/methods/in_place.h"
#include "engine/methods/in_place_evaluation.h"
#include "engine/records/error.h"
#include "tests/methods/reading.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t segment = 8;

Tensor some_text(std::int64_t count = 60)
{
    return torch::arange(count) * 37 % 200;
}

/// Taps set by hand: the golden model has no trained target.
RunConfig fast(double inner_lr)
{
    RunConfig config;
    config.fast_layers = {0, 1};
    config.chunk = segment;
    config.target = Target::lm_aligned;
    config.target_source = TargetSource::hidden_states;
    config.inner_lr = {inner_lr};
    config.decay = {0.9};
    config.relative_cap = 0.5;
    return config;
}

RunConfig both(double inner_lr, double lr, const char* parameters = "all")
{
    RunConfig config = fast(inner_lr);
    config.method = "in-place+dynamic-evaluation";
    config.lr = lr;
    config.parameters = parameters;
    return config;
}

RunConfig slow(double lr)
{
    return dynamic_evaluation(segment, lr);
}

double number(const ChunkReport& report, Metric which, std::int32_t layer)
{
    return metric(report, which, layer).value_or(NAN);
}

}  // namespace

class TestInPlaceEvaluation : public QObject {
    Q_OBJECT

private:
    const ModelWeights weights_ = golden_weights("qwen3-window");

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
    }

    void without_a_gradient_step_it_is_in_place()
    {
        InPlace alone(weights_, resolved(fast(0.02), weights_));
        const Told expected = read_all(alone, some_text());
        const Told told = read_all(*start(both(0.02, 0), weights_), some_text());
        TTT_VERIFY_BELOW(relative_error(told.adapted, expected.adapted), 1e-5);
        TTT_VERIFY_BELOW(relative_error(expected.frozen, told.frozen), 1e-5);
        QVERIFY(relative_error(expected.adapted, expected.frozen) > 1e-3);
        QCOMPARE(told.reports.size(), expected.reports.size());
        for (std::size_t chunk = 0; chunk < told.reports.size(); ++chunk)
            for (const MetricValue& value : expected.reports[chunk].metrics) {
                if (value.layer < 0 || value.metric == Metric::effective_rank)
                    continue;
                const bool is_relative = value.metric == Metric::delta_relative ||
                                         value.metric == Metric::drift_relative;  // to all that learns in the layer
                const double got = number(told.reports[chunk], value.metric, value.layer);
                QVERIFY2(is_relative ? got <= value.value
                                     : std::abs(got - value.value) <= 1e-3 * std::abs(value.value) + 1e-4,
                         qPrintable(QStringLiteral("chunk %1, metric %2: %3, not %4")
                                        .arg(chunk)
                                        .arg(static_cast<int>(value.metric))
                                        .arg(got)
                                        .arg(value.value)));
            }
    }

    void without_an_inner_rate_it_is_dynamic_evaluation()
    {
        const Told expected = read_all(*start(slow(0.1), weights_), some_text());
        const Told told = read_all(*start(both(0, 0.1), weights_), some_text());
        QVERIFY(told.adapted.equal(expected.adapted));
        QVERIFY(!told.adapted.equal(told.frozen));
        for (const Metric which : {Metric::gradient_norm, Metric::delta_norm, Metric::drift_norm,
                                   Metric::drift_relative, Metric::cosine_previous})
            for (const std::int32_t layer : {0, 1, 2})
                QCOMPARE(metric(told.reports[3], which, layer), metric(expected.reports[3], which, layer));
    }

    void both_parts_change_the_reading()
    {
        const Told only_fast = read_all(*start(both(0.02, 0), weights_), some_text());
        const Told only_slow = read_all(*start(both(0, 0.1), weights_), some_text());
        const Told told = read_all(*start(both(0.02, 0.1), weights_), some_text());
        QVERIFY(relative_error(told.adapted, only_fast.adapted) > 1e-3);
        QVERIFY(relative_error(told.adapted, only_slow.adapted) > 1e-3);
        // Score first.
        QVERIFY(told.adapted.slice(0, 0, segment - 1).equal(told.frozen.slice(0, 0, segment - 1)));
    }

    void norms_are_those_of_both_parts_data()
    {
        QTest::addColumn<QString>("parameters");
        for (const char* parameters : {"all", "down", "norms"})
            QTest::newRow(parameters) << QString::fromLatin1(parameters);
    }

    void norms_are_those_of_both_parts()
    {
        QFETCH(QString, parameters);
        const RunConfig config = resolved(both(0.02, 0.1, parameters.toLatin1().constData()), weights_);
        GradientMethod method(weights_, std::make_unique<InPlaceEvaluation>(weights_, config), config);
        const Told told = read_all(method, some_text(5 * segment + 3));
        const std::size_t last_whole = 4;
        const ChunkReport& report = told.reports[last_whole];
        const bool has_others = parameters != u"down";  // that learn outside of the fast layers, or are not fast
        for (const std::int32_t layer : {0, 1}) {
            const double delta = number(report, Metric::delta_norm, layer),
                         drift = number(report, Metric::drift_norm, layer);
            QVERIFY(delta > 0 && drift > 0);
            const double cosine = number(report, Metric::cosine_previous, layer);
            QVERIFY2(std::abs(cosine) <= 1, qPrintable(QString::number(cosine)));
            const double start = drift / number(report, Metric::drift_relative, layer);
            TTT_VERIFY_BELOW(std::abs(delta / number(report, Metric::delta_relative, layer) / start - 1), 1e-9);
            const double down = weights_.layers[static_cast<std::size_t>(layer)].down.norm().item<double>();
            QVERIFY(has_others ? start > down : std::abs(start / down - 1) < 1e-5);
            QVERIFY(number(report, Metric::gradient_norm, layer) > 0);
            QVERIFY(number(report, Metric::cap_scale, layer) <= 1);
        }
        const std::int32_t rest = static_cast<std::int32_t>(weights_.config.layer_count);
        QCOMPARE(metric(report, Metric::drift_norm, rest).has_value(), has_others);
        // The last segment is not learned from and not whole: what the fast weights add is all that is told of it.
        const ChunkReport& last = told.reports.back();
        QVERIFY(metric(last, Metric::output_change, 0).has_value());
        QVERIFY(!metric(last, Metric::delta_norm, 0).has_value());
        QVERIFY(!last.hash.empty() && last.hash == report.hash);
    }

    void a_whole_last_segment_is_written_but_not_learned_from()
    {
        const Told told = read_all(*start(both(0.02, 0.1), weights_), some_text(3 * segment));
        const ChunkReport &before = told.reports[1], &last = told.reports[2];
        QVERIFY(!metric(last, Metric::gradient_norm, 0).has_value());
        QVERIFY(number(last, Metric::delta_norm, 0) > 0 && number(last, Metric::drift_norm, 0) > 0);
        QVERIFY(std::abs(number(last, Metric::cosine_previous, 0)) <= 1);
        QVERIFY(last.hash != before.hash);
        QCOMPARE(last.updates, before.updates);
    }

    void what_was_measured_for_rms_leaves_no_fast_weights()
    {
        RunConfig config = both(0.02, 0.001);
        config.optimizer = Optimizer::rms;
        config.statistics = QFINDTESTDATA("tst_in_place_evaluation.cpp").toStdString();  // read by nobody here
        const RunConfig whole = resolved(config, weights_);
        const auto measured = start_gradient_method(weights_, whole);
        measured->measure_statistics(some_text(4 * segment) + 1);
        const Told told = read_all(*measured, some_text());
        QVERIFY(told.adapted.slice(0, 0, segment - 1).equal(told.frozen.slice(0, 0, segment - 1)));
        QVERIFY(!told.adapted.equal(told.frozen));
    }

    void a_drift_without_bounds_ends_in_a_sentence()
    {
        RunConfig config = both(1e30, 0);
        config.relative_cap = 0;
        const Told told = read_all(*start(config, weights_), some_text());
        QVERIFY(told.reports.size() < 8);
        QVERIFY2(told.reports.back().failure.find("finite") != std::string::npos, told.reports.back().failure.c_str());
    }

    void choices_are_those_of_both_parts()
    {
        const RunConfig config = resolved(both(0.02, 0.1), weights_);
        QCOMPARE(config.segment, segment);
        QCOMPARE(config.chunk, segment);
        QCOMPARE(config.fast_layers, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(learning_layers(config, weights_.config).size(),
                 static_cast<std::size_t>(weights_.config.layer_count));
        QCOMPARE(learning_layers(resolved(both(0.02, 0.1, "down"), weights_), weights_.config), config.fast_layers);
        QCOMPARE(config.optimizer.text(), std::string("sgd"));
        QCOMPARE(config.inner_lr, (std::vector<double>{0.02, 0.02}));
        RunConfig untrained = both(0.02, 0.1);
        untrained.target = {};
        TTT_VERIFY_SENTENCE(resolved(untrained, weights_), "no trained TTT parameters");
        RunConfig with_rank = both(0.02, 0.1);
        with_rank.rank = 4;
        TTT_VERIFY_SENTENCE(resolved(with_rank, weights_), "The rank belongs to LoRA");
    }
};

TTT_TEST(TestInPlaceEvaluation)
#include "tst_in_place_evaluation.moc"

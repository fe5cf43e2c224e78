// In-Place TTT as a method: how a text is cut into readings is of no matter, on the CPU and on a GPU.
#include "engine/machine/device.h"
#include "engine/methods/in_place.h"
#include "engine/probes/token_scores.h"
#include "engine/run_checkpoint.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <torch/utils.h>

#include <cmath>
#include <memory>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr std::int64_t tokens = 20 * tiny_chunk + 5;

/// All that a reading tells.
struct Told {
    std::vector<float> frozen, adapted;  // NLL of every token but the first
    std::vector<ChunkReport> reports;
};

Told read(const RunCheckpoint& model, const Tensor& text, std::int64_t stretch)
{
    const torch::NoGradGuard no_grad;
    InPlace method(load_run_weights(model), model.config);
    const Tensor ids = text.to(device_of(model.config));
    Told told;
    const auto show = [&](const ArmStates& states, const Tensor& predicted) {
        const auto add = [&](const Tensor& hidden, std::vector<float>& nll) {
            const TokenScores scores = score_tokens(method.frozen(), hidden, predicted, true);
            nll.insert(nll.end(), scores.nll.begin(), scores.nll.end());
        };
        add(states.frozen, told.frozen);
        add(states.adapted, told.adapted);
    };
    for (std::int64_t begin = 0; begin < tokens; begin += stretch) {
        const auto reports = method.read(ids, begin, std::min(begin + stretch, tokens), show);
        told.reports.insert(told.reports.end(), reports.begin(), reports.end());
    }
    return told;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b)
{
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t index = 0; index < std::min(a.size(), b.size()); ++index)
        largest = std::max(largest, static_cast<double>(std::abs(a[index] - b[index])));
    return largest;
}

void compare(const Told& told, const Told& expected, double tolerance)
{
    TTT_VERIFY_BELOW(largest_difference(told.frozen, expected.frozen), tolerance);
    TTT_VERIFY_BELOW(largest_difference(told.adapted, expected.adapted), tolerance);
    QVERIFY(largest_difference(expected.frozen, expected.adapted) > 100 * tolerance);  // something was learned
    QCOMPARE(told.reports.size(), expected.reports.size());
    for (std::size_t index = 0; index < told.reports.size(); ++index) {
        const ChunkReport& report = told.reports[index];
        QCOMPARE(report.updates, expected.reports[index].updates);
        QCOMPARE(report.failure, std::string());
        QCOMPARE(report.metrics.size(), expected.reports[index].metrics.size());
        for (std::size_t place = 0; place < report.metrics.size(); ++place) {
            const MetricValue& value = report.metrics[place];
            const MetricValue& other = expected.reports[index].metrics[place];
            QCOMPARE(value.metric, other.metric);
            QCOMPARE(value.layer, other.layer);
            QVERIFY2(std::abs(value.value - other.value) <= 30 * tolerance * (1 + std::abs(other.value)),
                     find_metric(static_cast<std::int32_t>(value.metric))->key.data());
        }
    }
}

}  // namespace

class TestInPlace : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;
    Tensor text_;  // i64 [T]

    RunCheckpoint model(Device device, Dtype dtype = Dtype::f32) const
    {
        RunConfig config;
        config.model = files_->path("model");
        config.device = device;
        config.dtype = dtype;
        return open_model(config);
    }

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
        files_ = std::make_unique<TinyFiles>();
        torch::manual_seed(2);
        text_ = torch::randint(250, {tokens}, torch::kLong);
    }

    void stretches_tell_what_chunks_tell_data()
    {
        QTest::addColumn<qint64>("chunks");
        QTest::newRow("two") << qint64{2};
        QTest::newRow("seven") << qint64{7};
        QTest::newRow("all") << qint64{100};
    }

    void stretches_tell_what_chunks_tell()
    {
        QFETCH(qint64, chunks);
        const RunCheckpoint opened = model(Device::cpu);
        compare(read(opened, text_, chunks * tiny_chunk), read(opened, text_, tiny_chunk), 1e-4);
    }

    void a_gpu_tells_the_same_data() { stretches_tell_what_chunks_tell_data(); }

    void a_gpu_tells_the_same()
    {
        QFETCH(qint64, chunks);
        if (!cuda_available())
            QSKIP("no GPU");
        const Told expected = read(model(Device::cpu), text_, tiny_chunk);
        const RunCheckpoint gpu = model(Device::cuda);
        compare(read(gpu, text_, chunks * tiny_chunk), expected, 1e-3);
        const Told first = read(gpu, text_, chunks * tiny_chunk);
        const Told second = read(gpu, text_, chunks * tiny_chunk);
        QCOMPARE(first.adapted, second.adapted);  // bit by bit, or a run could not be verified
        for (std::size_t index = 0; index < first.reports.size(); ++index) {
            QCOMPARE(first.reports[index].hash, second.reports[index].hash);
            QVERIFY(first.reports[index].metrics == second.reports[index].metrics);
        }
    }

    void a_gpu_in_bf16_stays_near_data() { stretches_tell_what_chunks_tell_data(); }

    void a_gpu_in_bf16_stays_near()
    {
        QFETCH(qint64, chunks);
        if (!cuda_available())
            QSKIP("no GPU");
        const RunCheckpoint half = model(Device::cuda, Dtype::bf16);
        const Told told = read(half, text_, chunks * tiny_chunk);
        const Told alone = read(half, text_, tiny_chunk);
        const auto mean = [](const std::vector<float>& nll) {
            double sum = 0;
            for (const float value : nll)
                sum += value;
            return sum / static_cast<double>(nll.size());
        };
        TTT_VERIFY_BELOW(std::abs(mean(told.adapted) - mean(alone.adapted)), 0.03);
        TTT_VERIFY_BELOW(std::abs(mean(told.frozen) - mean(alone.frozen)), 0.03);
        QCOMPARE(told.reports.size(), alone.reports.size());
    }
};

TTT_TEST(TestInPlace)
#include "tst_in_place.moc"

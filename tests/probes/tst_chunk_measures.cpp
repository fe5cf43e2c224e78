#include "engine/probes/chunk_measures.h"
#include "tests/support/tensors.h"

#include <cmath>

using namespace ttt;
using torch::Tensor;

namespace {

double rank_by_svd(const Tensor& keys, const Tensor& targets)
{
    const Tensor sigma = torch::linalg_svdvals(targets.t().matmul(keys).to(torch::kFloat64));
    const Tensor share = sigma.square() / sigma.square().sum();
    return std::exp(-torch::xlogy(share, share).sum().item<double>());
}

double rank(const Tensor& keys, const Tensor& targets)
{
    return effective_rank(keys, key_gram(keys), targets);
}

double collision(const Tensor& keys)
{
    return write_collision(key_gram(keys));
}

/// Gram-Schmidt as it is defined, in f64.
double collision_by_projection(const Tensor& keys)
{
    const Tensor z = keys.to(torch::kFloat64);
    double sum = 0;
    for (std::int64_t i = 1; i < z.size(0); ++i) {
        const Tensor basis = std::get<0>(torch::linalg_qr(z.slice(0, 0, i).t()));
        const Tensor inside = basis.matmul(basis.t().mv(z[i]));
        sum += (inside.square().sum() / z[i].square().sum()).item<double>();
    }
    return sum / static_cast<double>(z.size(0));
}

} // namespace

class TestChunkMeasures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(3); }

    void effective_rank_is_that_of_the_svd_data()
    {
        QTest::addColumn<int>("chunk");
        QTest::addColumn<int>("width");
        QTest::newRow("fewer tokens than width") << 24 << 40;
        QTest::newRow("more tokens than width") << 70 << 20;
        QTest::newRow("as many") << 32 << 32;
    }

    void effective_rank_is_that_of_the_svd()
    {
        QFETCH(int, chunk);
        QFETCH(int, width);
        const Tensor keys = torch::randn({chunk, 60}) + 0.5;
        const Tensor targets = torch::randn({chunk, width});
        const double expected = rank_by_svd(keys, targets);
        TTT_VERIFY_BELOW(std::abs(rank(keys, targets) / expected - 1), 1e-3);
    }

    void effective_rank_of_known_updates()
    {
        const Tensor one_key = torch::randn({1, 30}).expand({16, 30});
        TTT_VERIFY_BELOW(std::abs(rank(one_key, torch::randn({16, 20})) - 1), 1e-3);
        TTT_VERIFY_BELOW(std::abs(rank(torch::eye(8, 30), torch::eye(8, 20)) - 8), 1e-3);
        QCOMPARE(rank(torch::randn({8, 30}), torch::zeros({8, 20})), 0.0);
        QCOMPARE(rank(torch::zeros({8, 30}), torch::randn({8, 20})), 0.0);
    }

    void effective_rank_does_not_see_the_scale()
    {
        const Tensor keys = torch::randn({24, 60});
        const Tensor targets = torch::randn({24, 40});
        const double plain = rank(keys, targets);
        TTT_VERIFY_BELOW(std::abs(rank(keys * 1e4, targets * 1e-6) / plain - 1), 1e-4);
    }

    void collision_is_the_projection_on_earlier_keys()
    {
        const Tensor keys = torch::randn({20, 30}) + torch::randn({1, 30});
        TTT_VERIFY_BELOW(std::abs(collision(keys) - collision_by_projection(keys)), 1e-4);
        TTT_VERIFY_BELOW(collision(torch::eye(8, 30)), 1e-5);
        TTT_VERIFY_BELOW(std::abs(collision(torch::ones({10, 30})) - 0.9), 1e-4);
    }

    void tail_of_the_key_norms()
    {
        Tensor keys = torch::zeros({101, 4});
        for (int row = 0; row < 101; ++row)
            keys[row][1] = row + 1.0;  // norms 1 .. 101, median 51, p99 100
        const KeyTail tail = key_tail(keys);
        QCOMPARE(tail.p99, 100.0 / 51.0);
        QCOMPARE(tail.max, 101.0 / 51.0);
        QCOMPARE(key_tail(torch::zeros({5, 4})).max, 0.0);
    }

    void precision_health_sees_what_bf16_loses()
    {
        const Tensor before = torch::randn({40, 50});
        const Tensor after = before + 1e-6 * torch::randn({40, 50});
        TTT_VERIFY_BELOW(std::abs(precision_health(before, after, after, torch::kFloat32) - 1), 1e-6);
        const double lost = precision_health(before, after, after, torch::kBFloat16);
        QVERIFY2(lost < 0.9 || lost > 1.1, qPrintable(QString::number(lost)));
        const Tensor twice = before + 2 * (after - before);
        TTT_VERIFY_BELOW(std::abs(precision_health(before, after, twice, torch::kFloat32) - 0.5), 0.02);
        QCOMPARE(precision_health(before, before, before, torch::kFloat32), 1.0);
        QCOMPARE(precision_health(Tensor(), after, after, torch::kFloat32), 1.0);
    }
};

QTEST_APPLESS_MAIN(TestChunkMeasures)
#include "tst_chunk_measures.moc"

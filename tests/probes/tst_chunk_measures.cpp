#include "engine/machine/device.h"
#include "engine/probes/chunk_measures.h"
#include "engine/probes/gram_measures.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace ttt;
using namespace ttt::test;
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
    return effective_ranks(keys.unsqueeze(0), key_gram(keys).unsqueeze(0), targets.unsqueeze(0)).item<double>();
}

double collision(const Tensor& keys)
{
    return write_collisions(key_gram(keys).unsqueeze(0)).item<double>();
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

}  // namespace

class TestChunkMeasures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { cuda_available(); }  // before LibTorch is used, see device.h
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
        const Tensor tails = key_tails(keys.unsqueeze(0));
        QCOMPARE(tails[0][0].item<double>(), 100.0 / 51.0);
        QCOMPARE(tails[0][1].item<double>(), 101.0 / 51.0);
        QCOMPARE(key_tails(torch::zeros({1, 5, 4}))[0][1].item<double>(), 0.0);
    }

    void f32_is_enough_data()
    {
        QTest::addColumn<int>("own");
        QTest::newRow("64 directions") << 64;
        QTest::newRow("20 directions") << 20;  // the other keys repeat them, but for a thousandth
    }

    /// Against the same measures in f64, which LibTorch's operators compute.
    void f32_is_enough()
    {
        QFETCH(int, own);
        Tensor keys =
            torch::randn({3, 64, 300}) * torch::pow(10.0, torch::randn({3, 64, 1})) + torch::randn({3, 1, 300});
        for (int row = own; row < 64; ++row)
            keys.select(1, row).copy_(keys.select(1, row - own) * 1.001 + 1e-3 * torch::randn({3, 300}));
        const Tensor targets = torch::randn({3, 64, 256});
        const Tensor wide = keys.to(torch::kFloat64);
        const Tensor ranks = effective_ranks(wide, key_gram(wide), targets.to(torch::kFloat64));
        TTT_VERIFY_BELOW(relative_error(effective_ranks(keys, key_gram(keys), targets), ranks), 5e-5);
        TTT_VERIFY_BELOW(largest_difference(write_collisions(key_gram(keys)), write_collisions(key_gram(wide))), 1e-5);
    }

    void many_chunks_are_each_by_itself()
    {
        for (const int width : {40, 20}) {
            const Tensor keys = torch::randn({4, 24, 60}) + 0.5, targets = torch::randn({4, 24, width});
            targets[2].zero_();
            const Tensor grams = key_gram(keys);
            const Tensor ranks = effective_ranks(keys, grams, targets);
            const Tensor collisions = write_collisions(grams), tails = key_tails(keys);
            QCOMPARE(ranks[2].item<double>(), 0.0);
            for (int k = 0; k < 4; ++k) {
                TTT_VERIFY_BELOW(std::abs(ranks[k].item<double>() - rank(keys[k], targets[k])), 1e-4);
                TTT_VERIFY_BELOW(std::abs(collisions[k].item<double>() - collision(keys[k])), 1e-6);
                TTT_VERIFY_BELOW(largest_difference(tails[k], key_tails(keys.slice(0, k, k + 1))[0]), 1e-6);
            }
        }
    }

    void rank_of_a_delta_is_that_of_its_keys_and_targets()
    {
        const Tensor keys = torch::randn({2, 30, 50}), targets = torch::randn({2, 30, 40});
        const Tensor deltas = targets.transpose(1, 2).matmul(keys);
        TTT_VERIFY_BELOW(relative_error(delta_ranks(deltas), effective_ranks(keys, key_gram(keys), targets)), 1e-4);
        QCOMPARE(delta_ranks(torch::zeros({2, 5, 6})).abs().max().item<double>(), 0.0);
    }

    void a_gram_can_be_centred_afterwards()
    {
        const Tensor keys = torch::randn({3, 24, 60}) + 0.5;
        const Tensor centred = key_gram(keys - keys.mean(1, true));
        TTT_VERIFY_BELOW(relative_error(centred_gram(key_gram(keys)), centred), 1e-5);
        TTT_VERIFY_BELOW(relative_error(centred_gram(key_gram(keys[1])), centred[1]), 1e-5);
    }

    void what_is_not_finite_is_no_error()
    {
        Tensor keys = torch::randn({2, 12, 30});
        const Tensor targets = torch::randn({2, 12, 40});
        keys[1][3][4] = NAN;
        const Tensor grams = key_gram(keys);
        QVERIFY(effective_ranks(keys, grams, targets)[0].item<double>() > 1);
        QVERIFY(std::isnan(effective_ranks(keys, grams, targets)[1].item<double>()));
        QVERIFY(std::isfinite(write_collisions(grams)[0].item<double>()));
        QVERIFY(std::isfinite(key_tails(keys)[0][1].item<double>()));
    }

    void the_gpu_measures_the_same_data()
    {
        QTest::addColumn<int>("chunk");
        QTest::addColumn<int>("width");
        QTest::newRow("64 tokens") << 64 << 100;
        QTest::newRow("fewer than width") << 24 << 40;
        QTest::newRow("more than width") << 70 << 20;
        QTest::newRow("too many for a block") << 200 << 220;
    }

    void the_gpu_measures_the_same()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        QFETCH(int, chunk);
        QFETCH(int, width);
        const Tensor keys = torch::randn({3, chunk, 300}) + 0.3, targets = torch::randn({3, chunk, width});
        const Tensor there = keys.to(torch::kCUDA), theirs = targets.to(torch::kCUDA);
        const Tensor grams = key_gram(keys), their_grams = key_gram(there);
        const auto home = [](const Tensor& x) { return x.to(torch::kCPU); };
        TTT_VERIFY_BELOW(relative_error(home(key_tails(there)), key_tails(keys)), 1e-5);
        TTT_VERIFY_BELOW(relative_error(home(write_collisions(their_grams)), write_collisions(grams)), 1e-4);
        TTT_VERIFY_BELOW(
            relative_error(home(effective_ranks(there, their_grams, theirs)), effective_ranks(keys, grams, targets)),
            1e-4);
    }

    void one_go_measures_the_same_data()
    {
        QTest::addColumn<int>("chunk");
        QTest::addColumn<bool>("centre_keys");
        QTest::newRow("64 tokens, centred") << 64 << true;
        QTest::newRow("64 tokens") << 64 << false;
        QTest::newRow("a length that no vector divides") << 37 << true;
        QTest::newRow("two tokens") << 2 << false;
        QTest::newRow("one token") << 1 << false;
    }

    /// gram_measures() and its twins.
    void one_go_measures_the_same()
    {
        QFETCH(int, chunk);
        QFETCH(bool, centre_keys);
        const Tensor keys = torch::randn({3, chunk, 300}) * torch::pow(10.0, torch::randn({3, chunk, 1})) + 0.3;
        const Tensor targets = torch::randn({3, chunk, 128});
        targets[1].zero_();
        QVERIFY(fits_gram_measures(keys, targets));
        const Tensor grams = key_gram(keys);
        const Tensor measures = gram_measures(grams, key_gram(targets), centre_keys);
        TTT_VERIFY_BELOW(relative_error(measures.slice(1, 0, 2), key_tails(keys)), 1e-5);
        const Tensor of_rank = centre_keys ? centred_gram(grams) : grams;
        TTT_VERIFY_BELOW(relative_error(measures.select(1, 2), effective_ranks(keys, of_rank, targets)), 1e-4);
        TTT_VERIFY_BELOW(largest_difference(measures.select(1, 3), write_collisions(grams)), 1e-5);
        QCOMPARE(measures[1][2].item<double>(), 0.0);
    }

    void one_go_meets_what_is_not_finite()
    {
        const Tensor keys = torch::randn({2, 12, 30}), targets = torch::randn({2, 12, 40});
        keys[1][3][4] = NAN;
        const Tensor measures = gram_measures(key_gram(keys), key_gram(targets), false);
        QVERIFY(measures[0].isfinite().all().item<bool>());
        QVERIFY(std::isnan(measures[1][0].item<double>()) && std::isnan(measures[1][2].item<double>()));
    }

    void one_go_is_for_short_chunks_of_f32_on_the_cpu()
    {
        QVERIFY(fits_gram_measures(torch::zeros({1, 64, 8}), torch::zeros({1, 64, 64})));
        QVERIFY(fits_gram_measures(torch::zeros({1, 64, 8}, torch::kBFloat16), torch::zeros({1, 64, 64})));
        QVERIFY(!fits_gram_measures(torch::zeros({1, 65, 8}), torch::zeros({1, 65, 64})));
        QVERIFY(!fits_gram_measures(torch::zeros({1, 129, 8}), torch::zeros({1, 129, 256})));
        QVERIFY(!fits_gram_measures(torch::zeros({1, 64, 8}, torch::kFloat64), torch::zeros({1, 64, 64})));
    }
};

TTT_TEST(TestChunkMeasures)
#include "tst_chunk_measures.moc"

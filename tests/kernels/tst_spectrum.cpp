// Eigenvalues and Cholesky factors of small matrices against known ones and against LibTorch's in f64; where there is a
// GPU, its kernel too.
#include "engine/kernels/spectrum.h"
#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <utility>
#include <vector>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

/// What a backward stable method in f32 may be off, as a share of the largest eigenvalue.
double tolerance(std::int64_t n)
{
    return 1e-6 * std::sqrt(static_cast<double>(n));
}

/// Largest deviation from LibTorch's values in f64, as a share of the largest of each matrix.
double deviation(const Tensor& values, const Tensor& matrices)
{
    const Tensor expected = torch::linalg_eigvalsh(matrices.to(torch::kCPU, torch::kFloat64), "L");
    const Tensor size = expected.abs().amax(-1, true).clamp_min(1e-300);
    return ((values.to(torch::kCPU, torch::kFloat64) - expected) / size).abs().max().item<double>();
}

Tensor symmetric(std::int64_t count, std::int64_t n)
{
    const Tensor x = torch::randn({count, n, n});
    return (x + x.transpose(1, 2)) / 2;
}

Tensor gram_of(std::int64_t count, std::int64_t n, std::int64_t rank)
{
    const Tensor x = torch::randn({count, n, rank});
    return x.matmul(x.transpose(1, 2));
}

/// Eigenvalues `values` [n] in a random basis, twice.
Tensor with_eigenvalues(const Tensor& values)
{
    const std::int64_t n = values.size(0);
    const Tensor basis = std::get<0>(torch::linalg_qr(torch::randn({2, n, n}, torch::kFloat64)));
    return basis.matmul(values.to(torch::kFloat64).diag()).matmul(basis.transpose(1, 2)).to(torch::kFloat32);
}

/// Numbers already tridiagonal, as those that a reflection leaves alone.
Tensor second_difference(std::int64_t n)
{
    return (2 * torch::eye(n) - torch::ones({n - 1}).diag(1) - torch::ones({n - 1}).diag(-1)).unsqueeze(0);
}

const std::vector<std::pair<const char*, std::function<Tensor()>>> matrices = {
    {"1 x 1",
     [] {
         return torch::tensor({{{-3.5f}}, {{0.0f}}, {{7.0f}}});
     }},
    {"2 x 2", [] { return symmetric(4, 2); }},
    {"3 x 3", [] { return symmetric(4, 3); }},
    {"random, 17", [] { return symmetric(5, 17); }},
    {"random, 64", [] { return symmetric(5, 64); }},
    {"random, 65", [] { return symmetric(2, 65); }},
    {"random, 128", [] { return symmetric(3, 128); }},
    {"random, 129, beyond the kernels", [] { return symmetric(2, 129); }},
    {"diagonal", [] { return torch::randn({40}).diag().unsqueeze(0); }},
    {"zeros",
     [] {
         return torch::zeros({2, 9, 9});
     }},
    {"ones",
     [] {
         return torch::ones({1, 50, 50});
     }},
    {"identity", [] { return torch::eye(33).unsqueeze(0); }},
    {"tridiagonal", [] { return second_difference(60); }},
    {"repeated",
     [] {
         return with_eigenvalues(torch::tensor({1.0, 1.0, 1.0, 1.0, 2.0, 2.0, -5.0, -5.0}));
     }},
    {"clustered", [] { return with_eigenvalues(1 + 1e-5 * torch::arange(30)); }},
    {"of many sizes", [] { return with_eigenvalues(torch::pow(10.0, -torch::arange(24) / 2.0)); }},
    {"rank 5 of 64", [] { return gram_of(3, 64, 5); }},
    {"of all sizes", [] { return with_eigenvalues(torch::pow(10.0, -torch::arange(40) / 1.5)); }},
    {"beside the diagonal almost nothing",
     [] {
         return (torch::randn({30}).diag() + 1e-12 * torch::ones({30, 30})).unsqueeze(0);
     }},
    {"a large corner",
     [] {
         Tensor x = symmetric(1, 30) * 1e-11;
         x[0][0][0] = 1;
         return x;
     }},
    {"huge", [] { return symmetric(2, 20) * 1e30; }},
    {"tiny", [] { return symmetric(2, 20) * 1e-30; }},
};

}  // namespace

class TestSpectrum : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { cuda_available(); }  // before LibTorch is used, see device.h
    void init() { torch::manual_seed(13); }

    void eigenvalues_are_those_of_lapack_data()
    {
        QTest::addColumn<int>("which");
        for (std::size_t which = 0; which < matrices.size(); ++which)
            QTest::newRow(matrices[which].first) << static_cast<int>(which);
    }

    void eigenvalues_are_those_of_lapack()
    {
        QFETCH(int, which);
        const Tensor given = matrices[static_cast<std::size_t>(which)].second();
        const Tensor before = given.clone();
        const Tensor values = symmetric_eigenvalues(given);
        QCOMPARE(values.scalar_type(), torch::kFloat32);
        QCOMPARE(values.sizes(), given.sizes().slice(0, 2));
        TTT_VERIFY_BELOW(deviation(values, given), tolerance(given.size(1)));
        QVERIFY(values.diff(1, -1).ge(0).all().item<bool>());  // ascending
        QVERIFY(given.equal(before));
        TTT_VERIFY_BELOW(deviation(symmetric_eigenvalues(given.to(torch::kFloat64)), given), 1e-12);
    }

    void the_gpu_agrees_data() { eigenvalues_are_those_of_lapack_data(); }

    void the_gpu_agrees()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        QFETCH(int, which);
        const Tensor given = matrices[static_cast<std::size_t>(which)].second();
        const Tensor there = given.to(torch::kCUDA);
        const Tensor values = symmetric_eigenvalues(there);
        TTT_VERIFY_BELOW(deviation(values, given), 4 * tolerance(given.size(1)));
        QVERIFY(symmetric_eigenvalues(there).equal(values));
        const Tensor gram = there.matmul(there), factors = gram_factors(gram);
        if (std::abs(gram.abs().max().item<double>()) < 1e30)
            TTT_VERIFY_BELOW(relative_error(factors.matmul(factors.transpose(1, 2)), gram), 1e-4);
    }

    void eigenvalues_of_known_matrices()
    {
        // 2 - 2 cos(pi k / (n + 1)), k = 1..n
        const Tensor k = torch::arange(1, 61, torch::kFloat64);
        const Tensor expected = 2 - 2 * (M_PI * k / 61).cos();
        TTT_VERIFY_BELOW(largest_difference(symmetric_eigenvalues(second_difference(60))[0], expected), 1e-6);
        const Tensor diagonal = torch::randn({40});
        TTT_VERIFY_BELOW(
            largest_difference(symmetric_eigenvalues(diagonal.diag().unsqueeze(0))[0], std::get<0>(diagonal.sort())),
            1e-6);
        QVERIFY(symmetric_eigenvalues(torch::zeros({1, 5, 5})).equal(torch::zeros({1, 5})));
    }

    void a_matrix_that_is_not_finite_has_no_eigenvalues()
    {
        for (const std::int64_t n : {1, 6, 130})
            for (const float bad : {NAN, INFINITY}) {
                Tensor given = symmetric(3, n);
                const Tensor whole = symmetric_eigenvalues(given);
                given[1][n - 1][0] = bad;
                given[1][0][n - 1] = bad;
                const Tensor values = symmetric_eigenvalues(given);
                QVERIFY(values[1].isnan().all().item<bool>());
                TTT_VERIFY_BELOW(largest_difference(values[0], whole[0]), 1e-5);
                TTT_VERIFY_BELOW(largest_difference(values[2], whole[2]), 1e-5);
            }
    }

    void factors_give_the_gram_again_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("rank");
        for (const auto& [n, rank] : {std::pair{1, 1}, {2, 5}, {20, 30}, {64, 200}, {64, 7}, {128, 128}, {150, 300}})
            QTest::addRow("%d of rank %d", n, rank) << n << rank;
    }

    void factors_give_the_gram_again()
    {
        QFETCH(int, n);
        QFETCH(int, rank);
        const Tensor grams = gram_of(3, n, rank) * 1e3;
        for (const Tensor& lower :
             {gram_factors(grams), plain_gram_factors(grams), gram_factors(grams.to(torch::kFloat64))}) {
            TTT_VERIFY_BELOW(relative_error(lower.matmul(lower.transpose(1, 2)), grams), 1e-5);
            QCOMPARE(lower.triu(1).abs().max().item<double>(), 0.0);
            QVERIFY(lower.diagonal(0, 1, 2).gt(0).all().item<bool>());
        }
        if (n <= rank)
            TTT_VERIFY_BELOW(relative_error(gram_factors(grams), plain_gram_factors(grams)), 1e-3);
    }

    void factors_live_with_rows_that_depend_on_each_other()
    {
        Tensor rows = torch::randn({1, 40, 100});
        for (const int row : {5, 17, 39})
            rows[0][row] = rows[0][2] * 0.5;
        rows[0][30].zero_();
        const Tensor gram = rows.matmul(rows.transpose(1, 2));
        const Tensor lower = gram_factors(gram);
        QVERIFY(lower.isfinite().all().item<bool>());
        TTT_VERIFY_BELOW(relative_error(lower.matmul(lower.transpose(1, 2)), gram), 1e-5);
        // What the gram itself gets wrong in f32 must not become a direction of its own.
        const Tensor noisy = gram - 1e-5 * gram.diagonal(0, 1, 2).diag_embed();
        TTT_VERIFY_BELOW(gram_factors(noisy).abs().max().item<double>(), lower.abs().max().item<double>() * 1.01);
        QVERIFY(gram_factors(noisy).isfinite().all().item<bool>());
        const Tensor both = torch::cat({noisy, gram, -gram});
        const Tensor plain = plain_gram_factors(both);
        TTT_VERIFY_BELOW(relative_error(plain[0].matmul(plain[0].t()), gram[0]), 1e-3);
        QVERIFY(plain[1].equal(plain_gram_factors(gram)[0]));
        QVERIFY(plain[2].isnan().any().item<bool>());
    }

    void wrong_matrices_are_refused()
    {
        TTT_VERIFY_SENTENCE(symmetric_eigenvalues(torch::zeros({3, 3})),
                            "[spectrum] matrices: expected f32 or f64 [K, n, n], got Float [3, 3]");
        TTT_VERIFY_SENTENCE(symmetric_eigenvalues(torch::zeros({2, 3, 4})), "got Float [2, 3, 4]");
        TTT_VERIFY_SENTENCE(gram_factors(torch::zeros({2, 3, 3}, torch::kBFloat16)), "got BFloat16 [2, 3, 3]");
        TTT_VERIFY_SENTENCE(gram_factors(torch::zeros({2, 0, 0})), "[2, 0, 0]");
    }
};

TTT_TEST(TestSpectrum)
#include "tst_spectrum.moc"

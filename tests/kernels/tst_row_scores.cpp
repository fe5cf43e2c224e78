// Scores of logit rows against LibTorch's operators in f64, and against what a few rows must give; where there is a
// GPU, its kernel too.
#include "engine/kernels/row_scores.h"
#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "engine/records/metrics.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

/// A QSKIP leaves only the function that it stands in.
#define TTT_DEVICE(device, on_gpu)                                                                                     \
    std::string why_;                                                                                                  \
    if ((on_gpu) && !cuda_available(&why_))                                                                            \
        QSKIP(why_.c_str());                                                                                           \
    const torch::Device device((on_gpu) ? torch::kCUDA : torch::kCPU)

void add_devices()
{
    QTest::addColumn<bool>("on_gpu");
    QTest::newRow("CPU") << false;
    QTest::newRow("GPU") << true;
}

RowScores to_cpu(const RowScores& scores)
{
    const auto moved = [](const Tensor& x) { return x.defined() ? x.cpu() : x; };
    return {moved(scores.nll), moved(scores.rank), moved(scores.top_ids), moved(scores.top_nll)};
}

Tensor ids_of(std::initializer_list<std::int64_t> ids)
{
    return torch::tensor(std::vector<std::int64_t>(ids), torch::kLong);
}

/// logits f32 or bf16 and own on the CPU; scored on `device`. An empty text: all as the twin in f64 says.
QString difference(const Tensor& logits, const Tensor& own, torch::Device device)
{
    const RowScores got = to_cpu(score_rows(logits.to(device), own.to(device), true));
    const RowScores expected = plain_score_rows(logits.to(torch::kFloat64), own, true);
    // The sum to 1e-6 of itself is an nll to 1e-6; the last bit of a large one comes on top.
    const auto is_near = [](const Tensor& a, const Tensor& b) {
        return a.to(torch::kFloat64).allclose(b, 1.2e-7, 1e-6);
    };
    if (got.nll.scalar_type() != torch::kFloat32 || got.nll.sizes() != own.sizes() || !is_near(got.nll, expected.nll))
        return QString("nll is off by %1").arg(largest_difference(got.nll.to(torch::kFloat64), expected.nll));
    if (!got.rank.to(torch::kFloat64).equal(expected.rank))
        return "rank";
    if (!got.top_ids.equal(expected.top_ids))
        return "top ids";
    if (!is_near(got.top_nll, expected.top_nll))
        return "top nll";
    return {};
}

}  // namespace

class TestRowScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
        torch::manual_seed(3);
    }

    void agrees_with_its_twin_data()
    {
        QTest::addColumn<bool>("on_gpu");
        QTest::addColumn<bool>("half");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("size");
        for (const bool on_gpu : {false, true})
            for (const bool half : {false, true}) {
                for (const int size : {5, 6, 7, 8, 16, 31, 32, 33, 257, 1000, 1023, 1024, 1025, 2050, 4999, 5000})
                    QTest::addRow("%s %s 37 x %d", on_gpu ? "GPU" : "CPU", half ? "bf16" : "f32", size)
                        << on_gpu << half << 37 << size;
                QTest::addRow("%s %s 3 x 151936", on_gpu ? "GPU" : "CPU", half ? "bf16" : "f32")
                    << on_gpu << half << 3 << 151936;
                QTest::addRow("%s %s no row", on_gpu ? "GPU" : "CPU", half ? "bf16" : "f32")
                    << on_gpu << half << 0 << 9;
            }
    }

    /// bf16 rows of a few thousand logits are full of ties.
    void agrees_with_its_twin()
    {
        QFETCH(bool, on_gpu);
        QFETCH(bool, half);
        QFETCH(int, rows);
        QFETCH(int, size);
        TTT_DEVICE(device, on_gpu);
        const auto type = half ? torch::kBFloat16 : torch::kFloat32;
        for (const double spread : {0.1, 3.0, 30.0}) {
            const Tensor logits = (torch::randn({rows, size}) * spread + 5).to(type);
            QCOMPARE(difference(logits, torch::randint(size, {rows}), device), QString());
        }
        const Tensor logits = (torch::randn({rows, size}) * 4).to(type);
        QCOMPARE(difference(logits, logits.argmax(-1), device), QString());
        QCOMPARE(difference(logits, torch::full({rows}, size - 1, torch::kLong), device), QString());
        const Tensor few = torch::randint(3, {rows, size}).to(type);  // nearly everything is a tie
        QCOMPARE(difference(few, torch::randint(size, {rows}), device), QString());
    }

    void equal_logits_are_ordered_by_id_data() { add_devices(); }

    void equal_logits_are_ordered_by_id()
    {
        QFETCH(bool, on_gpu);
        TTT_DEVICE(device, on_gpu);
        Tensor logits = torch::zeros({2, 3000});
        logits[0][2060] = 2;
        logits[0][2070] = 2;
        logits[0][99] = 1;
        logits[1].slice(0, 0, 3).fill_(-0.0F);  // a zero like the others
        const RowScores scores = to_cpu(score_rows(logits.to(device), ids_of({2070, 1}).to(device), true));
        QVERIFY(scores.top_ids.equal(torch::stack({ids_of({2060, 2070, 99, 0, 1}), ids_of({0, 1, 2, 3, 4})})));
        QVERIFY(scores.rank.equal(torch::ones(2)));
        TTT_VERIFY_BELOW(std::abs(scores.nll[1].item<double>() - std::log(3000.0)), 1e-6);
    }

    void rows_may_be_strided_and_unaligned_data() { add_devices(); }

    void rows_may_be_strided_and_unaligned()
    {
        QFETCH(bool, on_gpu);
        TTT_DEVICE(device, on_gpu);
        for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
            const Tensor wide = torch::randn({20, 1111}).to(device, type);
            for (const Tensor& logits : {wide.slice(1, 3, 1003), wide.slice(1, 0, 1000, 2), wide.t().slice(0, 1)}) {
                const Tensor own = torch::randint(logits.size(1), {logits.size(0)}).to(device);
                const RowScores got = to_cpu(score_rows(logits, own, true));
                const RowScores packed = to_cpu(score_rows(logits.contiguous(), own, true));
                const RowScores expected = to_cpu(plain_score_rows(logits.to(torch::kFloat64), own, true));
                QVERIFY(got.top_ids.equal(expected.top_ids) && packed.top_ids.equal(expected.top_ids));
                QVERIFY(got.rank.equal(packed.rank));
                TTT_VERIFY_BELOW(largest_difference(got.nll, expected.nll), 2e-6);
                TTT_VERIFY_BELOW(largest_difference(packed.top_nll, expected.top_nll), 2e-6);
            }
        }
    }

    /// Rows of any other content must not hide that something went wrong, and ids stay ids.
    void what_is_not_finite_shows_data() { add_devices(); }

    void what_is_not_finite_shows()
    {
        QFETCH(bool, on_gpu);
        TTT_DEVICE(device, on_gpu);
        for (const std::int64_t size : {5, 2000}) {
            const std::vector<std::int64_t> places{0, 3, size - 1};
            for (const float bad : {not_a_number, infinity})
                for (const std::int64_t place : places)
                    for (const std::int64_t own : {std::int64_t{2}, place}) {
                        Tensor logits = torch::randn({1, size});
                        logits[0][place] = bad;
                        const RowScores scores = to_cpu(score_rows(logits.to(device), ids_of({own}).to(device), true));
                        QVERIFY(!std::isfinite(scores.nll.item<float>()));
                        QVERIFY(scores.top_ids.ge(0).logical_and(scores.top_ids.lt(size)).all().item<bool>());
                    }
            for (const float all : {not_a_number, infinity, -infinity}) {
                const RowScores scores =
                    to_cpu(score_rows(torch::full({1, size}, all).to(device), ids_of({1}).to(device), true));
                QVERIFY(!std::isfinite(scores.nll.item<float>()));
                QVERIFY(scores.top_ids.ge(0).logical_and(scores.top_ids.lt(size)).all().item<bool>());
            }
        }
    }

    /// A token that is ruled out has no weight, is last, and never predicted.
    void minus_infinity_rules_out_data() { add_devices(); }

    void minus_infinity_rules_out()
    {
        QFETCH(bool, on_gpu);
        TTT_DEVICE(device, on_gpu);
        Tensor logits = torch::full({2, 3000}, -infinity);
        for (const std::int64_t id : {7, 1500, 1501, 2999})
            logits.select(1, id).fill_(1);
        const RowScores scores = to_cpu(score_rows(logits.to(device), ids_of({1500, 0}).to(device), true));
        TTT_VERIFY_BELOW(std::abs(scores.nll[0].item<double>() - std::log(4.0)), 1e-6);
        QCOMPARE(scores.nll[1].item<float>(), infinity);
        QVERIFY(scores.rank.equal(torch::tensor({1.0F, 5.0F})));
        QVERIFY(scores.top_ids[0].equal(ids_of({7, 1500, 1501, 2999, 0})));
    }

    void the_same_again_and_with_any_number_of_threads_data() { add_devices(); }

    void the_same_again_and_with_any_number_of_threads()
    {
        QFETCH(bool, on_gpu);
        TTT_DEVICE(device, on_gpu);
        const Tensor logits = torch::randn({100, 3001}).to(device);
        const Tensor own = torch::randint(3001, {100}).to(device);
        const RowScores first = score_rows(logits, own, true);
        const int threads = at::get_num_threads();
        at::set_num_threads(threads == 1 ? 2 : 1);
        const RowScores second = score_rows(logits, own, true);
        const RowScores without = score_rows(logits, own, false);
        at::set_num_threads(threads);
        QVERIFY(first.nll.equal(second.nll) && first.rank.equal(second.rank));
        QVERIFY(first.top_ids.equal(second.top_ids) && first.top_nll.equal(second.top_nll));
        QVERIFY(first.nll.equal(without.nll) && first.rank.equal(without.rank));
        QVERIFY(!without.top_ids.defined() && !without.top_nll.defined());
    }

    void other_types_and_gradients_take_the_twin()
    {
        const Tensor logits = torch::randn({4, 50}, torch::kFloat64).requires_grad_();
        const Tensor own = torch::randint(50, {4});
        QCOMPARE(score_rows(logits, own, false).nll.scalar_type(), torch::kFloat64);
        const Tensor narrow = logits.detach().to(torch::kFloat32).requires_grad_();
        score_rows(narrow, own, false).nll.sum().backward();
        const Tensor by_hand = narrow.detach().softmax(-1).scatter_add(1, own.unsqueeze(1), torch::full({4, 1}, -1.0F));
        TTT_VERIFY_BELOW(largest_difference(narrow.grad(), by_hand), 1e-6);
        const RowScores half = score_rows(logits.detach().to(torch::kHalf), own, true);
        QVERIFY(half.top_ids.select(1, 0).equal(logits.detach().to(torch::kHalf).argmax(-1)));
    }

    void wrong_arguments_are_told()
    {
        const Tensor logits = torch::zeros({2, 10});
        TTT_VERIFY_SENTENCE(score_rows(logits.slice(1, 0, 4), ids_of({0, 0}), true), "at least 5");
        TTT_VERIFY_SENTENCE(score_rows(logits[0], ids_of({0}), true), "[10]");
        TTT_VERIFY_SENTENCE(score_rows(logits, ids_of({0}), true), "expected i64 [2]");
        TTT_VERIFY_SENTENCE(score_rows(logits, torch::zeros(2), true), "Float");
        TTT_VERIFY_SENTENCE(score_rows(logits, ids_of({0, 10}), true), "token 10 of row 1");
        TTT_VERIFY_SENTENCE(score_rows(logits, ids_of({-1, 0}), true), "token -1 of row 0");
    }

    void ids_outside_are_nan_on_a_gpu()
    {
        TTT_DEVICE(device, true);
        const Tensor own = ids_of({-1, 3, 1000}).to(device);
        const RowScores scores = to_cpu(score_rows(torch::randn({3, 1000}).to(device), own, true));
        QVERIFY(scores.nll.isnan().equal(torch::tensor({true, false, true})));
        QVERIFY(scores.rank.isnan().equal(torch::tensor({true, false, true})));
    }
};

TTT_TEST(TestRowScores)
#include "tst_row_scores.moc"

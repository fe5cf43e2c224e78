// Attention of segments against the formula written out with a mask; where there is a GPU, its paths too.
#include "engine/machine/device.h"
#include "engine/model/attention.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QTest>

#include <cmath>
#include <limits>
#include <tuple>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

struct Shape {
    std::int64_t batch, heads, kv_heads, n, prefix, window, width;
};

struct Inputs {
    Tensor q, k, v;

    Inputs(const Shape& shape, torch::ScalarType type, torch::Device device = torch::kCPU)
        : q(torch::randn({shape.batch, shape.heads, shape.n, shape.width}).to(device, type)),
          k(torch::randn({shape.batch, shape.kv_heads, shape.prefix + shape.n, shape.width}).to(device, type)),
          v(torch::randn(k.sizes()).to(device, type))
    {
    }
};

Tensor spread(const Tensor& x, std::int64_t heads)
{
    return x.repeat_interleave(heads / x.size(1), 1);
}

/// [B, H, n, m] q k^T / sqrt(h), minus infinity where the key is not seen.
Tensor scores(const Tensor& q, const Tensor& k, std::int64_t window)
{
    const std::int64_t n = q.size(2), m = k.size(2);
    const auto options = torch::TensorOptions(q.device()).dtype(torch::kLong);
    const Tensor distance = torch::arange(m - n, m, options).unsqueeze(1) - torch::arange(m, options);
    Tensor seen = distance >= 0;
    if (window > 0)
        seen = seen.logical_and(distance < window);
    const Tensor all = torch::matmul(q, k.transpose(2, 3)) / std::sqrt(static_cast<double>(q.size(3)));
    return all.masked_fill(seen.logical_not(), -std::numeric_limits<double>::infinity());
}

Tensor by_formula(const Inputs& x, std::int64_t window)
{
    const Tensor k = spread(x.k, x.q.size(1)), v = spread(x.v, x.q.size(1));
    return torch::matmul(scores(x.q, k, window).softmax(-1), v);
}

/// The same in f32 on values that may have been rounded before.
double error_of(const Inputs& x, std::int64_t window)
{
    Inputs wide = x;
    for (Tensor* part : {&wide.q, &wide.k, &wide.v})
        *part = part->to(torch::kFloat32);
    return relative_error(attend(x.q, x.k, x.v, window), by_formula(wide, window));
}

PartialAttention attend_part(const Tensor& scores, const Tensor& v)
{
    return {torch::matmul(scores.softmax(-1), v), scores.logsumexp(-1, true)};
}

}  // namespace

class TestAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
        torch::manual_seed(11);
    }

    void segments_agree_with_the_formula_data()
    {
        QTest::addColumn<int>("window");
        for (const int window : {0, 1, 2, 7, 16})
            QTest::addRow("window %d", window) << window;
    }

    /// Shorter than the window, in blocks, in blocks and a rest; with no key before, some, all, and more than it sees.
    void segments_agree_with_the_formula()
    {
        QFETCH(int, window);
        const int w = std::max(window, 1);
        const torch::NoGradGuard no_grad;
        for (const std::int64_t n : {1, w, 2 * w - 1, 2 * w, 2 * w + 1, 3 * w, 5 * w - 1, 100})
            for (const std::int64_t prefix : {0, 1, w / 2, w - 1, w, 3 * w + 1})
                for (const auto& [batch, heads, kv_heads] : {std::tuple{1, 1, 1}, {2, 4, 2}, {3, 3, 3}}) {
                    const Inputs x({batch, heads, kv_heads, n, prefix, window, 8}, torch::kFloat64);
                    const Tensor mixed = attend(x.q, x.k, x.v, window);
                    QCOMPARE(mixed.sizes(), x.q.sizes());
                    TTT_VERIFY_BELOW(largest_difference(mixed, by_formula(x, window)), 1e-12);
                }
    }

    void inputs_may_be_views()
    {
        constexpr std::int64_t window = 5;
        const Inputs x({2, 4, 2, 37, 4, window, 8}, torch::kFloat64);
        const auto turned = [](const Tensor& part) { return part.transpose(1, 2).contiguous().transpose(1, 2); };
        const Tensor mixed = attend(turned(x.q), turned(x.k), turned(x.v), window);
        TTT_VERIFY_BELOW(largest_difference(mixed, by_formula(x, window)), 1e-12);
    }

    /// Uneven segments through the cache, among them long ones after short ones.
    void a_stream_is_one_long_segment()
    {
        for (const std::int64_t window : {0, 6}) {
            const Inputs x({2, 4, 2, 120, 0, window, 8}, torch::kFloat64);
            const Tensor whole = by_formula(x, window);
            KeyValueCache cache(window);
            std::int64_t begin = 0;
            for (const std::int64_t count : {1, 3, 40, 2, 6, 12, 55, 1}) {
                const std::int64_t end = begin + count;
                const auto [k, v] = cache.append(x.k.slice(2, begin, end), x.v.slice(2, begin, end));
                const Tensor mixed = attend(x.q.slice(2, begin, end), k, v, window);
                TTT_VERIFY_BELOW(largest_difference(mixed, whole.slice(2, begin, end)), 1e-12);
                begin = end;
            }
            QCOMPARE(begin, 120);
        }
    }

    void parts_merge_to_the_whole()
    {
        const Inputs x({2, 3, 3, 20, 30, 0, 8}, torch::kFloat64);
        const Tensor all = 4 * scores(x.q, x.k, 0);  // some rows almost alone in one part
        const auto part = [&](std::int64_t begin, std::int64_t end) {
            return attend_part(all.slice(3, begin, end), x.v.slice(2, begin, end));
        };
        const PartialAttention whole = part(0, 50);
        const PartialAttention own = part(30, 50);
        for (const PartialAttention& merged : {merge_attention(own, part(0, 30)), merge_attention(part(0, 30), own),
                                               merge_attention(merge_attention(own, part(0, 21)), part(21, 30))}) {
            TTT_VERIFY_BELOW(largest_difference(merged.output, whole.output), 1e-12);
            TTT_VERIFY_BELOW(largest_difference(merged.total, whole.total), 1e-12);
        }
    }

    /// Half precision is merged in f32, and scores far apart neither overflow nor vanish.
    void merging_keeps_precision_and_range()
    {
        const Tensor a = torch::randn({1, 2, 5, 8}).to(torch::kBFloat16), b = torch::randn({1, 2, 5, 8}).to(a.dtype());
        const Tensor total = torch::full({1, 2, 5, 1}, 700.0F);
        const PartialAttention even = merge_attention({a, total}, {b, total});
        QCOMPARE(even.output.scalar_type(), torch::kFloat32);
        const Tensor mean = (a.to(torch::kFloat64) + b.to(torch::kFloat64)) / 2;
        TTT_VERIFY_BELOW(largest_difference(even.output, mean), 1e-6);
        TTT_VERIFY_BELOW(largest_difference(even.total, total + std::log(2.0)), 1e-4);
        const PartialAttention uneven = merge_attention({a, total}, {b, -total});
        QVERIFY(uneven.output.equal(a.to(torch::kFloat32)));
        QVERIFY(uneven.total.equal(total));
    }

    void gpu_agrees_with_the_formula_data()
    {
        QTest::addColumn<bool>("half");
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("prefix");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("width");
        for (const bool half : {false, true})
            for (const auto& [n, prefix, window, width] : {std::tuple{1, 0, 0, 64},
                                                           {1, 300, 0, 128},
                                                           {255, 256, 0, 64},
                                                           {256, 255, 0, 64},
                                                           {256, 256, 0, 64},
                                                           {300, 1001, 0, 128},
                                                           {512, 4096, 0, 128},
                                                           {700, 3333, 0, 80},
                                                           {300, 300, 0, 192},
                                                           {512, 512, 0, 256},
                                                           {640, 0, 64, 64},
                                                           {1000, 63, 64, 128},
                                                           {100, 63, 64, 64},
                                                           {129, 12, 64, 64},
                                                           {777, 40, 17, 128}})
                QTest::addRow("%s n %d after %d, window %d, heads of %d", half ? "bf16" : "f32", n, prefix, window,
                              width)
                    << half << n << prefix << window << width;
    }

    void gpu_agrees_with_the_formula()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        QFETCH(bool, half);
        QFETCH(int, n);
        QFETCH(int, prefix);
        QFETCH(int, window);
        QFETCH(int, width);
        const torch::NoGradGuard no_grad;
        const auto type = half ? torch::kBFloat16 : torch::kFloat32;
        const double tolerance = half ? 1e-2 : 1e-5;  // rounding of probabilities and values; of sums
        for (const std::int64_t batch : {1, 2})
            for (const std::int64_t kv_heads : {4, 2})
                TTT_VERIFY_BELOW(
                    error_of(Inputs({batch, 4, kv_heads, n, prefix, window, width}, type, torch::kCUDA), window),
                    tolerance);
    }

    void gpu_streams_through_the_cache()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        const torch::NoGradGuard no_grad;
        const Inputs x({1, 4, 2, 2500, 0, 0, 128}, torch::kBFloat16, torch::kCUDA);
        const Tensor whole = attend(x.q, x.k, x.v, 0);
        KeyValueCache cache(0);
        for (std::int64_t begin = 0; begin < 2500; begin += 300) {  // pieces of 300, 600 .. keys and what is left
            const std::int64_t end = std::min<std::int64_t>(begin + 300, 2500);
            const auto [k, v] = cache.append(x.k.slice(2, begin, end), x.v.slice(2, begin, end));
            TTT_VERIFY_BELOW(relative_error(attend(x.q.slice(2, begin, end), k, v, 0), whole.slice(2, begin, end)),
                             1e-2);
        }
    }
};

TTT_TEST(TestAttention)
#include "tst_attention.moc"

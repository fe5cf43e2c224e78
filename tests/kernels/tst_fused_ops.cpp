// The fused steps against formulas written out number by number, and, where there is a GPU, the kernels against their
// plain-tensor twins on random shapes.
#include "engine/kernels/fused_ops.h"
#include "engine/machine/device.h"
#include "engine/model/rotary.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QTest>

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double eps = 1e-6;

Tensor on(torch::Device device, torch::ScalarType type, at::IntArrayRef shape)
{
    return torch::randn(shape).to(device, type);
}

/// Largest deviation in units of the largest value.
double deviation(const Tensor& a, const Tensor& b)
{
    const Tensor left = a.to(torch::kCPU, torch::kFloat64);
    const Tensor right = b.to(torch::kCPU, torch::kFloat64);
    return ((left - right).abs().max() / right.abs().max()).item<double>();
}

/// Rounding of one or two more steps than the other.
double tolerance(torch::ScalarType type)
{
    return type == torch::kFloat32 ? 2e-6 : 1.0 / 64;
}

}  // namespace

class TestFusedOps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
        torch::manual_seed(7);
    }

    void swiglu_is_its_formula()
    {
        const Tensor gate = torch::randn({3, 8}, torch::kFloat64);
        const Tensor up = torch::randn({3, 8}, torch::kFloat64);
        const Tensor y = swiglu(gate, up);
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 8; ++column) {
                const double x = gate[row][column].item<double>();
                const double expected = x / (1 + std::exp(-x)) * up[row][column].item<double>();
                QVERIFY(std::abs(y[row][column].item<double>() - expected) < 1e-14);
            }
    }

    void add_rms_norm_is_its_formula()
    {
        const Tensor hidden = torch::randn({1, 2, 16}, torch::kFloat64);
        const Tensor change = torch::randn({2, 2, 16}, torch::kFloat64);  // one row becomes two
        const Tensor weight = torch::randn({16}, torch::kFloat64);
        const auto [sum, normed] = add_rms_norm(hidden, change, weight, eps);
        QVERIFY(sum.equal(hidden + change));
        const Tensor rms = (sum.square().mean(-1, true) + eps).sqrt();
        TTT_VERIFY_BELOW(relative_error(normed, sum / rms * weight), 1e-14);
    }

    void norm_rotary_is_its_formula()
    {
        const Tensor x = torch::randn({2, 3, 4, 8}, torch::kFloat64);  // [B, n, H, h]
        const Tensor weight = torch::randn({8}, torch::kFloat64);
        const Tensor angles = torch::randn({3, 4}, torch::kFloat64).repeat({1, 2});
        const Tensor y = norm_rotary(x, weight, angles.cos(), angles.sin(), eps);
        QCOMPARE(y.sizes(), (std::vector<std::int64_t>{2, 4, 3, 8}));
        const Tensor normed = x / (x.square().mean(-1, true) + eps).sqrt() * weight;
        for (int n = 0; n < 3; ++n)
            for (int i = 0; i < 4; ++i) {
                const double a = normed[1][n][2][i].item<double>(), b = normed[1][n][2][i + 4].item<double>();
                const double c = std::cos(angles[n][i].item<double>()), s = std::sin(angles[n][i].item<double>());
                QVERIFY(std::abs(y[1][2][n][i].item<double>() - (a * c - b * s)) < 1e-12);
                QVERIFY(std::abs(y[1][2][n][i + 4].item<double>() - (b * c + a * s)) < 1e-12);
            }
        QVERIFY(norm_rotary(x, Tensor(), angles.cos(), angles.sin(), eps)
                    .equal(apply_rotary(x.transpose(1, 2), angles.cos(), angles.sin())));
    }

    void gradients_flow()
    {
        const Tensor gate = torch::randn({2, 8}, torch::kFloat64).requires_grad_();
        const Tensor weight = torch::ones({8}, torch::kFloat64).requires_grad_();
        const auto [sum, normed] = add_rms_norm(swiglu(gate, gate), gate, weight, eps);
        normed.sum().backward();
        QVERIFY(gate.grad().abs().sum().item<double>() > 0);
        QVERIFY(weight.grad().abs().sum().item<double>() > 0);
    }

    void kernels_agree_with_their_twins_data()
    {
        QTest::addColumn<bool>("half");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("head");
        for (const bool half : {false, true})
            for (const auto& [count, width, head] :
                 {std::tuple{1, 8, 64}, {3, 264, 128}, {65, 2560, 192}, {7, 9728, 256}, {5, 100, 80}})
                QTest::addRow("%s %d x %d, heads of %d", half ? "bf16" : "f32", count, width, head)
                    << half << count << width << head;
    }

    void kernels_agree_with_their_twins()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        QFETCH(bool, half);
        QFETCH(int, count);
        QFETCH(int, width);
        QFETCH(int, head);
        const torch::NoGradGuard no_grad;
        const torch::Device gpu(torch::kCUDA);
        const auto type = half ? torch::kBFloat16 : torch::kFloat32;
        const Tensor a = on(gpu, type, {2, count, width}), b = on(gpu, type, {2, count, width});
        const Tensor weight = on(gpu, type, {width});
        TTT_VERIFY_BELOW(deviation(swiglu(a, b), plain_swiglu(a, b)), tolerance(type));
        const auto [sum, normed] = add_rms_norm(a.slice(0, 0, 1), b, weight, eps);
        const auto [plain_sum, plain_normed] = plain_add_rms_norm(a.slice(0, 0, 1), b, weight, eps);
        TTT_VERIFY_BELOW(deviation(sum, plain_sum), tolerance(type));
        TTT_VERIFY_BELOW(deviation(normed, plain_normed), tolerance(type));
        const Tensor x = on(gpu, type, {2, count, 3, head}), norm = on(gpu, type, {head});
        const Tensor angles = on(gpu, torch::kFloat32, {count, head});
        const Tensor cos = angles.cos().to(type), sin = angles.sin().to(type);
        for (const Tensor& some : {norm, Tensor()})
            TTT_VERIFY_BELOW(deviation(norm_rotary(x, some, cos, sin, eps), plain_norm_rotary(x, some, cos, sin, eps)),
                             tolerance(type));
    }
};

TTT_TEST(TestFusedOps)
#include "tst_fused_ops.moc"

// One gradient step in one pass against LibTorch's operators.
#include "engine/kernels/fingerprint.h"
#include "engine/kernels/step_scan.h"
#include "engine/machine/device.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

class TestStepScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
    }

    void one_pass_is_the_operators_data()
    {
        QTest::addColumn<qint64>("rows");
        QTest::addColumn<qint64>("columns");
        QTest::addColumn<bool>("has_previous");
        QTest::newRow("a norm") << qint64{1} << qint64{7} << true;
        QTest::newRow("no multiple of anything") << qint64{131} << qint64{257} << true;
        QTest::newRow("the first step") << qint64{64} << qint64{300} << false;
        QTest::newRow("one number") << qint64{1} << qint64{1} << true;
    }

    void one_pass_is_the_operators()
    {
        QFETCH(qint64, rows);
        QFETCH(qint64, columns);
        QFETCH(bool, has_previous);
        torch::manual_seed(4);
        const Tensor start = torch::randn({rows, columns}), delta = torch::randn({rows, columns});
        const Tensor previous = has_previous ? torch::randn({rows, columns}) : Tensor();
        Tensor master = start + 0.1 * torch::randn({rows, columns}), same = master.clone();
        const StepScan scan = scan_step(master, start, delta, -0.02, previous, -0.01);
        const StepScan plain = plain_scan_step(same, start, delta, -0.02, previous, -0.01);
        TTT_VERIFY_BELOW(largest_difference(master, same), 3e-7);  // a product may melt into the sum there
        const Tensor step = delta.to(torch::kFloat64) * -0.02;
        const double dot = has_previous ? (step * previous * -0.01).sum().item<double>() : 0.0;
        TTT_VERIFY_BELOW(std::abs(scan.numbers[1].item<double>() - dot), 1e-5 * step.norm().item<double>());
        TTT_VERIFY_BELOW(std::abs(plain.numbers[1].item<double>() - dot), 1e-5 * step.norm().item<double>());
        const double drift = (master - start).to(torch::kFloat64).square().sum().item<double>();
        TTT_VERIFY_BELOW(std::abs(scan.numbers[2].item<double>() / drift - 1), 1e-5);
        TTT_VERIFY_BELOW(std::abs(plain.numbers[2].item<double>() / drift - 1), 1e-5);
        TTT_VERIFY_BELOW(relative_error(scan.numbers[0], delta.to(torch::kFloat64).square().sum()), 1e-5);
        TTT_VERIFY_BELOW(relative_error(plain.numbers[0], delta.to(torch::kFloat64).square().sum()), 1e-5);
        QVERIFY(scan.fingerprint.equal(fingerprint_of(master)));
        QVERIFY(plain.fingerprint.equal(fingerprint_of(same)));
    }

    void sums_do_not_depend_on_threads()
    {
        torch::manual_seed(5);
        const Tensor start = torch::randn({300, 400}), delta = torch::randn({300, 400});
        const std::int64_t usual = torch::get_num_threads();
        std::vector<StepScan> scans;
        std::vector<Tensor> masters;
        for (const int threads : {1, 2, 3}) {
            torch::set_num_threads(threads);
            masters.push_back(start.clone());
            scans.push_back(scan_step(masters.back(), start, delta, -0.02, delta, 1));
        }
        torch::set_num_threads(static_cast<int>(usual));
        for (std::size_t index = 1; index < scans.size(); ++index) {
            QVERIFY(masters[index].equal(masters[0]));
            QVERIFY(scans[index].numbers.equal(scans[0].numbers));
            QVERIFY(scans[index].fingerprint.equal(scans[0].fingerprint));
        }
    }

    void other_numbers_take_the_operators()
    {
        torch::manual_seed(6);
        const Tensor start = torch::randn({5, 6}).to(torch::kBFloat16), delta = torch::randn({5, 6});
        Tensor master = start.to(torch::kFloat32), wide = master.to(torch::kFloat64);
        const StepScan scan = scan_step(master, start, delta, 0.5, {}, 1);
        TTT_VERIFY_BELOW(relative_error(master, start.to(torch::kFloat32) + 0.5 * delta), 1e-7);
        const StepScan of_wide = scan_step(wide, start.to(torch::kFloat64), delta.to(torch::kFloat64), 0.5, {}, 1);
        TTT_VERIFY_BELOW(relative_error(scan.numbers, of_wide.numbers), 1e-6);
    }

    void the_gpu_agrees()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        torch::manual_seed(7);
        const Tensor start = torch::randn({70, 90}), delta = torch::randn({70, 90}), before = torch::randn({70, 90});
        Tensor master = start.clone(), there = start.to(torch::kCUDA);
        const StepScan scan = scan_step(master, start, delta, -0.02, before, -0.02);
        const StepScan theirs =
            scan_step(there, start.to(torch::kCUDA), delta.to(torch::kCUDA), -0.02, before.to(torch::kCUDA), -0.02);
        TTT_VERIFY_BELOW(relative_error(theirs.numbers.to(torch::kCPU), scan.numbers), 1e-5);
        TTT_VERIFY_BELOW(largest_difference(there.to(torch::kCPU), master), 3e-7);
        QVERIFY(theirs.fingerprint.to(torch::kCPU).equal(fingerprint_of(there).to(torch::kCPU)));
    }
};

TTT_TEST(TestStepScan)
#include "tst_step_scan.moc"

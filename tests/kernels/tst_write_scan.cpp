// The scan of writes against the same steps in LibTorch's operators and against loops over single numbers; where there
// is a GPU, its kernel against the CPU.
#include "engine/kernels/write_scan.h"
#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>
#include <bit>
#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

/// K writes of a layer and what they start from, with the sizes of numbers as in a run.
struct Stretch {
    Stretch(std::int64_t count, std::int64_t width, std::int64_t inner, torch::ScalarType read_type,
            torch::ScalarType type = torch::kFloat32)
        : sum(torch::randn({width, inner}, type)), deltas(torch::randn({count, width, inner}, type) * 3),
          factors(torch::rand({count}, type) * 0.1), previous(torch::randn({width, inner}, type)),
          reads(torch::full({count, width, inner}, NAN, torch::dtype(read_type)))
    {
    }

    Stretch to(torch::Device device) const
    {
        Stretch there = *this;
        for (Tensor* tensor : {&there.sum, &there.deltas, &there.factors, &there.previous, &there.reads})
            *tensor = tensor->to(device, false, true);
        return there;
    }

    WriteScan scan(double decay) { return scan_writes(sum, deltas, factors, decay, previous, reads); }

    Tensor sum, deltas, factors, previous, reads;
};

double norm(const WriteScan& scan, std::int64_t k, WriteNorm which)
{
    return scan.norms[k][static_cast<std::int64_t>(which)].item<double>();
}

/// As fingerprint_of says it, number by number, with 64-bit arithmetic of its own.
std::array<std::uint64_t, 2> counted_fingerprint(const Tensor& tensor)
{
    const Tensor packed = tensor.contiguous();
    const auto* bytes = static_cast<const unsigned char*>(packed.const_data_ptr());
    const std::uint64_t low = 0xffffffffULL;
    std::array<std::uint64_t, 2> sums = {};
    for (std::size_t at = 0; at < packed.nbytes(); at += 4) {
        std::uint64_t word = 0;
        for (std::size_t byte = 0; byte < 4 && at + byte < packed.nbytes(); ++byte)
            word |= std::uint64_t{bytes[at + byte]} << (8 * byte);
        const std::uint64_t place = at / 4;
        std::uint64_t a = (word + place * 2654435761ULL) & low;
        a = ((a ^ a / 65536) * 2246822507ULL) & low;
        a = ((a ^ a / 8192) * 3266489909ULL) & low;
        sums[0] += a ^ a / 65536;
        std::uint64_t b = word ^ ((place * 2232777461ULL + 668265263ULL) & low);
        b = ((b ^ b / 65536) * 2146121005ULL) & low;
        b = ((b ^ b / 32768) * 2221713035ULL) & low;
        sums[1] += b ^ b / 65536;
    }
    return sums;
}

bool is_fingerprint(const Tensor& got, const Tensor& tensor)
{
    const auto expected = counted_fingerprint(tensor);
    const Tensor here = got.to(torch::kCPU);
    return here[0].item<std::int64_t>() == static_cast<std::int64_t>(expected[0]) &&
           here[1].item<std::int64_t>() == static_cast<std::int64_t>(expected[1]);
}

/// Measures agree to what f32 squares allow; sums, reads and fingerprints are the same to the last bit.
void compare(const WriteScan& got, const WriteScan& expected, double tolerance)
{
    QCOMPARE(got.norms.scalar_type(), torch::kFloat64);
    QCOMPARE(got.norms.sizes(), expected.norms.sizes());
    QVERIFY(got.fingerprint.to(torch::kCPU).equal(expected.fingerprint.to(torch::kCPU)));
    const Tensor a = got.norms.to(torch::kCPU), b = expected.norms.to(torch::kCPU);
    for (std::int64_t column = 0; column < write_norms; ++column) {
        // A product of two deltas may be near 0: then it is the norms that give the scale.
        const Tensor scale = column == 1 ? b.select(1, 0) * 10 : b.select(1, column);
        TTT_VERIFY_BELOW(((a - b).select(1, column).abs() / scale.clamp_min(1e-30)).max().item<double>(), tolerance);
    }
}

constexpr double f32_squares = 1e-6;

}  // namespace

class TestWriteScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { cuda_available(); }  // before LibTorch is used, see device.h
    void init() { torch::manual_seed(11); }

    void sum_and_measures_are_their_formulas()
    {
        Stretch stretch(3, 5, 7, torch::kFloat64, torch::kFloat64);
        const Tensor start = stretch.sum.clone();
        const WriteScan scan = stretch.scan(0.9);
        Tensor sum = start, last = stretch.previous;
        for (std::int64_t k = 0; k < 3; ++k) {
            const Tensor delta = stretch.deltas[k] * stretch.factors[k];
            const Tensor now = 0.9 * sum + delta;
            TTT_VERIFY_BELOW(relative_error(stretch.reads[k], now), 1e-15);
            TTT_VERIFY_BELOW(std::abs(norm(scan, k, WriteNorm::delta) - delta.square().sum().item<double>()), 1e-12);
            TTT_VERIFY_BELOW(std::abs(norm(scan, k, WriteNorm::dot) - (delta * last).sum().item<double>()), 1e-12);
            TTT_VERIFY_BELOW(std::abs(norm(scan, k, WriteNorm::sum) - now.square().sum().item<double>()), 1e-12);
            const double change = (now - sum).square().sum().item<double>();
            TTT_VERIFY_BELOW(std::abs(norm(scan, k, WriteNorm::change) - change), 1e-12);
            TTT_VERIFY_BELOW(std::abs(norm(scan, k, WriteNorm::read_change) - change), 1e-12);
            QVERIFY(is_fingerprint(scan.fingerprint[k], stretch.reads[k]));
            sum = now;
            last = delta;
        }
        QVERIFY(stretch.sum.equal(stretch.reads[2]));
    }

    void every_form_agrees_with_the_operators_data()
    {
        QTest::addColumn<bool>("half");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("inner");
        for (const bool half : {false, true})
            for (const auto& [count, width, inner] :
                 {std::tuple{1, 1, 1}, {1, 3, 5}, {2, 64, 64}, {5, 67, 259}, {4, 96, 172}})
                QTest::addRow("%s, %d of %d x %d", half ? "bf16" : "f32", count, width, inner)
                    << half << count << width << inner;
    }

    void every_form_agrees_with_the_operators()
    {
        QFETCH(bool, half);
        QFETCH(int, count);
        QFETCH(int, width);
        QFETCH(int, inner);
        Stretch stretch(count, width, inner, half ? torch::kBFloat16 : torch::kFloat32);
        Stretch plain = stretch.to(torch::kCPU), quiet = stretch.to(torch::kCPU);
        const WriteScan expected =
            plain_scan_writes(plain.sum, plain.deltas, plain.factors, 0.93, plain.previous, plain.reads);
        compare(stretch.scan(0.93), expected, f32_squares);
        scan_writes_quietly(quiet.sum, quiet.deltas, quiet.factors, 0.93, quiet.reads);
        for (const Stretch* form : {&stretch, &quiet}) {
            QVERIFY(form->sum.equal(plain.sum));
            QVERIFY(form->reads.equal(plain.reads));
            QVERIFY(form->deltas.equal(plain.deltas) && form->previous.equal(plain.previous));
        }
        QVERIFY(is_fingerprint(expected.fingerprint[count - 1], stretch.sum));
        QVERIFY(fingerprint_of(stretch.sum).equal(expected.fingerprint[count - 1]));
    }

    void one_stretch_is_many_single_writes()
    {
        Stretch stretch(6, 48, 100, torch::kBFloat16);
        Stretch single = stretch.to(torch::kCPU);
        const WriteScan whole = stretch.scan(0.8);
        Tensor previous = single.previous, factor;
        for (std::int64_t k = 0; k < 6; ++k) {
            Tensor reads = single.reads.slice(0, k, k + 1);
            const Tensor deltas = single.deltas.slice(0, k, k + 1), factors = single.factors.slice(0, k, k + 1);
            const WriteScan one = scan_writes(single.sum, deltas, factors, 0.8, previous, reads, factor);
            QVERIFY(one.norms[0].equal(whole.norms[k]));
            QVERIFY(one.fingerprint[0].equal(whole.fingerprint[k]));
            previous = deltas[0];  // as it is: its factor goes with it
            factor = factors;
        }
        QVERIFY(single.sum.equal(stretch.sum));
        QVERIFY(single.reads.equal(stretch.reads));
    }

    void nothing_is_known_before_the_first_write()
    {
        Stretch stretch(2, 30, 30, torch::kFloat32);
        stretch.previous = Tensor();
        const WriteScan scan = stretch.scan(1.0);
        QCOMPARE(norm(scan, 0, WriteNorm::dot), 0.0);
        QVERIFY(norm(scan, 1, WriteNorm::dot) != 0.0);
    }

    void reads_lose_what_bf16_can_not_hold()
    {
        Stretch stretch(1, 40, 50, torch::kBFloat16);
        stretch.factors.fill_(1e-6);
        const WriteScan scan = stretch.scan(1.0);
        const double share = norm(scan, 0, WriteNorm::read_change) / norm(scan, 0, WriteNorm::change);
        QVERIFY2(share < 0.8 || share > 1.2, qPrintable(QString::number(share)));
        const double delta = norm(scan, 0, WriteNorm::delta), change = norm(scan, 0, WriteNorm::change);
        TTT_VERIFY_BELOW(std::abs(delta / change - 1), 0.05);
    }

    void what_is_not_finite_shows_in_the_norms()
    {
        Stretch stretch(2, 20, 30, torch::kBFloat16);
        stretch.deltas[1][3][4] = NAN;
        stretch.sum[5][6] = INFINITY;
        const WriteScan scan = stretch.scan(0.9);
        QVERIFY(std::isfinite(norm(scan, 0, WriteNorm::delta)));
        QVERIFY(std::isnan(norm(scan, 1, WriteNorm::delta)));
        QVERIFY(!std::isfinite(norm(scan, 0, WriteNorm::sum)));
        QVERIFY(std::isnan(stretch.reads[1][3][4].item<float>()));
        QVERIFY(std::isinf(stretch.reads[1][5][6].item<float>()));
    }

    void threads_change_nothing()
    {
        const int before = at::get_num_threads();
        Stretch one(3, 129, 260, torch::kFloat32);
        Stretch three = one.to(torch::kCPU);
        at::set_num_threads(1);
        const WriteScan alone = one.scan(0.9);
        at::set_num_threads(3);
        const WriteScan shared = three.scan(0.9);
        at::set_num_threads(before);
        QVERIFY(alone.norms.equal(shared.norms));
        QVERIFY(alone.fingerprint.equal(shared.fingerprint));
        QVERIFY(one.sum.equal(three.sum));
    }

    void fingerprints_are_those_of_the_bits_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("size");
        for (const auto type : {torch::kFloat32, torch::kFloat64, torch::kBFloat16, torch::kByte})
            for (const int size : {1, 3, 4097, 10000})
                QTest::addRow("%d numbers of type %d", size, static_cast<int>(type)) << static_cast<int>(type) << size;
    }

    void fingerprints_are_those_of_the_bits()
    {
        QFETCH(int, type);
        QFETCH(int, size);
        const Tensor tensor = (torch::randn({size}) * 50).to(static_cast<torch::ScalarType>(type));
        QVERIFY(is_fingerprint(fingerprint_of(tensor), tensor));
        const Tensor shifted = torch::cat({tensor, tensor}).slice(0, 1, size);
        if (size > 1)
            QVERIFY(is_fingerprint(fingerprint_of(shifted), shifted));
    }

    void fingerprints_see_every_bit_and_every_place()
    {
        const Tensor tensor = torch::randn({64, 100});
        const Tensor own = fingerprint_of(tensor);
        for (int bit = 0; bit < 32; ++bit) {
            Tensor other = tensor.clone();
            other.view(torch::kInt).index({bit, 3}).bitwise_xor_(static_cast<std::int32_t>(1U << bit));
            QVERIFY(!fingerprint_of(other).equal(own));
        }
        QVERIFY(!fingerprint_of(tensor.flip(0)).equal(own));
        QVERIFY(!fingerprint_of(tensor.t()).equal(own));
        QVERIFY(!fingerprint_of(torch::zeros({8})).equal(fingerprint_of(-torch::zeros({8}))));
        QVERIFY(!fingerprint_of(torch::zeros({8})).equal(fingerprint_of(torch::zeros({9}))));
    }

    void fingerprints_of_layers_are_folded_in_order()
    {
        const std::array<std::int64_t, 4> two = {1, -2, 3, 4}, swapped = {3, 4, 1, -2};
        const std::string text = fingerprint_text(two);
        QCOMPARE(text.size(), std::size_t{39});
        QVERIFY(text.starts_with("sum128:"));
        QCOMPARE(text.find_first_not_of("0123456789abcdef", 7), std::string::npos);
        QVERIFY(text != fingerprint_text(swapped));
        QVERIFY(text != fingerprint_text(std::span(two).first(2)));
        QCOMPARE(fingerprint_text({}), std::string());
    }

    void wrong_shapes_are_refused()
    {
        Stretch stretch(2, 4, 6, torch::kFloat32);
        const auto scan = [&] { return stretch.scan(1.0); };
        const Stretch right = stretch;
        stretch.deltas = right.deltas.slice(1, 0, 3);
        TTT_VERIFY_SENTENCE(scan(), "[write_scan] deltas: expected [K, d, f] like the sum, got Float [2, 3, 6]");
        stretch = right;
        stretch.factors = right.factors.to(torch::kFloat64);
        TTT_VERIFY_SENTENCE(scan(), "factors: expected [K] like the sum, got Double [2]");
        stretch = right;
        stretch.reads = right.reads[0];
        TTT_VERIFY_SENTENCE(scan(), "reads: expected [K, d, f] like the deltas");
        stretch = right;
        stretch.previous = right.previous[0];
        TTT_VERIFY_SENTENCE(scan(), "previous: expected [d, f] like the sum");
        stretch = right;
        stretch.sum = right.sum.t();
        TTT_VERIFY_SENTENCE(scan(), "sum: expected [d, f]");
    }

    void the_gpu_agrees_with_the_cpu_data() { every_form_agrees_with_the_operators_data(); }

    void the_gpu_agrees_with_the_cpu()
    {
        std::string why;
        if (!cuda_available(&why))
            QSKIP(why.c_str());
        QFETCH(bool, half);
        QFETCH(int, count);
        QFETCH(int, width);
        QFETCH(int, inner);
        Stretch here(count, width, inner, half ? torch::kBFloat16 : torch::kFloat32);
        Stretch there = here.to(torch::kCUDA), again = here.to(torch::kCUDA), quiet = here.to(torch::kCUDA);
        const WriteScan expected = here.scan(0.93);
        const WriteScan got = there.scan(0.93);
        compare(got, expected, f32_squares);
        QVERIFY(again.scan(0.93).norms.equal(got.norms));
        scan_writes_quietly(quiet.sum, quiet.deltas, quiet.factors, 0.93, quiet.reads);
        for (const Stretch* form : {&there, &quiet}) {
            QVERIFY(form->sum.to(torch::kCPU).equal(here.sum));
            QVERIFY(form->reads.to(torch::kCPU).equal(here.reads));
        }
        QVERIFY(is_fingerprint(fingerprint_of(there.sum), here.sum));
    }
};

TTT_TEST(TestWriteScan)
#include "tst_write_scan.moc"

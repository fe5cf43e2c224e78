// Corruptions: numbers that scipy, scikit-image, OpenCV and PIL computed (tests/golden/make_corruption_golden.py), and
// what must hold of each.
#include "engine/files/regular_file.h"
#include "engine/vision/corruptions/corrupt.h"
#include "engine/vision/corruptions/corruption_table.h"
#include "engine/vision/corruptions/draws.h"
#include "engine/vision/images/npy_file.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <sstream>

using namespace ttt;

namespace {

const std::string golden = TTT_TESTS_DIR "/golden/corruptions/";
constexpr std::uint64_t golden_seed = 7;
constexpr std::int64_t golden_index = 3;

/// What the script wrote, row by row of a set.
std::map<std::string, std::vector<Shift>> golden_order()
{
    std::istringstream lines(read_regular_file(golden + "order.txt", 1 << 20));
    std::map<std::string, std::vector<Shift>> order;
    for (std::string set, name, severity; lines >> set >> name >> severity;)
        order[set].push_back({name, std::stoi(severity)});
    return order;
}

std::vector<std::uint8_t> corrupted(const ImageSet& set, const Shift& shift, std::uint64_t seed = 1,
                                    std::int64_t index = 0)
{
    std::vector<std::uint8_t> pixels(set.shape.bytes());
    corrupt(set.image(0), set.shape, shift, seed, index, pixels);
    return pixels;
}

double mean_change(const ImageSet& set, const Shift& shift)
{
    const std::vector<std::uint8_t> pixels = corrupted(set, shift);
    double sum = 0;
    for (std::size_t i = 0; i < pixels.size(); ++i)
        sum += std::abs(int(pixels[i]) - int(set.pixels[i]));
    return sum / static_cast<double>(pixels.size());
}

}  // namespace

class TestCorruptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void draws_have_their_moments();
    void agrees_with_other_programs_data();
    void agrees_with_other_programs();
    void floats_agree_with_other_programs();
    void every_name_does_something();
    void numbers_follow_from_seed_image_and_severity_alone();
    void grey_images_take_all_but_colour();
    void what_must_hold();
    void odd_sizes();
    void refuses_wrong_shifts();
};

void TestCorruptions::draws_have_their_moments()
{
    Draws draws(1, 2, "fog", 3);
    constexpr int count = 40'000;
    double mean = 0, square = 0, normal = 0, normal_square = 0, photons = 0;
    for (int i = 0; i < count; ++i) {
        const double u = draws.uniform(), n = draws.normal();
        mean += u, square += u * u, normal += n, normal_square += n * n;
        photons += static_cast<double>(draws.poisson(4.5));
    }
    QVERIFY(std::abs(mean / count - 1.0 / 2) < 0.01);
    QVERIFY(std::abs(square / count - 1.0 / 3) < 0.01);
    QVERIFY(std::abs(normal / count) < 0.02);
    QVERIFY(std::abs(normal_square / count - 1) < 0.03);
    QVERIFY(std::abs(photons / count - 4.5) < 0.05);
}

void TestCorruptions::agrees_with_other_programs_data()
{
    QTest::addColumn<QString>("set");
    QTest::addColumn<int>("row");
    for (const auto& [set, shifts] : golden_order())
        for (std::size_t i = 0; i < shifts.size(); ++i)
            QTest::newRow((set + " " + shift_text(shifts[i])).c_str())
                << QString::fromStdString(set) << static_cast<int>(i);
}

void TestCorruptions::agrees_with_other_programs()
{
    QFETCH(QString, set);
    QFETCH(int, row);
    const ImageSet input = read_npy_images(golden + set.toStdString() + "-input.npy");
    const ImageSet expected = read_npy_images(golden + set.toStdString() + ".npy");
    const Shift shift = golden_order().at(set.toStdString()).at(static_cast<std::size_t>(row));
    const std::vector<std::uint8_t> pixels = corrupted(input, shift, golden_seed, golden_index);
    int worst = 0, off = 0;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const int difference = std::abs(int(pixels[i]) - int(expected.image(row)[i]));
        worst = std::max(worst, difference);
        off += difference > 0;
    }
    QVERIFY2(worst <= 1, qPrintable(QStringLiteral("worst %1, %2 bytes differ").arg(worst).arg(off)));
    QVERIFY2(off <= static_cast<int>(pixels.size() / 20), qPrintable(QStringLiteral("%1 bytes differ").arg(off)));
}

void TestCorruptions::floats_agree_with_other_programs()
{
    const ImageSet input = read_npy_images(golden + "grey28-input.npy");
    const RegularFile file(golden + "grey28-floats.npy");
    const NpyHeader header = read_npy_header(file);
    QCOMPARE(header.descr, std::string("<f4"));
    std::vector<float> expected(input.shape.bytes());
    std::size_t row = 0;
    const std::vector<Shift> order = golden_order().at("grey28");
    for (const Shift& shift : order) {
        if (shift.severity != 5)
            continue;
        file.read(header.data + row++ * expected.size() * sizeof(float), expected.data(),
                  expected.size() * sizeof(float));
        const std::vector<float> floats =
            corrupted_floats(input.image(0), input.shape, shift, golden_seed, golden_index);
        const float allowed = shift.corruption == "jpeg_compression" ? 1.01F / 255 : 1e-5F;
        for (std::size_t i = 0; i < floats.size(); ++i)
            QVERIFY2(std::abs(floats[i] - expected[i]) <= allowed,
                     qPrintable(QStringLiteral("%1: pixel %2 is %3, not %4")
                                    .arg(QString::fromStdString(shift.corruption))
                                    .arg(i)
                                    .arg(double(floats[i]))
                                    .arg(double(expected[i]))));
    }
    QCOMPARE(row, header.shape.at(0));
}

void TestCorruptions::every_name_does_something()
{
    const ImageSet image = read_npy_images(golden + "colour32-input.npy");
    int standard = 0, extra = 0;
    for (const CorruptionInfo& info : corruptions()) {
        QVERIFY2(mean_change(image, {std::string(info.key), 5}) > 0.2, info.key.data());
        standard += info.group == CorruptionGroup::standard;
        extra += info.group == CorruptionGroup::extra;
        QVERIFY(info.sentence.ends_with('.'));
    }
    QCOMPARE(standard, 15);
    QCOMPARE(extra, 4);
    for (const char* key : {"gaussian_noise", "shot_noise", "impulse_noise", "fog", "brightness", "contrast",
                            "pixelate", "zoom_blur", "jpeg_compression", "sketch", "inverted"})
        QVERIFY2(mean_change(image, {key, 1}) < mean_change(image, {key, 5}), key);
}

void TestCorruptions::numbers_follow_from_seed_image_and_severity_alone()
{
    const ImageSet image = read_npy_images(golden + "grey28-input.npy");
    const Shift noise{"gaussian_noise", 3};
    const std::vector<std::uint8_t> first = corrupted(image, noise, 1, 4);
    corrupted(image, {"fog", 2}, 1, 4);
    QCOMPARE(corrupted(image, noise, 1, 4), first);
    QVERIFY(corrupted(image, noise, 2, 4) != first);
    QVERIFY(corrupted(image, noise, 1, 5) != first);
    QCOMPARE(corrupted(image, {}, 1, 4), image.pixels);
}

void TestCorruptions::grey_images_take_all_but_colour()
{
    const ImageSet image = read_npy_images(golden + "grey28-input.npy");
    for (const CorruptionInfo& info : corruptions()) {
        const Shift shift{std::string(info.key), 5};
        if (info.needs_colour)
            EXPECT_ERROR("these images are grey", check_shift(shift, image.shape));
        else
            QVERIFY2(mean_change(image, shift) > 0.2, info.key.data());
    }
}

void TestCorruptions::what_must_hold()
{
    const ImageSet image = read_npy_images(golden + "grey28-input.npy");
    const std::vector<std::uint8_t> negative = corrupted(image, {"inverted", 5});
    for (std::size_t i = 0; i < negative.size(); ++i)
        QVERIFY(std::abs(int(negative[i]) + int(image.pixels[i]) - 255) <= 1);
    ImageSet flat{{28, 28, 3}, std::vector<std::uint8_t>(28 * 28 * 3, 100), {}, {}, {}, {}};
    for (const char* key : {"defocus_blur", "glass_blur", "motion_blur", "zoom_blur", "gaussian_blur", "contrast",
                            "elastic_transform", "pixelate", "jpeg_compression", "saturate"})
        QVERIFY2(mean_change(flat, {key, 3}) <= 1, key);
    QCOMPARE(corrupted(flat, {"sketch", 5}), std::vector<std::uint8_t>(28 * 28 * 3, 255));
}

void TestCorruptions::odd_sizes()
{
    for (const ImageShape& shape : {ImageShape{1, 1, 1}, {2, 3, 3}, {5, 40, 1}, {70, 65, 3}}) {
        ImageSet image{shape, std::vector<std::uint8_t>(shape.bytes()), {}, {}, {}, {}};
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            image.pixels[i] = static_cast<std::uint8_t>(i * 37);
        for (const CorruptionInfo& info : corruptions())
            for (const int severity : {1, 5})
                for (const float value :
                     corrupted_floats(image.image(0), shape, {std::string(info.key), severity}, 1, 0))
                    QVERIFY2(value >= 0 && value <= 1, info.key.data());
    }
}

void TestCorruptions::refuses_wrong_shifts()
{
    const ImageShape shape{28, 28, 1};
    EXPECT_ERROR("There is no corruption 'smog'; there are clean, gaussian_noise", check_shift({"smog", 1}, shape));
    EXPECT_ERROR("The severity of fog is 1 to 5, not 6", check_shift({"fog", 6}, shape));
    EXPECT_ERROR("not 0", check_shift({"fog", 0}, shape));
    check_shift({"saturate", 1}, {32, 32, 3});
    check_shift({}, shape);
}

TTT_TEST(TestCorruptions)
#include "tst_corruptions.moc"

// Streams: words, orders and batches.
#include "engine/vision/streams/class_order.h"
#include "engine/vision/streams/image_stream.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace ttt;

namespace {

constexpr ImageShape grey{4, 4, 1}, colour{4, 4, 3};

ImageSet images(std::int64_t count, std::int32_t classes)
{
    ImageSet set{grey, std::vector<std::uint8_t>(static_cast<std::size_t>(count) * grey.bytes()), {}, {}, {}, {}};
    for (std::int64_t i = 0; i < count; ++i)
        set.labels.push_back(static_cast<std::int32_t>(i % classes));
    for (std::size_t i = 0; i < set.pixels.size(); ++i)
        set.pixels[i] = static_cast<std::uint8_t>(i);
    return set;
}

ImageStream stream_of(const char* words, const char* order, std::int64_t batch)
{
    ImageStream stream;
    stream.shifts = parse_shifts(words, grey);
    parse_order(order, stream);
    stream.batch = batch;
    return stream;
}

std::vector<std::int64_t> places(const StreamPlan& plan)
{
    std::vector<std::int64_t> all;
    for (const StreamStep& step : plan.steps)
        for (const StreamItem& item : step.items)
            all.push_back(item.image);
    return all;
}

/// How often the class changes from one image to the next.
int changes(const StreamPlan& plan, const ImageSet& set)
{
    const std::vector<std::int64_t> order = places(plan);
    int count = 0;
    for (std::size_t i = 1; i < order.size(); ++i)
        count += set.labels[static_cast<std::size_t>(order[i])] != set.labels[static_cast<std::size_t>(order[i - 1])];
    return count;
}

}  // namespace

class TestImageStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void words_are_read();
    void wrong_words_data();
    void wrong_words();
    void orders_are_read_and_written();
    void every_image_once_a_shift();
    void a_seed_is_an_order();
    void resets_begin_a_shift();
    void one_class_alone();
    void noise_belongs_to_nobody();
    void gradual_rises_and_falls();
    void mixed_batches_hold_several_shifts();
    void sorted_and_clumped();
    void gammas_have_their_mean();
    void images_are_those_of_the_corruption();
    void refuses_what_cannot_be();
};

void TestImageStream::words_are_read()
{
    QCOMPARE(parse_shifts("gaussian_noise:5, fog:1,clean", grey),
             (std::vector<Shift>{{"gaussian_noise", 5}, {"fog", 1}, {}}));
    QCOMPARE(parse_shifts("all:3", grey).size(), std::size_t(15));
    QCOMPARE(parse_shifts("extra:3", grey).size(), std::size_t(3));
    QCOMPARE(parse_shifts("extra:3", colour).size(), std::size_t(4));
}

void TestImageStream::wrong_words_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("nothing") << ""
                             << "The stream has an empty word";
    QTest::newRow("a comma too much") << "fog:5,"
                                      << "The stream has an empty word";
    QTest::newRow("no such") << "smog:5"
                             << "There is no corruption 'smog'; there are clean, gaussian_noise";
    QTest::newRow("no severity") << "fog"
                                 << "The corruption fog has no severity; write fog:1";
    QTest::newRow("a group without") << "all"
                                     << "all has no severity";
    QTest::newRow("0") << "fog:0"
                       << "The severity of fog is 1 to 5, not '0'";
    QTest::newRow("6") << "all:6"
                       << "The severity of all is 1 to 5, not '6'";
    QTest::newRow("words") << "fog:high"
                           << "not 'high'";
    QTest::newRow("half") << "fog:2.5"
                          << "not '2.5'";
    QTest::newRow("empty") << "fog:"
                           << "not ''";
    QTest::newRow("clean with one") << "clean:1"
                                    << "There is no corruption 'clean'";
    QTest::newRow("colour") << "saturate:2"
                            << "these images are grey";
    QTest::newRow("bytes") << QString("f\x01g:5") << "'f\\x01g'";
}

void TestImageStream::wrong_words()
{
    QFETCH(QString, words);
    QFETCH(QString, sentence);
    EXPECT_ERROR(sentence, parse_shifts(words.toStdString(), grey));
}

void TestImageStream::orders_are_read_and_written()
{
    ImageStream stream;
    for (const char* word : {"reset-each", "continual", "gradual", "mixed", "sorted", "dirichlet:0.01",
                             "dirichlet:1000", "collected:3", "one-class:0", "noise:0.25"}) {
        parse_order(word, stream);
        QCOMPARE(order_text(stream), std::string(word));
    }
    EXPECT_ERROR("There is no order 'random'; there are reset-each", parse_order("random", stream));
    EXPECT_ERROR("write dirichlet:0.1", parse_order("dirichlet", stream));
    EXPECT_ERROR("not '0'", parse_order("dirichlet:0", stream));
    EXPECT_ERROR("not 'nan'", parse_order("dirichlet:nan", stream));
    EXPECT_ERROR("There is no order 'sorted:1'", parse_order("sorted:1", stream));
    EXPECT_ERROR("write collected:3", parse_order("collected", stream));
    EXPECT_ERROR("the epochs, 1 to 100, not '1.5'", parse_order("collected:1.5", stream));
    EXPECT_ERROR("0.01 to 0.9, not '1'", parse_order("noise:1", stream));
}

void TestImageStream::every_image_once_a_shift()
{
    const ImageSet set = images(23, 5);
    for (const char* order :
         {"reset-each", "continual", "gradual", "mixed", "sorted", "dirichlet:0.001", "dirichlet:1", "collected:2"}) {
        const StreamPlan plan = plan_stream(stream_of("fog:3,contrast:2,clean", order, 7), set);
        std::set<std::pair<std::int64_t, std::int32_t>> seen;
        for (const StreamStep& step : plan.steps) {
            QVERIFY(!step.items.empty() && step.items.size() <= 7);
            for (const StreamItem& item : step.items)
                QVERIFY(seen.emplace(item.image, item.shift).second);
        }
        QCOMPARE(seen.size(), plan.shifts.size() * 23);
        QCOMPARE(plan.items(), static_cast<std::int64_t>(seen.size()));
    }
    ImageStream few = stream_of("fog:3", "continual", 7);
    few.count = 10;
    const std::vector<std::int64_t> first = places(plan_stream(few, set));
    QCOMPARE(first.size(), std::size_t(10));
    QCOMPARE(*std::max_element(first.begin(), first.end()), 9);
}

void TestImageStream::a_seed_is_an_order()
{
    const ImageSet set = images(50, 5);
    for (const char* order : {"continual", "mixed", "sorted", "dirichlet:0.1"}) {
        ImageStream stream = stream_of("fog:3,fog:3", order, 8);
        const std::vector<std::int64_t> one = places(plan_stream(stream, set));
        QCOMPARE(places(plan_stream(stream, set)), one);
        QVERIFY(!std::equal(one.begin(), one.begin() + 50, one.begin() + 50));
        stream.seed = 2;
        QVERIFY(places(plan_stream(stream, set)) != one);
    }
}

void TestImageStream::resets_begin_a_shift()
{
    const ImageSet set = images(10, 2);
    const auto resets = [&set](const char* order) {
        std::vector<bool> all;
        for (const StreamStep& step : plan_stream(stream_of("fog:3,contrast:2", order, 4), set).steps)
            all.push_back(step.resets);
        return all;
    };
    QCOMPARE(resets("reset-each"), (std::vector<bool>{true, false, false, true, false, false}));
    QCOMPARE(resets("continual"), std::vector<bool>(6, false));
    QCOMPARE(resets("collected:2"), resets("reset-each"));
    std::vector<std::int64_t> epochs;
    for (const StreamStep& step : plan_stream(stream_of("fog:3,contrast:2", "collected:2", 4), set).steps)
        epochs.push_back(step.epochs);
    QCOMPARE(epochs, (std::vector<std::int64_t>{2, 0, 0, 2, 0, 0}));
}

void TestImageStream::one_class_alone()
{
    const ImageSet set = images(20, 5);
    const std::vector<std::int64_t> shown = places(plan_stream(stream_of("fog:3,clean", "one-class:3", 4), set));
    QCOMPARE(shown.size(), std::size_t(8));
    for (const std::int64_t image : shown)
        QCOMPARE(set.labels[static_cast<std::size_t>(image)], 3);
    EXPECT_ERROR("have none of class 5", plan_stream(stream_of("fog:3", "one-class:5", 4), set));
}

void TestImageStream::noise_belongs_to_nobody()
{
    const ImageSet set = images(30, 5);
    const ImageStream stream = stream_of("fog:3,clean", "noise:0.25", 40);
    const StreamPlan plan = plan_stream(stream, set);
    const std::vector<std::int64_t> shown = places(plan);
    QCOMPARE(std::ranges::count_if(shown, [](std::int64_t image) { return image < 0; }), 20);  // 10 of 40 twice
    QCOMPARE(std::set<std::int64_t>(shown.begin(), shown.end()).size(), std::size_t(50));
    std::vector<std::uint8_t> one(grey.bytes()), other(grey.bytes());
    stream_image(stream, plan, set, {-1, 0}, one);
    stream_image(stream, plan, set, {-2, 0}, other);
    QVERIFY(one != other);
    stream_image(stream, plan, set, {-1, 0}, other);
    QCOMPARE(one, other);
}

void TestImageStream::gradual_rises_and_falls()
{
    const StreamPlan plan = plan_stream(stream_of("fog:5,contrast:2,clean", "gradual", 512), images(3, 2));
    std::string severities;
    for (const Shift& shift : plan.shifts)
        severities += std::to_string(shift.severity);
    QCOMPARE(severities, std::string("123454321"
                                     "121"
                                     "0"));
    QCOMPARE(plan.shifts[9].corruption, std::string("contrast"));
}

void TestImageStream::mixed_batches_hold_several_shifts()
{
    const StreamPlan plan = plan_stream(stream_of("fog:5,contrast:2,clean", "mixed", 50), images(100, 2));
    QCOMPARE(plan.steps.size(), std::size_t(6));
    for (const StreamStep& step : plan.steps) {
        std::set<std::int32_t> shifts;
        for (const StreamItem& item : step.items)
            shifts.insert(item.shift);
        QCOMPARE(shifts.size(), std::size_t(3));
    }
}

void TestImageStream::sorted_and_clumped()
{
    const ImageSet set = images(1000, 10);
    const auto count = [&set](const char* order) {
        return changes(plan_stream(stream_of("fog:1", order, 100), set), set);
    };
    QCOMPARE(count("sorted"), 9);
    const int pure = count("dirichlet:0.01"), clumped = count("dirichlet:0.5"), shuffled = count("continual");
    QVERIFY(pure < clumped && clumped <= 99 && shuffled > 800);
}

void TestImageStream::gammas_have_their_mean()
{
    Draws draws(1, 1, "gamma", 1);
    for (const double shape : {0.1, 0.9, 3.0}) {
        double sum = 0;
        for (int i = 0; i < 20'000; ++i)
            sum += gamma_draw(shape, draws);
        QVERIFY(std::abs(sum / 20'000 / shape - 1) < 0.1);
    }
}

void TestImageStream::images_are_those_of_the_corruption()
{
    const ImageSet set = images(3, 2);
    const ImageStream stream = stream_of("gaussian_noise:5,clean", "continual", 1);
    const StreamPlan plan = plan_stream(stream, set);
    std::vector<std::uint8_t> shown(grey.bytes()), expected(grey.bytes());
    stream_image(stream, plan, set, {2, 0}, shown);
    corrupt(set.image(2), grey, {"gaussian_noise", 5}, stream.seed, 2, expected);
    QCOMPARE(shown, expected);
    stream_image(stream, plan, set, {2, 1}, shown);
    QVERIFY(std::equal(shown.begin(), shown.end(), set.image(2).begin()));
}

void TestImageStream::refuses_what_cannot_be()
{
    ImageSet set = images(10, 2);
    EXPECT_ERROR("A batch has 1 to 512 images, not 0", plan_stream(stream_of("fog:1", "mixed", 0), set));
    EXPECT_ERROR("not 513", plan_stream(stream_of("fog:1", "mixed", 513), set));
    EXPECT_ERROR("The stream is empty", plan_stream({}, set));
    set.labels.clear();
    EXPECT_ERROR("The order dirichlet:0.1 goes by class, and these images have no labels",
                 plan_stream(stream_of("fog:1", "dirichlet:0.1", 1), set));
    EXPECT_ERROR("The order sorted goes by class", plan_stream(stream_of("fog:1", "sorted", 1), set));
    EXPECT_ERROR("at least one image", plan_stream(stream_of("fog:1", "mixed", 1), ImageSet{}));
}

TTT_TEST(TestImageStream)
#include "tst_image_stream.moc"

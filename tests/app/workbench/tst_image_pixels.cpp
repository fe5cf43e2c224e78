// The pictures of a run over images are what the run read: a real run over the shipped images, made again by the
// worker.
#include "app/places.h"
#include "app/workbench/image_pixels.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "engine/vision/images/npy_file.h"
#include "engine/vision/images/open_images.h"
#include "engine/vision/streams/image_stream.h"
#include "tests/support/test_main.h"
#include "views/run_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace ttt;

class ImagePixelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pictures_are_what_the_run_read_data();
    void pictures_are_what_the_run_read();
    void clean_ones_are_those_of_the_set();
    void images_that_are_not_kept_are_read_again();
    void images_are_there_before_any_run();
    void other_images_are_told();
    void what_is_not_there_stays_away();
    void another_run_has_other_pictures();

private:
    RunConfig config(const char* order) const
    {
        RunConfig config;
        config.method = "source";
        config.model = shipped_net("source");
        config.images = "fashion-mnist";
        config.stream = "gaussian_noise:2,fog:5,clean";
        config.order = order;
        config.batch = 8;
        config.count = 20;
        config.seed = 7;
        return config;
    }
    /// All of it; the stream that it read into `stream`.
    void read(RunModel& run, const RunConfig& asked);
    QImage wait_for(PictureKey key);

    std::unique_ptr<PictureModel> pictures_;
    ImageSet set_;
};

namespace {

std::vector<std::uint8_t> bytes_of(const QImage& image)
{
    std::vector<std::uint8_t> bytes;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            bytes.push_back(static_cast<std::uint8_t>(qRed(image.pixel(x, y))));
    return bytes;
}

}  // namespace

void ImagePixelsTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    tell_shipped_images();
    set_ = open_images({.images = "fashion-mnist", .shipped = shipped_images()}).set;
}

void ImagePixelsTest::read(RunModel& run, const RunConfig& asked)
{
    Runner runner(asked);
    run.start(runner.header(), runner.input());
    while (auto step = runner.step())
        run.append({*step});
    run.end(runner.summary());
}

QImage ImagePixelsTest::wait_for(PictureKey key)
{
    pictures_->ask(this, {key});
    (void)QTest::qWaitFor([&] { return !pictures_->picture(key).isNull() || !pictures_->problem().isEmpty(); }, 10'000);
    return pictures_->picture(key);
}

void ImagePixelsTest::pictures_are_what_the_run_read_data()
{
    QTest::addColumn<QByteArray>("order");
    for (const char* order : {"continual", "gradual", "mixed", "sorted", "noise:0.4"})
        QTest::newRow(order) << QByteArray(order);
}

/// stream_image() is what a run's tensors are made of.
void ImagePixelsTest::pictures_are_what_the_run_read()
{
    QFETCH(QByteArray, order);
    RunModel run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels pixels(*pictures_, run);
    const RunConfig asked = config(order.constData());
    read(run, asked);
    ImageStream stream{.shifts = parse_shifts(asked.stream, set_.shape),
                       .batch = asked.batch,
                       .count = asked.count,
                       .seed = run.header().config.seed};
    parse_order(asked.order, stream);
    const StreamPlan plan = plan_stream(stream, set_);
    QCOMPARE(plan.items(), run.item_count());
    std::int64_t at = 0, changed = 0;
    for (const StreamStep& step : plan.steps)
        for (const StreamItem& item : step.items) {
            const auto place = static_cast<std::size_t>(at++);
            QCOMPARE(run.column(Column::image)[place], static_cast<float>(item.image));
            QCOMPARE(run.column(Column::shift)[place], static_cast<float>(item.shift));
            if (at % 7 != 0)
                continue;
            std::vector<std::uint8_t> expected(set_.shape.bytes());
            stream_image(stream, plan, set_, item, expected);
            QVERIFY(bytes_of(wait_for({item.image, item.shift})) == expected);
            changed += item.image < 0 || !std::ranges::equal(set_.image(item.image), expected);
        }
    QVERIFY(changed > 0);
}

void ImagePixelsTest::clean_ones_are_those_of_the_set()
{
    RunModel run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels pixels(*pictures_, run);
    read(run, config("continual"));
    const std::vector<std::uint8_t> clean = bytes_of(wait_for({3, PictureKey::clean}));
    QVERIFY(std::ranges::equal(clean, set_.image(3)));
    QVERIFY(bytes_of(wait_for({3, 2})) == clean);  // the stream's last shift does nothing
    QVERIFY(bytes_of(wait_for({3, 0})) != clean);
}

void ImagePixelsTest::images_that_are_not_kept_are_read_again()
{
    RunModel first, run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels pixels(*pictures_, run);
    read(first, config("continual"));
    auto record = std::get<ImageSetRecord>(first.input());
    record.pixels.clear();
    run.start(first.header(), record);
    QVERIFY(std::ranges::equal(bytes_of(wait_for({5, PictureKey::clean})), set_.image(5)));
    QVERIFY2(pictures_->problem().isEmpty(), qPrintable(pictures_->problem()));
}

/// Read once: what is asked for again, when a person chooses another setting, is not on the disk any more here.
void ImagePixelsTest::images_are_there_before_any_run()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("in.npy")).toStdString();
    const ImageShape shape{4, 4, 3};
    std::string pixels;
    for (int at = 0; at < 5 * 48; ++at)
        pixels += static_cast<char>(at);
    std::ofstream(path, std::ios::binary) << npy_start(5, shape) + pixels;
    const ImageSet set = open_images({.images = path}).set;
    RunHeader header;
    header.kind = images_kind;
    header.config.images = path;
    header.item_count = header.step_items = 5;
    header.step_count = 1;
    ImageSetRecord record{.hash = set.hash,
                          .name = "five",
                          .height = 4,
                          .width = 4,
                          .channels = 3,
                          .count = 5,
                          .class_names = {},
                          .pixels = {},
                          .shifts = {}};
    RunModel run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels worker(*pictures_, run);
    run.start(header, record);
    const QImage image = wait_for({2, PictureKey::clean});
    QVERIFY2(pictures_->problem().isEmpty(), qPrintable(pictures_->problem()));
    QCOMPARE(image.pixelColor(1, 0), QColor(96 + 3, 96 + 4, 96 + 5));
    QVERIFY(std::filesystem::remove(path));
    run.start(header, record);
    QCOMPARE(wait_for({3, PictureKey::clean}).pixelColor(0, 0), QColor(144, 145, 146));
}

void ImagePixelsTest::other_images_are_told()
{
    RunModel first, run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels pixels(*pictures_, run);
    read(first, config("continual"));
    auto record = std::get<ImageSetRecord>(first.input());
    record.pixels.clear();
    record.hash = "xxh3:0";
    run.start(first.header(), record);
    QVERIFY(wait_for({5, 0}).isNull());
    QCOMPARE(pictures_->problem(), QStringLiteral("The pictures can't be shown: this session keeps no pixels of its "
                                                  "images, and fashion-mnist holds others now."));
    RunHeader header = first.header();
    header.config.images = "/nowhere/at/all";
    run.start(header, record);
    QVERIFY(pictures_->problem().isEmpty());
    QVERIFY(wait_for({5, 0}).isNull());
    QVERIFY2(pictures_->problem().contains(QStringLiteral("/nowhere/at/all")), qPrintable(pictures_->problem()));
    record.pixels = "four";  // a damaged session
    run.start(first.header(), record);
    QVERIFY(wait_for({5, 0}).isNull());
    QVERIFY2(pictures_->problem().contains(QStringLiteral("holds no image")), qPrintable(pictures_->problem()));
    record = std::get<ImageSetRecord>(first.input());
    record.shifts[0].corruption = "sunshine";
    run.start(first.header(), record);
    QVERIFY(wait_for({5, 0}).isNull());
    QVERIFY2(pictures_->problem().contains(QStringLiteral("sunshine")), qPrintable(pictures_->problem()));
}

void ImagePixelsTest::what_is_not_there_stays_away()
{
    RunModel run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels pixels(*pictures_, run);
    pictures_->ask(this, {{0, 0}});  // no run yet
    read(run, config("continual"));
    pictures_->ask(this, {{100'000, 0}, {0, 77}, {1, 0}});
    QTRY_VERIFY(!pictures_->picture({1, 0}).isNull());
    QVERIFY(pictures_->picture({100'000, 0}).isNull() && pictures_->picture({0, 77}).isNull());
    QVERIFY(pictures_->problem().isEmpty());
}

void ImagePixelsTest::another_run_has_other_pictures()
{
    RunModel run;
    pictures_ = std::make_unique<PictureModel>();
    ImagePixels pixels(*pictures_, run);
    read(run, config("continual"));
    const std::vector<std::uint8_t> before = bytes_of(wait_for({2, 0}));
    RunConfig other = config("continual");
    other.seed = 8;
    read(run, other);
    QVERIFY(pictures_->picture({2, 0}).isNull());
    QVERIFY(bytes_of(wait_for({2, 0})) != before);
}

TTT_TEST(ImagePixelsTest)
#include "tst_image_pixels.moc"

// PNG and JPEG files and folders of them.
#include "engine/vision/images/jpeg_codec.h"
#include "engine/vision/images/open_images.h"
#include "engine/vision/images/picture.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"
#include "tests/vision/image_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace ttt;
using namespace ttt::test;

namespace {

std::string grey_png(std::uint32_t side = 4)
{
    return png(side, side, PNG_FORMAT_GRAY, some_bytes(side * side));
}

Picture gradient(std::int64_t height, std::int64_t width, std::int64_t channels)
{
    Picture picture{{height, width, channels}, {}};
    for (std::size_t i = 0; i < picture.shape.bytes(); ++i)
        picture.pixels.push_back(static_cast<std::uint8_t>(i * 255 / picture.shape.bytes()));
    return picture;
}

}  // namespace

class TestPictures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void png_of_every_kind();
    void jpeg_is_near_what_was_packed();
    void folders_are_classes();
    void a_folder_without_classes();
    void the_same_share_of_every_class();
    void grey_beside_colour();
    void squares_of_what_differs_in_size();
    void scaling_keeps_the_mean_and_the_middle();
    void refuses_data();
    void refuses();
    void refuses_folders();

private:
    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }

    QTemporaryDir folder_;
};

void TestPictures::png_of_every_kind()
{
    const Picture grey = decode_picture(grey_png(), "x");
    QCOMPARE(grey.shape.channels, 1);
    QCOMPARE(std::string(grey.pixels.begin(), grey.pixels.end()), some_bytes(16));
    const Picture colour = decode_picture(png(2, 3, PNG_FORMAT_RGB, some_bytes(18)), "x");
    QCOMPARE(colour.shape, (ImageShape{2, 3, 3}));
    QCOMPARE(std::string(colour.pixels.begin(), colour.pixels.end()), some_bytes(18));
    const std::string clear_then_red("\0\0\0\0\xff\0\0\xff", 8);
    const Picture alpha = decode_picture(png(1, 2, PNG_FORMAT_RGBA, clear_then_red), "x");
    QCOMPARE(alpha.pixels, (std::vector<std::uint8_t>{255, 255, 255, 255, 0, 0}));
}

void TestPictures::jpeg_is_near_what_was_packed()
{
    for (const std::int64_t channels : {1, 3}) {
        const Picture picture = gradient(20, 30, channels);
        const Picture back = decode_picture(encode_jpeg(picture, 95), "x");
        QCOMPARE(back.shape, picture.shape);
        for (std::size_t i = 0; i < picture.pixels.size(); ++i)
            QVERIFY(std::abs(int(back.pixels[i]) - int(picture.pixels[i])) < 8);
    }
}

void TestPictures::folders_are_classes()
{
    written(path("two/cat/b.png"), grey_png());
    written(path("two/cat/a.PNG"), grey_png());
    written(path("two/ant/z.jpg"), encode_jpeg(gradient(4, 4, 1), 90));
    written(path("two/ant/notes.txt"), "hello");
    written(path("two/readme.md"), "hello");
    written(path("two/.hidden/x.png"), "hello");
    std::filesystem::create_directories(path("two/empty"));
    const OpenedImages opened = open_images({.images = path("two")});
    QCOMPARE(opened.set.labels, (std::vector<std::int32_t>{0, 1, 1}));
    QCOMPARE(opened.set.class_names, (std::vector<std::string>{"ant", "cat"}));
    QCOMPARE(opened.set.source, std::string("two"));
    QCOMPARE(opened.remarks.size(), std::size_t(1));
    QVERIFY(opened.remarks[0].starts_with("2 files"));
}

void TestPictures::a_folder_without_classes()
{
    written(path("loose/b.png"), grey_png());
    const OpenedImages opened = open_images({.images = path("loose")});
    QCOMPARE(opened.set.count(), 1);
    QVERIFY(opened.set.labels.empty());
    QVERIFY(opened.remarks.at(0).find("no labels") != std::string::npos);
    const std::string labels = written(path("loose.npy"), npy_of("|u1", "1,", "\5"));
    QCOMPARE(open_images({.images = path("loose"), .labels = labels}).set.labels, std::vector<std::int32_t>{5});
}

void TestPictures::the_same_share_of_every_class()
{
    for (const char* name : {"share/a/1.png", "share/a/2.png", "share/a/3.png", "share/a/4.png", "share/b/1.png",
                             "share/b/2.png", "share/b/3.png", "share/b/4.png"})
        written(path(name), grey_png());
    QCOMPARE(open_images({.images = path("share"), .count = 4}).set.labels, (std::vector<std::int32_t>{0, 0, 1, 1}));
}

void TestPictures::grey_beside_colour()
{
    written(path("mixed/a.png"), png(1, 1, PNG_FORMAT_GRAY, "g"));
    written(path("mixed/b.png"), png(1, 1, PNG_FORMAT_RGB, "rgb"));
    const ImageSet set = open_images({.images = path("mixed")}).set;
    QCOMPARE(std::string(set.pixels.begin(), set.pixels.end()), std::string("gggrgb"));
}

void TestPictures::squares_of_what_differs_in_size()
{
    written(path("sizes/a.png"), grey_png(4));
    written(path("sizes/b.png"), grey_png(9));
    EXPECT_ERROR("--size 224 makes squares of all", open_images({.images = path("sizes")}));
    const ImageSet set = open_images({.images = path("sizes"), .size = 6}).set;
    QCOMPARE(set.shape, (ImageShape{6, 6, 1}));
    QCOMPARE(set.count(), 2);
}

void TestPictures::scaling_keeps_the_mean_and_the_middle()
{
    Picture wide{{2, 6, 1}, {0, 0, 40, 80, 255, 255, 0, 0, 40, 80, 255, 255}};
    QCOMPARE(centre_square(wide, 2).pixels, (std::vector<std::uint8_t>{40, 80, 40, 80}));
    const Picture flat{{8, 8, 3}, std::vector<std::uint8_t>(192, 77)};
    QCOMPARE(centre_square(flat, 3).pixels, std::vector<std::uint8_t>(27, 77));
    const Picture ramp{{1, 1, 1}, {9}};
    QCOMPARE(centre_square(ramp, 2).pixels, std::vector<std::uint8_t>(4, 9));
    // PIL has 36 52 98 114: it rounds between its two passes.
    Picture sixteen{{4, 4, 1}, {}};
    for (int i = 0; i < 16; ++i)
        sixteen.pixels.push_back(static_cast<std::uint8_t>(i * 10));
    QCOMPARE(centre_square(sixteen, 2).pixels, (std::vector<std::uint8_t>{36, 51, 99, 114}));
}

void TestPictures::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const std::string& bytes, const char* sentence) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << QString(sentence);
    };
    const std::string jpeg = encode_jpeg(gradient(64, 64, 3), 90);
    row("20,000 x 20,000 JPEG", jpeg_that_claims(jpeg, 20000, 20000),
        "says it has 20000 x 20000 pixels, and 1 to 64 million are taken");
    row("JPEG that lies", jpeg_that_claims(jpeg, 6000, 6000), "lies about its size");
    row("JPEG that lies a little", jpeg_that_claims(jpeg, 200, 64), "libjpeg says 'Corrupt JPEG data: premature end");
    row("PNG that lies", png_that_claims(grey_png(), 4000, 4000), "lies about its size");
    row("PNG that lies a little", png_that_claims(grey_png(), 40, 4), "libpng says");
    row("PNG of 20,000", png_that_claims(grey_png(), 20000, 20000), "and 1 to 64 million are taken");
    row("cut PNG", grey_png().substr(0, 50), "libpng says");
    row("cut JPEG", jpeg.substr(0, jpeg.size() / 2), "libjpeg says");
    row("JPEG's first bytes", jpeg.substr(0, 12), "libjpeg says");
    row("PNG whose header is damaged", grey_png().replace(17, 1, "x"), "libpng says");
    row("a text", "hello", "is neither PNG nor JPEG");
    row("nothing", "", "is neither PNG nor JPEG");
}

void TestPictures::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, sentence);
    const QString folder = QStringLiteral("wrong-%1").arg(QTest::currentDataTag());
    written(path(folder.toStdString() + "/x.png"), bytes.toStdString());
    EXPECT_ERROR(sentence, open_images({.images = path(folder.toStdString())}));
    EXPECT_ERROR("x.png", open_images({.images = path(folder.toStdString())}));
}

void TestPictures::refuses_folders()
{
    std::filesystem::create_directories(path("nothing/in/it"));
    EXPECT_ERROR("holds no PNG or JPEG file", open_images({.images = path("nothing")}));
    std::filesystem::create_directories(path("pipe/x.png"));
    EXPECT_ERROR("holds no PNG or JPEG file", open_images({.images = path("pipe/x.png")}));
}

TTT_TEST(TestPictures)
#include "tst_pictures.moc"

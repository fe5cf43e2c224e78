// IDX, .npy and CIFAR files: what is in them is read to the byte, and whatever is wrong with one is a sentence.
#include "engine/vision/images/npy_file.h"
#include "engine/vision/images/open_images.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"
#include "tests/vision/image_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <zlib.h>

using namespace ttt;
using namespace ttt::test;

namespace {

std::string gzip(const std::string& bytes, const std::string& path)
{
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path;
}

std::string as_text(const std::vector<std::uint8_t>& bytes)
{
    return {bytes.begin(), bytes.end()};
}

std::string cifar_record(int labels, int label, const std::string& planes)
{
    return std::string(static_cast<std::size_t>(labels - 1), '\0') + static_cast<char>(label) + planes;
}

}  // namespace

class TestImageFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idx_plain_and_packed();
    void npy_of_any_version_and_order_of_fields();
    void labels_of_any_width();
    void cifar_planes_become_pixels();
    void a_folder_of_cifar();
    void what_is_written_is_read();
    void the_hash_is_of_what_is_in_it();
    void only_the_first();
    void fashion_mnist_packaged_shipped_or_neither();
    void shipped_images_are_two_hundred_of_each_class_about();
    void refuses_images_data();
    void refuses_images();
    void refuses_labels_data();
    void refuses_labels();
    void a_packed_file_that_is_cut_or_damaged();

private:
    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }
    ImageSet read(const std::string& name, const std::string& bytes, const std::string& labels = {}) const
    {
        return open_images({.images = written(path(name), bytes), .labels = labels}).set;
    }

    QTemporaryDir folder_;
};

void TestImageFiles::idx_plain_and_packed()
{
    const std::string images = idx(0x803, {3, 2, 4}, some_bytes(24)),
                      labels = idx(0x801, {3}, std::string("\2\0\1", 3));
    const ImageSet plain = read("images", images, written(path("labels"), labels));
    QCOMPARE(plain.shape.height, 2);
    QCOMPARE(plain.shape.width, 4);
    QCOMPARE(plain.shape.channels, 1);
    QCOMPARE(as_text(plain.pixels), some_bytes(24));
    QCOMPARE(plain.labels, (std::vector<std::int32_t>{2, 0, 1}));
    QCOMPARE(plain.classes(), 3);
    const ImageSet packed =
        open_images({.images = gzip(images, path("i.gz")), .labels = gzip(labels, path("l.gz"))}).set;
    QCOMPARE(packed.hash, plain.hash);
}

void TestImageFiles::npy_of_any_version_and_order_of_fields()
{
    const ImageSet plain = read("a.npy", npy_of("|u1", "2, 2, 2, 3", some_bytes(24)));
    QCOMPARE(plain.count(), 2);
    QCOMPARE(plain.shape.channels, 3);
    QCOMPARE(as_text(plain.pixels), some_bytes(24));
    QVERIFY(plain.labels.empty());
    QCOMPARE(read("b.npy", npy("{\n'shape':(2,2,2,3),'fortran_order':False,'descr':'|u1'}", some_bytes(24))).hash,
             plain.hash);
    std::string newer = npy_of("|u1", "2, 2, 2, 3", some_bytes(24));
    newer[6] = 2;
    newer.insert(10, 2, '\0');
    QCOMPARE(read("c.npy", newer).hash, plain.hash);
    const ImageSet grey = read("d.npy", npy_of("|u1", "6, 2, 2", some_bytes(24)));
    QCOMPARE(grey.shape.channels, 1);
    QVERIFY(grey.hash != plain.hash);
}

void TestImageFiles::labels_of_any_width()
{
    const std::string images = written(path("i.npy"), npy_of("|u1", "2, 1, 1, 1", "ab"));
    const auto labels = [&](const std::string& descr, const std::string& data) {
        return open_images({.images = images, .labels = written(path("l.npy"), npy_of(descr, "2,", data))}).set.labels;
    };
    const std::vector<std::int32_t> expected{3, 9};
    QCOMPARE(labels("|u1", "\3\x9"), expected);
    QCOMPARE(labels("<i4", std::string("\3\0\0\0\x9\0\0\0", 8)), expected);
    QCOMPARE(labels("<i8", std::string("\3\0\0\0\0\0\0\0\x9\0\0\0\0\0\0\0", 16)), expected);
}

void TestImageFiles::cifar_planes_become_pixels()
{
    const std::string planes = std::string(1024, 'r') + std::string(1024, 'g') + std::string(1024, 'b');
    const ImageSet ten = read("ten.bin", cifar_record(1, 3, planes) + cifar_record(1, 9, planes));
    QCOMPARE(ten.count(), 2);
    QCOMPARE(ten.labels, (std::vector<std::int32_t>{3, 9}));
    QCOMPARE(as_text(ten.pixels).substr(0, 6), std::string("rgbrgb"));
    QCOMPARE(ten.classes(), 10);
    const ImageSet hundred = read("hundred.bin", cifar_record(2, 77, planes));
    QCOMPARE(hundred.labels, std::vector<std::int32_t>{77});
    QCOMPARE(hundred.classes(), 100);
}

void TestImageFiles::a_folder_of_cifar()
{
    written(path("cifar/test_batch.bin"), cifar_record(1, 1, some_bytes(3072)));
    written(path("cifar/batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    const ImageSet set = open_images({.images = path("cifar")}).set;
    QCOMPARE(set.count(), 1);
    QCOMPARE(set.class_names[1], std::string("b"));
}

void TestImageFiles::what_is_written_is_read()
{
    const std::string bytes = some_bytes(2 * 3 * 5 * 3);
    const std::string file = written(path("out.npy"), npy_start(2, {3, 5, 3}) + bytes);
    QCOMPARE(as_text(read_npy_images(file).pixels), bytes);
    QCOMPARE(read_npy_header(RegularFile(file)).data % 64, std::size_t(0));
    const std::vector<std::int32_t> labels{7, 250};
    QCOMPARE(read_npy_labels(written(path("out-labels.npy"), npy_of_labels(labels))), labels);
    EXPECT_ERROR("gives image 0 the label 256", npy_of_labels(std::vector<std::int32_t>{256}));
}

void TestImageFiles::the_hash_is_of_what_is_in_it()
{
    const std::string images = written(path("h.npy"), npy_of("|u1", "2, 1, 1, 1", "ab"));
    const auto hash = [&](const std::string& labels) {
        return open_images({.images = images, .labels = labels}).set.hash;
    };
    const std::string one = written(path("h1.npy"), npy_of("|u1", "2,", "\1\2"));
    const std::string other = written(path("h2.npy"), npy_of("|u1", "2,", "\2\1"));
    QVERIFY(hash(one).starts_with("xxh3:"));
    QVERIFY(hash(one) != hash(other));
    QVERIFY(hash(one) != hash(""));
}

void TestImageFiles::only_the_first()
{
    const std::string images = written(path("f.npy"), npy_of("|u1", "3, 1, 1, 1", "abc"));
    const std::string labels = written(path("fl.npy"), npy_of("|u1", "3,", "\1\2\3"));
    const ImageSet two = open_images({.images = images, .labels = labels, .count = 2}).set;
    QCOMPARE(as_text(two.pixels), std::string("ab"));
    QCOMPARE(two.labels, (std::vector<std::int32_t>{1, 2}));
    QVERIFY(two.hash != open_images({.images = images, .labels = labels}).set.hash);
    QCOMPARE(open_images({.images = images, .count = 9}).set.count(), 3);
}

void TestImageFiles::fashion_mnist_packaged_shipped_or_neither()
{
    written(path("packaged/t10k-images-idx3-ubyte"), idx(0x803, {2, 1, 1}, "ab"));
    written(path("packaged/t10k-labels-idx1-ubyte"), idx(0x801, {2}, "\1\2"));
    const std::string shipped = TTT_RESOURCES_DIR "/images/fashion-mnist";
    const OpenedImages all = open_images({.images = "fashion-mnist", .shipped = shipped, .packaged = path("packaged")});
    QCOMPARE(all.set.count(), 2);
    QVERIFY(all.remarks.empty());
    const OpenedImages some = open_images({.images = "fashion-mnist", .shipped = shipped, .packaged = path("none")});
    QCOMPARE(some.set.count(), 2000);
    QVERIFY(some.remarks.at(0).find("apt-get install dataset-fashion-mnist") != std::string::npos);
    EXPECT_ERROR("dataset-fashion-mnist",
                 open_images({.images = "fashion-mnist", .shipped = path("no"), .packaged = path("none")}));
    EXPECT_ERROR("dataset-fashion-mnist", open_images({.images = "fashion-mnist-train", .packaged = path("none")}));
    written(path("packaged/t10k-labels-idx1-ubyte"), idx(0x801, {2}, "\1\12"));
    EXPECT_ERROR("gives image 1 the label 10, and the labels of 10 classes are 0 to 9",
                 open_images({.images = "fashion-mnist", .packaged = path("packaged")}));
}

void TestImageFiles::shipped_images_are_two_hundred_of_each_class_about()
{
    const ImageSet set =
        open_images(
            {.images = "fashion-mnist", .shipped = TTT_RESOURCES_DIR "/images/fashion-mnist", .packaged = path("none")})
            .set;
    QCOMPARE(set.shape.height, 28);
    QCOMPARE(set.labels.size(), std::size_t(2000));
    QCOMPARE(set.class_names[static_cast<std::size_t>(set.labels[0])], std::string("Ankle boot"));
    for (int label = 0; label < 10; ++label)
        QVERIFY(std::count(set.labels.begin(), set.labels.end(), label) > 150);
}

void TestImageFiles::refuses_images_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const std::string& bytes, const char* sentence) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << QString(sentence);
    };
    row("truncated IDX", idx(0x803, {3, 2, 4}, some_bytes(23)),
        "is truncated: its header promises 24 bytes, more than can be in it");
    row("IDX without its last bytes", idx(0x803, {3, 2, 4}, some_bytes(12)), "is truncated");
    row("IDX with more", idx(0x803, {3, 2, 4}, some_bytes(25)), "holds more than its header says");
    row("IDX cut in its header", idx(0x803, {3}, ""), "ends early");
    row("IDX of terabytes", idx(0x803, {0xffffffff, 60000, 60000}, "ab"), "at most 4 GiB of images");
    row("IDX without images", idx(0x803, {0, 28, 28}, ""), "holds no image");
    row("IDX labels as images", idx(0x801, {9}, some_bytes(9)), "begins with 2049, not with 2051");
    row("wrong magic", idx(0xd03, {1, 1, 1}, some_bytes(4)), "is no set of images");
    row("Fortran order", npy_of("|u1", "2, 2, 2, 3", some_bytes(24), "True"), "is stored in Fortran order");
    row("floats", npy_of("<f4", "1, 1, 2, 3", some_bytes(24)), "holds numbers of the type '<f4'; images are bytes");
    row("records", npy("{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (3,), }", "abc"),
        "records of several fields");
    row("truncated npy", npy_of("|u1", "2, 2, 2, 3", some_bytes(23)), "promises 24 bytes, and there are 23");
    row("npy with more", npy_of("|u1", "2, 2, 2, 3", some_bytes(25)), "1 bytes more than its header says");
    row("npy of terabytes", npy_of("|u1", "2000000000, 60000, 60000, 3", "ab"), "at most 4 GiB of images");
    row("npy whose product overflows", npy_of("|u1", "4294967296, 4294967296, 4, 1", "ab"), "which is too large");
    row("number beyond 64 bits", npy_of("|u1", "99999999999999999999, 1, 1, 1", "ab"), "its header is odd");
    row("channels first", npy_of("|u1", "2, 3, 4, 4", some_bytes(96)), "has 4 channels");
    row("channels first, larger", npy_of("|u1", "1, 3, 5, 8", some_bytes(120)), "channels first");
    row("two numbers", npy_of("|u1", "24,", some_bytes(24)), "has the shape [24]; images are [N, H, W, C]");
    row("no dictionary", npy("['descr']", ""), "its header is odd");
    row("code in the header", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1+1,), }", "ab"),
        "its header is odd");
    row("a field that numpy does not know", npy("{'descr': '|u1', 'shape': (1,), 'x': True}", "a"),
        "its header is odd");
    row("header longer than the file", std::string("\x93NUMPY\x01\x00\xff\x7f{", 11), "is truncated");
    row("a version to come", std::string("\x93NUMPY\x09\x00\x01\x00{}", 12), "of version 9");
    row("text", "hello", "is no set of images");
    row("nothing", "", "is no set of images");
}

void TestImageFiles::refuses_images()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, sentence);
    EXPECT_ERROR(sentence, read("wrong", bytes.toStdString()));
}

void TestImageFiles::refuses_labels_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const std::string& bytes, const char* sentence) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << QString(sentence);
    };
    row("below 0", npy_of("|i1", "2,", "\1\xff"), "gives image 1 the label -1");
    row("too large", npy_of("<i4", "2,", std::string("\1\0\0\0\0\0\0\1", 8)), "below 100,000");
    row("one too few", npy_of("|u1", "1,", "\1"), "holds 1 labels, and there are 2 images");
    row("floats", npy_of("<f8", "2,", some_bytes(16)), "'<f8'; labels are integers");
    row("a table", npy_of("|u1", "1, 2", "ab"), "has the shape [1, 2]; labels are [N]");
    row("truncated", npy_of("<i8", "2,", some_bytes(15)), "promises 16 bytes");
    row("more than there are", npy_of("<i8", "4611686018427387905,", some_bytes(16)), "is truncated");
    row("truncated IDX", idx(0x801, {9}, "ab"), "is truncated");
    row("images", idx(0x803, {2, 1, 1}, "ab"), "begins with 2051, not with 2049");
}

void TestImageFiles::refuses_labels()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, sentence);
    const std::string labels = written(path("wrong-labels"), bytes.toStdString());
    EXPECT_ERROR(sentence, read("two.npy", npy_of("|u1", "2, 1, 1, 1", "ab"), labels));
}

void TestImageFiles::a_packed_file_that_is_cut_or_damaged()
{
    const std::string whole = gzip(idx(0x803, {30, 20, 40}, some_bytes(24000)), path("whole.gz"));
    std::string bytes = read_regular_file(whole, 1 << 20);
    EXPECT_ERROR("its gzip data is cut off", read("cut.gz", bytes.substr(0, bytes.size() / 2)));
    EXPECT_ERROR("cut off", read("tail.gz", bytes.substr(0, bytes.size() - 4)));
    bytes[bytes.size() - 6] ^= 1;
    EXPECT_ERROR("is damaged", read("damaged.gz", bytes));
    gzip(idx(0x803, {4000000, 20, 40}, some_bytes(24000)), path("bomb.gz"));
    EXPECT_ERROR("is truncated", open_images({.images = path("bomb.gz")}));
    EXPECT_ERROR("is no CIFAR file", read("x.bin", some_bytes(3072)));
    EXPECT_ERROR("gives image 0 the label 10, and the labels of 10 classes",
                 read("y.bin", cifar_record(1, 10, some_bytes(3072))));
    EXPECT_ERROR("There is no file", open_images({.images = path("absent.npy")}));
    EXPECT_ERROR("No images are named", open_images({}));
}

TTT_TEST(TestImageFiles)
#include "tst_image_files.moc"

#include "engine/model/safetensors.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <torch/types.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using ttt::SafetensorsFile;

namespace {

/// Bytes of a file whose header is `header` and whose data are `data_bytes` zeros.
QByteArray file_bytes(const QByteArray& header, qsizetype data_bytes, qint64 claimed = -1)
{
    const quint64 length = claimed < 0 ? static_cast<quint64>(header.size()) : static_cast<quint64>(claimed);
    QByteArray bytes;
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(length >> (8 * i) & 255);
    return bytes + header + QByteArray(data_bytes, '\0');
}

bool same(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.scalar_type() == b.scalar_type() && torch::equal(a, b);
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void returns_what_was_written();
    void tensors_outlive_the_file();
    void reads_a_file_of_the_reference_writer();
    void copies_misaligned_tensors();
    void refuses_hostile_files_data();
    void refuses_hostile_files();
    void refuses_every_truncation();
    void refuses_what_is_no_file();
    void refuses_what_it_cannot_write();
    void leaves_the_old_file_when_the_disk_is_full();

private:
    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }
    std::string put(const QByteArray& bytes) const
    {
        QFile file(folder_.filePath("given.safetensors"));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return file.fileName().toStdString();
    }

    QTemporaryDir folder_;
};

void TestSafetensors::returns_what_was_written()
{
    torch::manual_seed(1);
    const torch::Tensor wide = torch::randn({3, 4});
    const std::vector<std::pair<std::string, torch::Tensor>> tensors{
        {"odd", torch::arange(5, torch::kUInt8)},
        {"bf16", torch::randn({3}).to(torch::kBFloat16)},
        {"f16", torch::randn({1, 3}).to(torch::kFloat16)},
        {"transposed", wide.t()},
        {"f64", torch::randn({2, 2}, torch::kFloat64)},
        {"i64", torch::arange(-2, 2)},
        {"scalar", torch::tensor(7.5f)},
        {"empty", torch::empty({0, 4})},
        {"needs grad", torch::ones({2}).requires_grad_()},
        {"nämé \"quoted\"\n", torch::ones({1})},
    };
    ttt::write_safetensors(path("all"), tensors, {{"format", "pt"}, {"by", "test"}});

    const SafetensorsFile file = SafetensorsFile::open(path("all"));
    QCOMPARE(file.entries().size(), tensors.size());
    for (const auto& [name, tensor] : tensors) {
        const torch::Tensor read = file.tensor(name);
        QVERIFY2(same(read, tensor.detach()), name.c_str());
        QCOMPARE(read.sizes().vec(), tensor.sizes().vec());
        const std::int64_t offset = file.entries().at(name).offset;
        QVERIFY2(offset % static_cast<std::int64_t>(tensor.element_size()) == 0, name.c_str());
    }
    QCOMPARE(file.metadata().at("format"), std::string("pt"));
    QCOMPARE(file.metadata().at("by"), std::string("test"));
    EXPECT_ERROR("'absent'", file.tensor("absent"));
    QCOMPARE(QDir(folder_.path()).entryList({"*.part-*"}, QDir::Files), QStringList());
}

void TestSafetensors::tensors_outlive_the_file()
{
    ttt::write_safetensors(path("short-lived"), {{"a", torch::full({1000}, 3.0f)}});
    torch::Tensor kept = SafetensorsFile::open(path("short-lived")).tensor("a");
    QVERIFY(QFile::remove(folder_.filePath("short-lived")));
    QCOMPARE(kept.sum().item<float>(), 3000.0f);
}

void TestSafetensors::reads_a_file_of_the_reference_writer()
{
    const SafetensorsFile file = SafetensorsFile::open(TTT_TESTS_DIR "/golden/models/qwen3-tied/expected.safetensors");
    QCOMPARE(file.tensor("ids").sizes().vec(), std::vector<std::int64_t>({48}));
    QCOMPARE(file.tensor("ids").scalar_type(), torch::kInt64);
    QVERIFY(torch::equal(file.tensor("ids").slice(0, 0, 24), file.tensor("ids").slice(0, 24)));
    QCOMPARE(file.tensor("logits").sizes().vec(), std::vector<std::int64_t>({48, 200}));
    QVERIFY(file.tensor("logits").isfinite().all().item<bool>());
}

void TestSafetensors::copies_misaligned_tensors()
{
    QByteArray bytes = file_bytes(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} )", 0);
    while (bytes.size() % 4 != 1) {
        bytes = file_bytes(bytes.mid(8) + ' ', 0);
    }
    const float values[2] = {1.5f, -2.0f};
    bytes += QByteArray(reinterpret_cast<const char*>(values), sizeof values);
    const torch::Tensor read = SafetensorsFile::open(put(bytes)).tensor("a");
    QVERIFY(same(read, torch::tensor({1.5f, -2.0f})));
}

void TestSafetensors::refuses_hostile_files_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto entry = [](const char* name, const char* dtype, const char* shape, const char* offsets) {
        return QByteArray("\"") + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
               ",\"data_offsets\":" + offsets + "}";
    };
    const auto one = [&](const char* dtype, const char* shape, const char* offsets, qsizetype data) {
        return file_bytes("{" + entry("bad", dtype, shape, offsets) + "}", data);
    };
    QTest::newRow("empty") << QByteArray() << "0 bytes";
    QTest::newRow("seven bytes") << QByteArray(7, '\0') << "7 bytes";
    QTest::newRow("length beyond the file") << file_bytes("{}", 0, 1000) << "1000 bytes, but only 2";
    QTest::newRow("length overflows") << QByteArray(8, '\xff') + "{}"
                                      << "more than any header";
    QTest::newRow("length too short") << file_bytes("{}  ", 0, 1) << "not JSON";
    QTest::newRow("no header") << file_bytes("", 0) << "not JSON";
    QTest::newRow("bad JSON") << file_bytes("{\"a\":", 0) << "not JSON";
    QTest::newRow("deep JSON") << file_bytes(QByteArray(200000, '['), 0) << "nested more than 100 deep";
    QTest::newRow("invalid UTF-8") << file_bytes("{\"\xff\":1}", 0) << "not JSON";
    QTest::newRow("a list") << file_bytes("[]", 0) << "not a JSON object";
    QTest::newRow("entry is a number") << file_bytes("{\"bad\":1}", 0) << "'bad' has no 'dtype'";
    QTest::newRow("no shape") << file_bytes(R"({"bad":{"dtype":"F32","data_offsets":[0,4]}})", 4) << "no 'shape'";
    QTest::newRow("unknown dtype") << one("F31", "[1]", "[0,4]", 4) << "'bad' has the dtype";
    QTest::newRow("dtype is a number") << file_bytes(R"({"bad":{"dtype":4,"shape":[1],"data_offsets":[0,4]}})", 4)
                                       << "'bad' has the dtype '4'";
    QTest::newRow("negative size") << one("F32", "[-1]", "[0,4]", 4) << "'-1'";
    QTest::newRow("fraction") << one("F32", "[1.0]", "[0,4]", 4) << "'1.0'";
    QTest::newRow("shape is text") << one("F32", "\"1\"", "[0,4]", 4) << "not a list";
    QTest::newRow("many dimensions") << one("F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[0,4]", 4) << "at most 16";
    QTest::newRow("product overflows to 4 bytes")
        << one("F32", "[4611686018427387905]", "[0,4]", 4) << "'bad' has more elements";
    QTest::newRow("product overflows to 0")
        << one("U8", "[4294967296,4294967296]", "[0,0]", 0) << "'bad' has more elements";
    QTest::newRow("overflow beside a 0") << one("U8", "[4294967296,4294967296,0]", "[0,0]", 0)
                                         << "'bad' has more elements";
    QTest::newRow("size above 63 bits") << one("U8", "[18446744073709551615]", "[0,4]", 4) << "which is no size";
    QTest::newRow("too few bytes") << one("F32", "[2]", "[0,4]", 4) << "has 4 bytes, but its shape and dtype need 8";
    QTest::newRow("three offsets") << one("F32", "[1]", "[0,4,8]", 8) << "not two numbers";
    QTest::newRow("negative offset") << one("F32", "[1]", "[-4,0]", 4) << "'-4'";
    QTest::newRow("ends before it begins") << one("F32", "[1]", "[4,0]", 4) << "ends before it begins";
    QTest::newRow("beyond the file") << one("F32", "[2]", "[0,8]", 4) << "'bad' reaches beyond the end";
    QTest::newRow("far beyond the file") << one("U8", "[0]", "[9223372036854775807,9223372036854775807]", 4)
                                         << "'bad' reaches beyond the end";
    QTest::newRow("bytes left over") << one("F32", "[1]", "[0,4]", 7) << "3 bytes at its end";
    QTest::newRow("gap") << one("F32", "[1]", "[4,8]", 8) << "gap before the tensor 'bad'";
    QTest::newRow("overlap") << file_bytes("{" + entry("a", "F32", "[2]", "[0,8]") + "," +
                                               entry("bad", "F32", "[2]", "[4,12]") + "}",
                                           12)
                             << "'bad' overlaps";
    QTest::newRow("twice the same bytes")
        << file_bytes("{" + entry("a", "F32", "[1]", "[0,4]") + "," + entry("bad", "F32", "[1]", "[0,4]") + "}", 4)
        << "overlaps";
    QTest::newRow("one name twice") << file_bytes("{" + entry("bad", "F32", "[1]", "[0,4]") + "," +
                                                      entry("bad", "F32", "[1]", "[4,8]") + "}",
                                                  8)
                                    << "names the field 'bad' twice";
    QTest::newRow("metadata is a list") << file_bytes(R"({"__metadata__":[]})", 0) << "__metadata__ is not";
    QTest::newRow("metadata holds a number") << file_bytes(R"({"__metadata__":{"a":1}})", 0) << "'a' is not a string";
    QTest::newRow("control characters in a name") << file_bytes("{\"\\u001b[2J\\n\":1}", 0) << "'\\x1b[2J\\x0a'";
}

void TestSafetensors::refuses_hostile_files()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    EXPECT_ERROR(part, SafetensorsFile::open(put(bytes)));
    EXPECT_ERROR("given.safetensors", SafetensorsFile::open(put(bytes)));
}

void TestSafetensors::refuses_every_truncation()
{
    ttt::write_safetensors(path("whole"), {{"a", torch::ones({3})}, {"b", torch::ones({2}).to(torch::kBFloat16)}});
    QFile file(folder_.filePath("whole"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    for (qsizetype size = 0; size < whole.size(); ++size)
        EXPECT_ERROR("not a valid safetensors file", SafetensorsFile::open(put(whole.left(size))));
    QCOMPARE(SafetensorsFile::open(put(whole)).entries().size(), std::size_t(2));
}

void TestSafetensors::refuses_what_is_no_file()
{
    EXPECT_ERROR("There is no file", SafetensorsFile::open(path("nothing here")));
    EXPECT_ERROR("not a regular file", SafetensorsFile::open(folder_.path().toStdString()));
    EXPECT_ERROR("not a regular file", SafetensorsFile::open("/dev/null"));
}

void TestSafetensors::refuses_what_it_cannot_write()
{
    const torch::Tensor one = torch::ones({1});
    EXPECT_ERROR("'twice'", ttt::write_safetensors(path("no"), {{"twice", one}, {"twice", one}}));
    EXPECT_ERROR("'flags'", ttt::write_safetensors(path("no"), {{"flags", torch::ones({1}, torch::kBool)}}));
    EXPECT_ERROR("'nothing'", ttt::write_safetensors(path("no"), {{"nothing", torch::Tensor()}}));
    EXPECT_ERROR("No such file", ttt::write_safetensors(path("no/such/folder"), {{"a", one}}));
    QVERIFY(!QFile::exists(folder_.filePath("no")));
}

void TestSafetensors::leaves_the_old_file_when_the_disk_is_full()
{
    ttt::write_safetensors(path("kept"), {{"a", torch::ones({4})}});
    // A limit on the size of files stands in for a full disk: write() fails the same way, half-way through.
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4096, before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const QString text = ttt_test::error_text([&] {
        ttt::write_safetensors(path("kept"), {{"a", torch::ones({100000})}});
    });
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);

    QVERIFY2(text.contains("kept' cannot be written"), qPrintable(text));
    QCOMPARE(SafetensorsFile::open(path("kept")).tensor("a").numel(), std::int64_t(4));
    QCOMPARE(QDir(folder_.path()).entryList({"kept*"}, QDir::Files), QStringList("kept"));
}

TTT_TEST(TestSafetensors)
#include "tst_safetensors.moc"

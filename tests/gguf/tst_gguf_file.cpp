// GGUF files: what the Python package gguf wrote is read to the bit, and whatever is wrong with a file is a sentence.
#include "engine/gguf/gguf_file.h"

#include "tests/support/error_text.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

using namespace ttt;
using ttt::test::GgufBytes;

namespace {

const std::string golden = TTT_TESTS_DIR "/golden/gguf/";

/// In the order of types.f32.
constexpr std::array type_names{"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"};

QByteArray bytes_of(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<float> unpacked(const GgufFile& file, const GgufTensor& tensor)
{
    std::vector<unsigned char> packed(tensor.bytes);
    file.read(tensor, packed.data());
    std::vector<float> numbers(static_cast<std::size_t>(tensor.rows() * tensor.shape.back()));
    tensor.type->unpack(packed.data(), static_cast<std::int64_t>(numbers.size()) / tensor.type->block, numbers.data());
    return numbers;
}

GgufBytes small()
{
    return GgufBytes().set("general.architecture", "llama").tensor("a", {4, 2}).tensor("b", {4});
}

}  // namespace

class TestGgufFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unpacks_as_the_package_does_data();
    void unpacks_as_the_package_does();
    void reads_every_kind_of_value();
    void numbers_are_those_that_were_meant();
    void knows_a_file_by_its_start();
    void refuses_what_is_wrong_data();
    void refuses_what_is_wrong();
    void refuses_a_file_that_ends_early();
    void says_when_it_became_shorter();

private:
    std::string put(const std::string& bytes) { return test::written(folder_.filePath("x.gguf").toStdString(), bytes); }

    QTemporaryDir folder_;
};

void TestGgufFile::unpacks_as_the_package_does_data()
{
    QTest::addColumn<int>("place");
    for (std::size_t place = 0; place < type_names.size(); ++place)
        QTest::newRow(type_names[place]) << static_cast<int>(place);
}

void TestGgufFile::unpacks_as_the_package_does()
{
    QFETCH(int, place);
    const GgufFile file = GgufFile::open(golden + "types.gguf");
    const GgufTensor& tensor = file.tensors().at(type_names[static_cast<std::size_t>(place)]);
    QCOMPARE(tensor.shape, (std::vector<std::int64_t>{3, 512}));
    QCOMPARE(std::string(tensor.type->name), std::string(type_names[static_cast<std::size_t>(place)]));
    const std::vector<float> numbers = unpacked(file, tensor);
    const auto bytes = static_cast<qsizetype>(numbers.size() * sizeof(float));
    const QByteArray expected = bytes_of(golden + "types.f32").mid(place * bytes, bytes);
    QCOMPARE(expected.size(), bytes);
    QVERIFY(std::memcmp(numbers.data(), expected.constData(), static_cast<std::size_t>(bytes)) == 0);
}

void TestGgufFile::reads_every_kind_of_value()
{
    GgufBytes file;
    file.raw("u8", GgufBytes::u8, "\xff")
        .raw("i8", GgufBytes::i8, "\xff")
        .raw("u16", GgufBytes::u16, GgufBytes::number<std::uint16_t>(65535))
        .raw("i16", GgufBytes::i16, GgufBytes::number<std::int16_t>(-2))
        .set("u32", 4'000'000'000U)
        .raw("i32", GgufBytes::i32, GgufBytes::number<std::int32_t>(-3))
        .raw("u64", GgufBytes::u64, GgufBytes::number(std::numeric_limits<std::uint64_t>::max()))
        .raw("i64", GgufBytes::i64, GgufBytes::number<std::int64_t>(-4))
        .set("f32", 0.5F)
        .raw("f64", GgufBytes::f64, GgufBytes::number(0.1))
        .set("yes", true)
        .set("no", false)
        .set("text", "\xff any bytes")
        .set("texts", std::vector<std::string>{"a", ""})
        .raw("numbers", GgufBytes::list, GgufBytes::numbers<std::int32_t>(GgufBytes::i32, {1, -1}));
    for (const std::uint32_t version : {2U, 3U}) {
        file.version = version;
        const GgufFile read = GgufFile::open(put(file.bytes()));
        const nlohmann::json expected{{"u8", 255},
                                      {"i8", -1},
                                      {"u16", 65535},
                                      {"i16", -2},
                                      {"u32", 4'000'000'000U},
                                      {"i32", -3},
                                      {"u64", std::numeric_limits<std::uint64_t>::max()},
                                      {"i64", -4},
                                      {"f32", 0.5},
                                      {"f64", 0.1},
                                      {"yes", true},
                                      {"no", false},
                                      {"text", "\xff any bytes"},
                                      {"texts", {"a", ""}},
                                      {"numbers", {1, -1}}};
        QVERIFY(read.metadata() == expected);
        QVERIFY(read.tensors().empty());
    }
}

void TestGgufFile::numbers_are_those_that_were_meant()
{
    const GgufFile file =
        GgufFile::open(put(GgufBytes().set("eps", 1e-5F).set("nan", std::numeric_limits<float>::quiet_NaN()).bytes()));
    QCOMPARE(file.metadata()["eps"].get<double>(), 1e-5);
    QVERIFY(std::isnan(file.metadata()["nan"].get<double>()));
}

void TestGgufFile::knows_a_file_by_its_start()
{
    QVERIFY(is_gguf_file(golden + "types.gguf"));
    QVERIFY(!is_gguf_file(golden + "types.f32"));
    QVERIFY(!is_gguf_file(golden));
    QVERIFY(!is_gguf_file(golden + "none"));
    QVERIFY(!is_gguf_file(put("GGU")));
}

void TestGgufFile::refuses_what_is_wrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& bytes, const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(part);
    };
    const auto version = [&](std::uint32_t number) {
        GgufBytes file = small();
        file.version = number;
        return file.bytes();
    };
    const auto with = [&](const char* key, std::uint32_t type, const std::string& value) {
        return small().raw(key, type, value).bytes();
    };
    const auto shaped = [&](const std::vector<std::uint64_t>& sizes, std::uint32_t type = 0,
                            std::uint64_t offset = 64) { return small().tensor_at("c", sizes, type, offset).bytes(); };
    const std::string head = "GGUF" + GgufBytes::number<std::uint32_t>(3);
    const auto many = GgufBytes::number<std::uint64_t>(1ULL << 60), none = GgufBytes::number<std::uint64_t>(0);
    row("nothing", "", "is no model");
    row("JSON", "{\"model_type\": \"llama\"}", "the folder of its config.json");
    row("pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer");
    row("version 1", version(1), "of version 1, and only 2 and 3");
    row("big endian", version(0x03000000), "big-endian");
    row("many tensors", head + many + none, "1152921504606846976 tensors, more than fit");
    row("many values", head + none + many, "1152921504606846976 values, more than fit");
    row("long key", head + none + GgufBytes::number<std::uint64_t>(1) + many + std::string(64, ' '), "bytes of a text");
    row("long text", with("x", GgufBytes::text, many), "bytes of a text");
    row("long list", with("x", GgufBytes::list, GgufBytes::number<std::uint32_t>(GgufBytes::u32) + many),
        "values of a list");
    row("unknown value", with("x", 13, ""), "a value of the unknown type 13");
    row("unknown list", with("x", GgufBytes::list, GgufBytes::number<std::uint32_t>(77) + none),
        "values of the unknown type 77");
    std::string nested;
    for (int depth = 0; depth < 6; ++depth)
        nested += GgufBytes::number<std::uint32_t>(GgufBytes::list) + GgufBytes::number<std::uint64_t>(1);
    row("nested", with("x", GgufBytes::list, nested), "nests more than 4 lists");
    row("key twice", small().set("general.architecture", "qwen3").bytes(), "the key 'general.architecture' twice");
    row("tensor twice", small().tensor("a", {4}).bytes(), "the tensor 'a' twice");
    row("no dimension", shaped({}), "'c' has 0 dimensions");
    row("five dimensions", shaped({1, 1, 1, 1, 1}), "'c' has 5 dimensions");
    row("size 0", shaped({4, 0}), "'c' has a size of 0");
    row("huge size", shaped({1ULL << 62, 8}), "'c' has a size of");
    row("huge product", shaped({1ULL << 31, 1ULL << 31, 4}), "'c' has a size of");
    row("odd row", shaped({33}, 8), "Q8_0 packs 32 together");
    row("IQ2_XXS", shaped({256}, 16), "'c' in the format IQ2_XXS, which is not read; read are F32, F16,");
    row("type 99", shaped({256}, 99), "in the format number 99");
    row("not aligned", shaped({1}, 0, 8), "where its alignment lets it");
    row("beyond", shaped({1}, 0, 96), "reaches beyond the end");
    row("far beyond", shaped({1}, 0, 0xffffffffffffffe0ULL), "reaches beyond the end");
    row("overlap", shaped({4}, 0, 0), "overlaps another tensor");
    row("alignment 0", small().set("general.alignment", 0U).bytes(), "not a power of two");
    row("alignment 3", small().set("general.alignment", 3U).bytes(), "not a power of two");
    row("alignment a", small().set("general.alignment", "a").bytes(), "not a power of two");
    row("split", small().set("split.count", 3U).bytes(), "one of 3 parts");
}

void TestGgufFile::refuses_what_is_wrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    EXPECT_ERROR(part, GgufFile::open(put(bytes.toStdString())));
}

/// At any byte.
void TestGgufFile::refuses_a_file_that_ends_early()
{
    const std::string whole = small().set("texts", std::vector<std::string>{"a", "b"}).bytes();
    static_cast<void>(GgufFile::open(put(whole)));
    const std::size_t last = whole.size() - 16;  // behind that is padding
    for (std::size_t size = 0; size < last; ++size)
        EXPECT_ERROR("x.gguf", GgufFile::open(put(whole.substr(0, size))));
}

void TestGgufFile::says_when_it_became_shorter()
{
    const std::string path = put(small().bytes());
    const GgufFile file = GgufFile::open(path);
    QVERIFY(QFile::resize(QString::fromStdString(path), 64));
    std::array<char, 32> bytes{};
    EXPECT_ERROR("became shorter", file.read(file.tensors().at("a"), bytes.data()));
}

TTT_TEST(TestGgufFile)
#include "tst_gguf_file.moc"

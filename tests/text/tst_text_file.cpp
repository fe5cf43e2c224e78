#include "engine/records/error.h"
#include "engine/text/hash.h"
#include "engine/text/text_file.h"
#include "tests/support/test_main.h"
#include "tests/support/xz.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace ttt;

class TstTextFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plain_text_as_it_is();
    void xz_by_name_and_by_content();
    void concatenated_xz();
    void sentences_data();
    void sentences();
    void not_readable();
    void hash_of_bytes();
    void hash_in_parts();

private:
    std::string put(const std::string& name, const std::string& bytes)
    {
        const std::string path = folder_.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    QString sentence(const std::string& path)
    {
        try {
            read_text_file(path);
        } catch (const Error& error) {
            return QString(error.what()).replace(folder_.path() + "/", "");
        }
        return "no error";
    }

    QTemporaryDir folder_;
};

void TstTextFile::plain_text_as_it_is()
{
    const std::string text = "\xef\xbb\xbf"
                             "a\r\nb\tc \xff\xfe latin \xe9 \x1b[0m\n";
    QCOMPARE(read_text_file(put("plain.txt", text)), text);
    std::string large;
    while (large.size() < 300'000)
        large += "line " + std::to_string(large.size()) + "\n";
    QCOMPARE(read_text_file(put("large.txt", large)), large);
}

void TstTextFile::xz_by_name_and_by_content()
{
    std::string text;
    while (text.size() < 300'000)
        text += "line " + std::to_string(text.size()) + "\n";
    QCOMPARE(read_text_file(put("book.txt.xz", test::xz_packed(text))), text);
    QCOMPARE(read_text_file(put("book", test::xz_packed(text))), text);
}

void TstTextFile::concatenated_xz()
{
    QCOMPARE(read_text_file(put("two.xz", test::xz_packed("one, ") + test::xz_packed("two"))), std::string("one, two"));
}

void TstTextFile::sentences_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const std::string& bytes, const char* expected) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(expected);
    };
    const std::string xz = test::xz_packed(std::string(5000, 'a') + "b");
    std::string flipped = xz;
    flipped[flipped.size() / 2] ^= 0x55;
    row("empty.txt", "", "The document empty.txt is empty.");
    row("empty.xz", test::xz_packed(""), "The document empty.xz is empty.");
    row("nul.txt", std::string("abc\0def", 7), "The file nul.txt looks like a binary file, not like text.");
    row("nul.xz", test::xz_packed(std::string("abc\0def", 7)),
        "The file nul.xz looks like a binary file, not like text.");
    row("control.txt", "a\x01\x02\x03\x04\x05", "The file control.txt looks like a binary file, not like text.");
    row("few.txt", "words and \x01 one control character", "no error");
    row("cut.xz", xz.substr(0, xz.size() / 2), "The file cut.xz is a damaged .xz file: it ends too early.");
    row("flipped.xz", flipped, "The file flipped.xz is a damaged .xz file: its data is corrupt.");
    row("text.xz", "no xz at all", "The file text.xz is a damaged .xz file: it does not begin like an .xz file.");
    row("tail.xz", xz + "a tail that is no stream", "The file tail.xz is a damaged .xz file: its data is corrupt.");
}

void TstTextFile::sentences()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    QCOMPARE(sentence(put(QTest::currentDataTag(), bytes.toStdString())), expected);
}

void TstTextFile::not_readable()
{
    const std::string folder = folder_.path().toStdString();
    QCOMPARE(sentence(folder + "/none.txt"), QString("There is no file none.txt."));
    QCOMPARE(sentence(put("file", "text") + "/below"), QString("There is no file file/below."));
    QVERIFY(sentence(folder).endsWith(" is a folder, not a regular file."));
    if (geteuid() != 0) {
        const std::string locked = put("locked.txt", "text");
        std::filesystem::permissions(locked, std::filesystem::perms::none);
        QCOMPARE(sentence(locked), QString("The file locked.txt can't be read: Permission denied."));
    } else {  // root may read everything but the memory of a process at address 0
        QCOMPARE(sentence("/proc/self/mem"), QString("The file /proc/self/mem can't be read: Input/output error."));
    }
}

void TstTextFile::hash_of_bytes()
{
    // Values of xxhsum -H2.
    QCOMPARE(content_hash(""), std::string("xxh3:99aa06d3014798d86001c324468d497f"));
    QCOMPARE(content_hash("abc"), std::string("xxh3:06b05ab6733a618578af5f94892f3950"));
    QCOMPARE(content_hash(std::string(1000, '\0')), std::string("xxh3:3fb94aea6d09b97224c1ea6074dd588c"));
}

void TstTextFile::hash_in_parts()
{
    const std::string text(10'000, 'x');
    ContentHash hash;
    QCOMPARE(hash.hex(), content_hash(""));
    for (std::size_t at = 0, size = 1; at < text.size(); at += size, size = size * 3 % 701)
        hash.update(std::string_view(text).substr(at, size));
    QCOMPARE(hash.hex(), content_hash(text));
    hash.update("y");
    QCOMPARE(hash.hex(), content_hash(text + "y"));
}

TTT_TEST(TstTextFile)
#include "tst_text_file.moc"

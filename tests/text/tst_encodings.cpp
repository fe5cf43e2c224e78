// Text that is not UTF-8: what a byte order mark says is believed, what a file looks like is told, nothing is silent.
#include "engine/records/error.h"
#include "engine/text/encoding_guess.h"
#include "engine/text/text_file.h"
#include "tests/support/test_main.h"
#include "tests/support/xz.h"

#include <QTemporaryDir>
#include <QtTest>

#include <chrono>
#include <fstream>

#include <sys/stat.h>

using namespace ttt;

namespace {

/// Both bytes or all four of each character of the basic plane.
std::string wide(const QString& text, int width, bool big)
{
    std::string bytes;
    for (const QChar unit : text)
        for (int i = 0; i < width; ++i) {
            const int place = big ? width - 1 - i : i;
            bytes += static_cast<char>(place < 2 ? unit.unicode() >> 8 * place : 0);
        }
    return bytes;
}

QString english()
{
    return QStringLiteral("It was a dark and stormy night; the rain fell in torrents.\n").repeated(40);
}

/// No NUL byte among its UTF-16.
QString han()
{
    QString text;
    for (char16_t c = 0x4e01; text.size() < 3000; c = static_cast<char16_t>(c + 37)) {
        text += QChar(c > 0x9f00 ? c = 0x4e01 : (c & 0xff) ? c : ++c);
        if (text.size() % 20 == 0)
            text += QStringLiteral("\u3002");
    }
    return text;
}

}  // namespace

class TstEncodings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marks_are_believed_data();
    void marks_are_believed();
    void what_only_looks_wide_is_named_data();
    void what_only_looks_wide_is_named();
    void what_is_not_wide_is_not_called_so_data();
    void what_is_not_wide_is_not_called_so();
    void asked_for_data();
    void asked_for();
    void characters_across_blocks();
    void utf8_with_a_mark_is_told();
    void bytes_that_are_no_utf8_are_told();
    void bytes_are_whatever_they_are();
    void sentences_data();
    void sentences();
    void containers_are_named();
    void only_what_is_asked_for_is_unpacked();
    void too_much_text();
    void no_regular_files();

private:
    std::string put(const std::string& name, const std::string& bytes)
    {
        const std::string path = folder_.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    template <class Work>
    QString sentence(Work work)
    {
        try {
            work();
        } catch (const Error& error) {
            return QString(error.what()).remove(folder_.path() + "/");
        }
        return "no error";
    }

    QTemporaryDir folder_;
};

void TstEncodings::marks_are_believed_data()
{
    QTest::addColumn<QByteArray>("mark");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("big");
    QTest::addColumn<QString>("name");
    QTest::newRow("16le") << QByteArray("\xff\xfe", 2) << 2 << false << "UTF-16, little endian";
    QTest::newRow("16be") << QByteArray("\xfe\xff", 2) << 2 << true << "UTF-16, big endian";
    QTest::newRow("32le") << QByteArray("\xff\xfe\0\0", 4) << 4 << false << "UTF-32, little endian";
    QTest::newRow("32be") << QByteArray("\0\0\xfe\xff", 4) << 4 << true << "UTF-32, big endian";
}

void TstEncodings::marks_are_believed()
{
    QFETCH(QByteArray, mark);
    QFETCH(int, width);
    QFETCH(bool, big);
    QFETCH(QString, name);
    for (const QString& text : {english(), han(), QStringLiteral("a")}) {
        const std::string bytes = mark.toStdString() + wide(text, width, big);
        for (const TextFile& file :
             {open_text_file(put("plain.txt", bytes)), open_text_file(put("packed.txt.xz", test::xz_packed(bytes)))}) {
            QVERIFY(file.text == text.toStdString());
            QCOMPARE(QString::fromUtf8(file.encoding.data()), name);
            QCOMPARE(file.remarks.size(), 1U);
            QCOMPARE(QString::fromStdString(file.remarks[0]),
                     "The document is " + name +
                         ", as its byte order mark says; it was read as UTF-8, and positions are bytes of that.");
        }
    }
}

void TstEncodings::what_only_looks_wide_is_named_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("key");
    const auto row = [](const char* name, const std::string& bytes, const char* key) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(key);
    };
    const QString cyrillic = QStringLiteral("Все счастливые семьи похожи друг на друга.\n").repeated(20);
    for (const auto& [name, text] : {std::pair("english", english()), std::pair("han", han()),
                                     std::pair("cyrillic", cyrillic), std::pair("short", QStringLiteral("a text"))}) {
        row((std::string(name) + " 16le").c_str(), wide(text, 2, false), "utf-16le");
        row((std::string(name) + " 16be").c_str(), wide(text, 2, true), "utf-16be");
        row((std::string(name) + " 32le").c_str(), wide(text, 4, false), "utf-32le");
        row((std::string(name) + " 32be").c_str(), wide(text, 4, true), "utf-32be");
    }
}

void TstEncodings::what_only_looks_wide_is_named()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, key);
    QCOMPARE(QString::fromUtf8(unmarked_wide_encoding(bytes.toStdString()).data()), key);
    const std::string path = put("wide.txt", bytes.toStdString());
    const QString told = sentence([&] { open_text_file(path); });
    QVERIFY2(told.startsWith("The file wide.txt looks like text in UTF-") &&
                 told.endsWith(", without a byte order mark; save it as UTF-8, or choose the encoding " + key +
                               " (--encoding; in the window under More)."),
             qPrintable(told));
}

void TstEncodings::what_is_not_wide_is_not_called_so_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    const std::string ascii = english().toStdString();
    row("ascii", ascii);
    row("ascii with bells", "a\x01" + ascii.substr(0, 60) + "\x07\x07");
    row("a stray NUL", ascii.substr(0, 401) + std::string(1, '\0') + ascii.substr(0, 400));
    row("utf-8 han", han().toStdString());
    std::string latin;
    for (int i = 0; i < 300; ++i)
        latin += "caf\xe9 d\xe9j\xe0 vu\n";
    row("latin-1", latin);
    std::string cyrillic, binary;
    for (int i = 0; i < 4000; ++i) {
        cyrillic += i % 7 == 6 ? ' ' : static_cast<char>(0xe0 + i * 5 % 32);
        binary += static_cast<char>((static_cast<unsigned>(i) * 2654435761U) >> 13);
    }
    row("windows-1251", cyrillic);
    row("binary", binary);
    row("zeros", std::string(1000, '\0'));
    row("two bytes", std::string("a\0", 2));
}

void TstEncodings::what_is_not_wide_is_not_called_so()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(unmarked_wide_encoding(bytes.toStdString()), std::string_view());
}

void TstEncodings::asked_for_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("latin-1") << "latin-1" << QByteArray("caf\xe9") << "caf\u00e9";
    QTest::newRow("windows-1252") << "windows-1252" << QByteArray("\x93g\x94 \x80") << "\u201cg\u201d \u20ac";
    QTest::newRow("windows-1251") << "windows-1251" << QByteArray("\xc4\xe0") << "\u0414\u0430";
    QTest::newRow("koi8-r") << "koi8-r" << QByteArray("\xe4\xc1") << "\u0414\u0430";
    QTest::newRow("shift_jis") << "shift_jis" << QByteArray("\x93\xfa\x96\x7b") << "\u65e5\u672c";
    QTest::newRow("euc-jp") << "euc-jp" << QByteArray("\xc6\xfc\xcb\xdc") << "\u65e5\u672c";
    QTest::newRow("euc-kr") << "euc-kr" << QByteArray("\xc7\xd1") << "\ud55c";
    QTest::newRow("gb18030") << "gb18030" << QByteArray("\xc4\xe3") << "\u4f60";
    QTest::newRow("big5") << "big5" << QByteArray("\xa7\x41") << "\u4f60";
    QTest::newRow("utf-8") << "utf-8" << QByteArray("caf\xc3\xa9") << "caf\u00e9";
    QTest::newRow("16le") << "utf-16le" << QByteArray("a\0\xe9\0", 4) << "a\u00e9";
    QTest::newRow("16le marked") << "utf-16le"
                                 << QByteArray("\xff\xfe"
                                               "a\0",
                                               4)
                                 << "a";
    QTest::newRow("16, no mark") << "utf-16" << QByteArray("a\0", 2) << "a";
    QTest::newRow("16, big mark") << "utf-16" << QByteArray("\xfe\xff\0a", 4) << "a";
    QTest::newRow("32be") << "utf-32be" << QByteArray("\0\1\xf6\0", 4) << "\U0001f600";
}

void TstEncodings::asked_for()
{
    QFETCH(QString, key);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    TextReader reader(put("asked.txt", bytes.toStdString()), key.toStdString());
    QCOMPARE(QString::fromUtf8(std::string(reader.whole()).c_str()), text);
    QCOMPARE(reader.remarks(reader.whole().size()).empty(), key == "utf-8");
}

/// Every character may be cut by the end of a block of the file.
void TstEncodings::characters_across_blocks()
{
    QString text = QStringLiteral("x");
    while (text.size() < 200'000)
        text += QStringLiteral("\u00e9\u6f22");
    const QByteArray gb = [&] {
        QByteArray bytes("x");
        while (bytes.size() < 200'000)
            bytes += "\x81\x30\x81\x30\xba\xba";  // four bytes, U+0080, and two
        return bytes;
    }();
    TextReader utf16(put("utf16.txt", "\xff\xfe" + wide(text, 2, false)));
    QVERIFY(utf16.whole() == text.toStdString());
    TextReader four(put("gb.txt", gb.toStdString()), "gb18030");
    QCOMPARE(QString::fromStdString(std::string(four.whole())).size(), 1 + (gb.size() - 1) / 6 * 2);
    TextReader part(put("utf16.txt", "\xff\xfe" + wide(text, 2, false)));
    QVERIFY(part.start(1000) == text.toStdString().substr(0, 1000));
    // A token may end within a character; that is no bad UTF-8.
    TextReader utf8(put("utf8.txt", text.toStdString()));
    for (std::size_t bytes = 1; bytes < 9; ++bytes)
        QVERIFY(utf8.remarks(utf8.start(bytes).size()).empty());
}

void TstEncodings::utf8_with_a_mark_is_told()
{
    const TextFile file = open_text_file(put("marked.txt", "\xef\xbb\xbf"
                                                           "a"));
    QCOMPARE(file.text, std::string("\xef\xbb\xbf"
                                    "a"));
    QCOMPARE(file.remarks,
             std::vector<std::string>{"The document begins with a byte order mark of UTF-8, which was read as its "
                                      "first character."});
    QVERIFY(open_text_file(put("plain.txt", "a \u00e9")).remarks.empty());
}

void TstEncodings::bytes_that_are_no_utf8_are_told()
{
    const TextFile file = open_text_file(put("latin.txt", "caf\xe9 d\xe9j\xe0 vu"));
    QCOMPARE(file.text, std::string("caf\xe9 d\xe9j\xe0 vu"));
    QCOMPARE(file.remarks.size(), 1U);
    QCOMPARE(
        file.remarks[0],
        std::string("The document is not all UTF-8: 3 of 12 bytes are none, the first at byte 3; they were read one "
                    "by one. Text in Latin-1 or Windows-1252 is read rightly with the encoding windows-1252 "
                    "(--encoding; in the window under More)."));
}

void TstEncodings::bytes_are_whatever_they_are()
{
    for (const std::string& bytes : {std::string(), std::string("a\0b", 3),
                                     std::string("\xff\xfe"
                                                 "a\0",
                                                 4),
                                     std::string("\x1f\x8b\x08"), std::string(100, '\1')}) {
        TextReader reader(put("any.txt", bytes), "bytes");
        QVERIFY(reader.whole() == bytes);
    }
}

void TstEncodings::sentences_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const QString advice = "; the encoding bytes reads them as they are (--encoding; in the window under More).";
    QTest::newRow("half a pair")
        << ""
        << QByteArray("\xff\xfe"
                      "a\0\0\xd8"
                      "b\0",
                      8)
        << "The file bad.txt is not text in UTF-16, little endian: its bytes from 2 on make no "
           "character of it" +
               advice;
    QTest::newRow("half a character") << ""
                                      << QByteArray("\xff\xfe"
                                                    "a\0b",
                                                    5)
                                      << "The file bad.txt is not text in UTF-16, little endian: its bytes from 2 on "
                                         "make no character of it" +
                                             advice;
    QTest::newRow("no utf-8") << "utf-8" << QByteArray("caf\xe9 !")
                              << "The file bad.txt is not text in UTF-8: its bytes from 3 on make no character of it" +
                                     advice;
    QTest::newRow("mark alone") << "" << QByteArray("\xff\xfe", 2) << "The document bad.txt is empty.";
    QTest::newRow("NUL") << ""
                         << QByteArray("\xff\xfe"
                                       "a\0\0\0",
                                       6)
                         << "The file bad.txt looks like a binary file, not like text.";
    QTest::newRow("unknown") << "ebcdic" << QByteArray("a")
                             << "The encoding 'ebcdic' is unknown; known are bytes, utf-8, utf-16, utf-16le, utf-16be, "
                                "utf-32le, utf-32be, latin-1, windows-1252, windows-1251, koi8-r, shift_jis, euc-jp, "
                                "euc-kr, gb18030, big5.";
}

void TstEncodings::sentences()
{
    QFETCH(QString, key);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    const std::string path = put("bad.txt", bytes.toStdString());
    QCOMPARE(sentence([&] { TextReader(path, key.toStdString()).whole(); }), expected);
}

void TstEncodings::containers_are_named()
{
    using namespace std::string_literals;
    for (const auto& [bytes, word] :
         {std::pair("\x1f\x8b\x08\0"s, "gzip"), std::pair("BZh91AY"s, "bzip2"), std::pair("\x28\xb5\x2f\xfd"s, "zstd"),
          std::pair("PK\x03\x04"s, "ZIP"), std::pair("%PDF-1.7"s, "PDF"), std::pair("{\\rtf1"s, "RTF")}) {
        const std::string path = put("packed.txt", bytes);
        const QString told = sentence([&, &path = path] { open_text_file(path); });
        QVERIFY2(told.startsWith("The file packed.txt is ") && told.contains(word), qPrintable(told));
    }
}

/// A packed text of twenty megabytes takes a few when a thousand bytes of it are wanted.
void TstEncodings::only_what_is_asked_for_is_unpacked()
{
    std::string unit = "a b ";
    while (unit.size() < 20'000'000)
        unit += unit;
    std::string packed = test::xz_packed(unit);
    packed.resize(packed.size() / 2);  // what is not asked for is not even looked at
    TextReader reader(put("long.txt.xz", packed));
    QVERIFY(reader.start(1000) == std::string_view(unit).substr(0, 1000));
    QVERIFY_THROWS_EXCEPTION(Error, reader.whole());
}

void TstEncodings::too_much_text()
{
    const std::string text(5 << 20, 'a');
    const QString expected = "The file %1 holds more than 1 MiB of text, the most that is read at once; cut it into "
                             "parts, or read only its first tokens.";
    QCOMPARE(sentence([&] { open_text_file(put("big.xz", test::xz_packed(text)), 1 << 20); }), expected.arg("big.xz"));
    QCOMPARE(sentence([&] { open_text_file(put("big.txt", text), 1 << 20); }), expected.arg("big.txt"));
    TextReader reader(put("big.txt", text), {}, 1 << 20);
    QCOMPARE(reader.start(1000).size(), 1000U);
}

/// Opening a pipe would wait for somebody to write, and reading a device need not end.
void TstEncodings::no_regular_files()
{
    const std::string pipe = folder_.filePath("pipe").toStdString();
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    QCOMPARE(sentence([&] { open_text_file(pipe); }), QString("pipe is a named pipe, not a regular file."));
    QCOMPARE(sentence([] { open_text_file("/dev/zero"); }), QString("/dev/zero is a device, not a regular file."));
}

TTT_TEST(TstEncodings)
#include "tst_encodings.moc"

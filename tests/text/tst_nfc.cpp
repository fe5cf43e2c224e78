#include "engine/text/byte_alphabet.h"
#include "engine/text/nfc.h"
#include "engine/text/utf8.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <QtTest>

#include <utf8proc.h>

#include <cstdlib>

using namespace ttt;
using namespace ttt::test;

namespace {

/// The whole text at once, without our cutting into segments.
std::string reference(const std::string& text)
{
    utf8proc_uint8_t* bytes = nullptr;
    const auto size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &bytes, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    std::string result(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    std::free(bytes);
    return result;
}

std::string written(std::initializer_list<char32_t> characters)
{
    std::string text;
    for (const char32_t character : characters)
        utf8_append(text, character);
    return text;
}

}  // namespace

class TstNfc : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void segments_join_to_the_whole();
    void every_character_after_every_kind();
    void way_back();
    void nothing_changed_is_a_view();
    void utf8_rules_data();
    void utf8_rules();
    void byte_alphabet_is_a_bijection();
};

void TstNfc::segments_join_to_the_whole()
{
    int changed = 0;
    for (const std::string& text : generated_texts(11, 300, 1000)) {
        const std::string expected = reference(text);
        changed += expected != text;
        QVERIFY(nfc(text) == expected);
    }
    QVERIFY(changed > 100);
}

void TstNfc::every_character_after_every_kind()
{
    // Vowel signs, jamo, marks and letters that the next character may join; a missing line in our table shows here.
    for (const char32_t before :
         {U'a',          U'\u0301',     U'\u1100',     U'\uac00',     U'\u09c7',     U'\u0b47', U'\u0b92',
          U'\u0bc6',     U'\u0cc6',     U'\u0cca',     U'\u0d46',     U'\u0dd9',     U'\u1025', U'\u1b05',
          U'\U00011131', U'\U00011347', U'\U000114b9', U'\U000115b8', U'\U00011935', U'\u0f71'})
        for (char32_t c = 0x80; c < 0x30000; ++c) {
            // utf8proc 2.8 takes U+11A7 for a final jamo, and drops it; cut off before it, it stays.
            if ((c >= 0xd800 && c < 0xe000) || c == 0x11a7)
                continue;
            const std::string text = written({before, c, 0x323});
            if (nfc(text) != reference(text))
                QFAIL(qPrintable(QString("U+%1 U+%2").arg(before, 0, 16).arg(c, 0, 16)));
        }
}

void TstNfc::way_back()
{
    const std::string text = "ab"
                             "e\u0301"
                             "c"
                             "A\u030a\u0323"
                             "d";  // 2 + 3 + 1 + 5 + 1 bytes
    Normalized result;
    normalize_nfc(text, result);
    QCOMPARE(std::string(result.text), std::string("ab\u00e9c\u1ea0\u030ad"));
    const std::vector<std::size_t> expected = {0, 1, 2, 5, 5, 6, 11, 11, 11, 11, 11, 12};
    QCOMPARE(result.text.size() + 1, expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(result.original(i), expected[i]);
}

void TstNfc::nothing_changed_is_a_view()
{
    const std::string text = "plain \u00e9\u4e2d\uac00";
    Normalized result;
    normalize_nfc(text, result);
    QVERIFY(result.text.data() == text.data());
    QCOMPARE(result.text.size(), text.size());
    QCOMPARE(result.original(9), std::size_t{9});
}

void TstNfc::utf8_rules_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("sequence");
    QTest::newRow("ascii") << QByteArray("a") << 1;
    QTest::newRow("two") << QByteArray("\xc2\x80") << 2;
    QTest::newRow("three") << QByteArray("\xe0\xa0\x80") << 3;
    QTest::newRow("four, largest") << QByteArray("\xf4\x8f\xbf\xbf") << 4;
    QTest::newRow("overlong two") << QByteArray("\xc1\xbf") << 0;
    QTest::newRow("overlong three") << QByteArray("\xe0\x9f\xbf") << 0;
    QTest::newRow("overlong four") << QByteArray("\xf0\x8f\xbf\xbf") << 0;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << 0;
    QTest::newRow("too large") << QByteArray("\xf4\x90\x80\x80") << 0;
    QTest::newRow("continuation") << QByteArray("\x80") << 0;
    QTest::newRow("cut") << QByteArray("\xe4\xb8") << 0;
    QTest::newRow("ff") << QByteArray("\xff") << 0;
    QTest::newRow("nothing") << QByteArray() << 0;
}

void TstNfc::utf8_rules()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, sequence);
    const std::string text = bytes.toStdString();
    QCOMPARE(utf8_sequence(text), static_cast<std::size_t>(sequence));
    const std::string longer = "12345678" + text + "a";
    QCOMPARE(utf8_valid_prefix(longer), sequence || text.empty() ? longer.size() : 8);
    QCOMPARE(utf8_invalid_prefix(text + "a"), sequence ? std::size_t{0} : text.size());
}

void TstNfc::byte_alphabet_is_a_bijection()
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    const std::string characters = to_byte_characters(all);
    QCOMPARE(utf8_valid_prefix(characters), characters.size());
    QVERIFY(from_byte_characters(characters) == all);
    QCOMPARE(to_byte_characters(" the\n"), std::string("\u0120the\u010a"));
    QVERIFY(!from_byte_characters("a b").has_value());
    QVERIFY(!from_byte_characters("\u4e2d").has_value());
}

TTT_TEST(TstNfc)
#include "tst_nfc.moc"

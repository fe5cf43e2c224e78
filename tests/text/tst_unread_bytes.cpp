// Vocabularies that lack bytes or characters: such text opens, is told, and the offsets still cover all of it.
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>

using namespace ttt;
using namespace ttt::test;
using Json = nlohmann::json;

namespace {

/// qwen2's golden tokenizer without the bytes 4 and 255; `unknown` is its token for them, id 5000, if not empty.
Tokenizer lacking(const std::string& unknown, bool fuse = false, const Json& pre_tokenizer = nullptr)
{
    Json json = Json::parse(file_bytes(golden_file("qwen2.json")));
    json["model"]["vocab"].erase("\u0104");  // the byte 4
    json["model"]["vocab"].erase("\u00ff");  // the byte 255, in no valid text
    json["model"]["fuse_unk"] = fuse;
    if (!pre_tokenizer.is_null())
        json["pre_tokenizer"] = pre_tokenizer;
    if (!unknown.empty()) {
        json["model"]["vocab"][unknown] = 5000;
        json["model"]["unk_token"] = unknown;
    }
    return Tokenizer::from_json(json.dump());
}

std::vector<std::int64_t> offsets(const Tokenizer& tokenizer, const std::string& text)
{
    return tokenizer.encode(text).byte_offsets;
}

}  // namespace

class TstUnreadBytes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whole_texts_are_as_before();
    void left_out();
    void merges_reach_across();
    void the_unknown_token();
    void every_text_is_covered_data();
    void every_text_is_covered();
    void nothing_is_left();
};

void TstUnreadBytes::whole_texts_are_as_before()
{
    const Tokenizer whole = Tokenizer::load(golden_file("qwen2.json"));
    const Encoding encoding = lacking("").encode("Some text, caf\xC3\xA9.");
    QCOMPARE(encoding.ids, whole.encode("Some text, caf\xC3\xA9.").ids);
    QVERIFY(encoding.unread.empty());
    QVERIFY(!lacking("").unknown_token());
}

void TstUnreadBytes::left_out()
{
    const Tokenizer tokenizer = lacking("");
    const std::string text = "the\x04 the\xFF\x04 the";
    const Encoding encoding = tokenizer.encode(text);
    QCOMPARE(tokenizer.decode(encoding.ids), std::string("the the the"));
    QCOMPARE(encoding.unread, (std::vector<Stretch>{{3, 4}, {8, 10}}));
    QCOMPARE(encoding.byte_offsets, (std::vector<std::int64_t>{0, 4, 10, 14}));  // the token before owns them
    QCOMPARE(offsets(tokenizer, "\x04the"), (std::vector<std::int64_t>{0, 4}));
}

/// As in Hugging Face: what is left out is no border of a word, be it short or long.
void TstUnreadBytes::merges_reach_across()
{
    const Tokenizer tokenizer = lacking("", false, {{"type", "ByteLevel"}, {"use_regex", false}});
    const std::string rest(200, 'e');
    QCOMPARE(tokenizer
                 .encode("th\x04"
                         "e")
                 .ids,
             tokenizer.encode("the").ids);
    QCOMPARE(tokenizer.encode("th\x04" + rest).ids, tokenizer.encode("th" + rest).ids);
}

void TstUnreadBytes::the_unknown_token()
{
    QCOMPARE(lacking("<?>").unknown_token(), 5000);
    const Encoding each = lacking("<?>").encode("a\x04\x04"
                                                "b\xFF");
    QCOMPARE(std::ranges::count(each.ids, 5000), 3);
    QCOMPARE(each.byte_offsets, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
    QCOMPARE(each.unread, (std::vector<Stretch>{{1, 3}, {4, 5}}));
    const Encoding fused = lacking("<?>", true)
                               .encode("a\x04\x04"
                                       "b\xFF");
    QCOMPARE(std::ranges::count(fused.ids, 5000), 2);
    QCOMPARE(fused.byte_offsets, (std::vector<std::int64_t>{0, 1, 3, 4, 5}));
    QCOMPARE(fused.unread, each.unread);
}

void TstUnreadBytes::every_text_is_covered_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"smollm", "unknown", "holes", "llama2", "mistral", "gemma", "falcon", "splits"})
        QTest::newRow(name) << QString(name);
}

void TstUnreadBytes::every_text_is_covered()
{
    QFETCH(QString, name);
    const Tokenizer tokenizer = Tokenizer::load(golden_file(name.toStdString() + ".json"));
    Draw draw(12);
    for (int round = 0; round < 400; ++round) {
        const std::string text = random_bytes(draw, 1 + draw.below(500));
        const Encoding encoding = tokenizer.encode(text);
        QCOMPARE(encoding.byte_offsets.size(), encoding.ids.size() + 1);
        QVERIFY(std::ranges::is_sorted(encoding.byte_offsets));
        QCOMPARE(encoding.byte_offsets.front(), 0);
        QCOMPARE(encoding.byte_offsets.back(), static_cast<std::int64_t>(text.size()));
        std::size_t end = 0;
        for (const Stretch& stretch : encoding.unread) {
            QVERIFY(stretch.begin >= end && stretch.begin < stretch.end && stretch.end <= text.size());
            end = stretch.end;
        }
    }
}

void TstUnreadBytes::nothing_is_left()
{
    const Encoding encoding = lacking("").encode("\x04\x04");
    QVERIFY(encoding.ids.empty());
    QCOMPARE(encoding.byte_offsets, std::vector<std::int64_t>{0});
    QCOMPARE(encoding.unread, (std::vector<Stretch>{{0, 2}}));
}

TTT_TEST(TstUnreadBytes)
#include "tst_unread_bytes.moc"

// BPE of characters: LLaMA-2's and Mistral's blanks, bytes for characters without a token, and where tokens stand.
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>
#include <ctime>
#include <functional>

using namespace ttt;
using namespace ttt::test;
using Json = nlohmann::json;

namespace {

Tokenizer golden(const char* name)
{
    return Tokenizer::load(golden_file(std::string(name) + ".json"));
}

Tokenizer changed(const char* name, const std::function<void(Json&)>& change)
{
    Json json = Json::parse(file_bytes(golden_file(std::string(name) + ".json")));
    change(json);
    return Tokenizer::from_json(json.dump());
}

std::vector<std::string> tokens(const Tokenizer& tokenizer, const std::string& text)
{
    std::vector<std::string> result;
    for (const std::int32_t id : tokenizer.encode(text).ids)
        result.push_back(tokenizer.token_bytes(id));
    return result;
}

using Texts = std::vector<std::string>;

}  // namespace

class TstSentencePiece : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_blank_stands_first();
    void each_piece_or_the_first();
    void bytes_of_a_character();
    void what_a_token_says();
    void one_word_of_megabytes();
    void parts_of_a_long_word_are_exact();
    void bytes_may_merge();
};

void TstSentencePiece::a_blank_stands_first()
{
    const Encoding encoding = golden("llama2").encode("the the");
    QCOMPARE(tokens(golden("llama2"), "the the"), (Texts{" the", " the"}));
    QCOMPARE(encoding.byte_offsets, (std::vector<std::int64_t>{0, 3, 7}));  // the added blank is no byte of the text
    QCOMPARE(tokens(golden("llama2"), " the").size(), std::size_t{2});      // Prepend asks nothing
    QCOMPARE(tokens(golden("mistral"), " the"), (Texts{" the"}));           // Metaspace asks what stands there
    QVERIFY(golden("llama2").encode("").ids.empty());
}

void TstSentencePiece::each_piece_or_the_first()
{
    QCOMPARE(tokens(golden("llama2"), "the<s>the"), (Texts{" the", "<s>", " the"}));
    QCOMPARE(tokens(golden("mistral"), "the<s>the").front(), std::string(" the"));
    QVERIFY(tokens(golden("mistral"), "the<s>the").back() != " the");
    QVERIFY(tokens(golden("mistral"), "<s>the").back() != " the");
    const Tokenizer old = changed("mistral", [](Json& json) {  // as written before 2024
        json["pre_tokenizer"] = {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"add_prefix_space", false}};
    });
    QVERIFY(tokens(old, "the").back() != " the");
}

void TstSentencePiece::bytes_of_a_character()
{
    const Tokenizer tokenizer = golden("llama2");
    const std::string text = "the \U0001f9ff";
    const Encoding encoding = tokenizer.encode(text);
    QVERIFY(encoding.unread.empty());
    QCOMPARE(tokenizer.decode(encoding.ids), " " + text);
    QCOMPARE(encoding.byte_offsets, (std::vector<std::int64_t>{0, 3, 4, 5, 6, 7, 8}));
    QCOMPARE(tokens(tokenizer, "\xff\xc3").back(), std::string("\xc3"));  // of no character at all
}

void TstSentencePiece::what_a_token_says()
{
    const Tokenizer tokenizer = golden("gemma");
    QCOMPARE(tokenizer.token_bytes(*tokenizer.id_of("\n")), std::string("\n"));
    QVERIFY(tokenizer.id_of(" the").has_value());
    QVERIFY(!tokenizer.id_of("\u2581the").has_value());
    const std::string text = "The  old\tman\u2019s 42 caf\u00e9s\n";
    QCOMPARE(tokenizer.decode(tokenizer.encode(text).ids), text);
}

void TstSentencePiece::one_word_of_megabytes()
{
    // One heap over the whole text would take ten times as long, and 50 bytes for each of its own.
    std::string text;
    for (const std::string& block : generated_texts(4, 3000, 1000))
        text += block;
    const std::clock_t begin = std::clock();
    const Encoding encoding = golden("llama2").encode(text);
    QVERIFY2(std::clock() - begin < 8 * CLOCKS_PER_SEC, "3 MB take seconds");
    QVERIFY(encoding.ids.size() > text.size() / 10);
}

/// Cut where no merge reaches across, a text must get the tokens that it gets whole: here all merges are across.
void TstSentencePiece::parts_of_a_long_word_are_exact()
{
    const Tokenizer tokenizer = changed("llama2", [](Json& json) {
        json["model"]["vocab"]["e\u2581"] = 3000;
        json["model"]["vocab"]["e\u2581t"] = 3001;
        json["model"]["merges"].insert(json["model"]["merges"].begin(), {{"e", "\u2581"}, {"e\u2581", "t"}});
    });
    std::string text = "the";
    for (int i = 0; i < 100; ++i)
        text += " the";
    const Texts short_ones = tokens(tokenizer, "the the"), long_ones = tokens(tokenizer, text);
    QCOMPARE(std::ranges::count(short_ones, "e t"), 1);
    QCOMPARE(std::ranges::count(long_ones, "e t"), 100);
}

/// No file that is in use does it, but Hugging Face would: tokens of two bytes, of characters that have none of their
/// own.
void TstSentencePiece::bytes_may_merge()
{
    const Tokenizer tokenizer = changed("llama2", [](Json& json) {
        json["model"]["vocab"]["<0xF0><0x9F>"] = 3000;
        json["model"]["merges"].push_back({"<0xF0>", "<0x9F>"});
    });
    for (const int count : {1, 100}) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += "\U0001f9ff";
        QCOMPARE(std::ranges::count(tokenizer.encode(text).ids, 3000), count);
    }
}

TTT_TEST(TstSentencePiece)
#include "tst_sentence_piece.moc"

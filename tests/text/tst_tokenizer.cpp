#include "engine/records/error.h"
#include "engine/text/hash.h"
#include "engine/text/nfc.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>
#include <ctime>
#include <thread>

using namespace ttt;
using namespace ttt::test;

namespace {

Tokenizer golden(const std::string& name)
{
    return Tokenizer::load(golden_file(name + ".json"));
}

/// The golden tokenizer `name` after a change of its JSON.
template <class Change>
Tokenizer changed(const std::string& name, Change change)
{
    auto json = nlohmann::json::parse(file_bytes(golden_file(name + ".json")));
    change(json);
    return Tokenizer::from_json(json.dump());
}

/// "he|llo| world": the bytes of the text between the offsets.
std::string cut(const Tokenizer& tokenizer, const std::string& text)
{
    const Encoding encoding = tokenizer.encode(text);
    std::string result;
    for (std::size_t i = 0; i + 1 < encoding.byte_offsets.size(); ++i)
        result += (i ? "|" : "") +
                  text.substr(static_cast<std::size_t>(encoding.byte_offsets[i]),
                              static_cast<std::size_t>(encoding.byte_offsets[i + 1] - encoding.byte_offsets[i]));
    return result;
}

nlohmann::json added(int id, const std::string& content, const std::string& option = {})
{
    nlohmann::json token = {{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
                            {"rstrip", false}, {"normalized", false}, {"special", true}};
    if (!option.empty())
        token[option] = true;
    return token;
}

}  // namespace

class TstTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void any_bytes_come_back_data();
    void any_bytes_come_back();
    void offsets_under_nfc();
    void offsets_with_a_prefix_space();
    void empty_text();
    void both_ways_to_write_merges();
    void ignore_merges_takes_whole_words();
    void added_token_options_data();
    void added_token_options();
    void longest_added_token_wins();
    void white_space_that_was_taken_along();
    void tokens_by_id_and_by_name();
    void long_words_stay_fast();
    void long_runs_of_white_space();
    void several_threads_share_one();
    void hash_is_that_of_the_file();
};

void TstTokenizer::any_bytes_come_back_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"gpt2", "qwen2", "llama3"})
        QTest::newRow(name) << QString(name);
}

void TstTokenizer::any_bytes_come_back()
{
    QFETCH(QString, name);
    // Without NFC, which is there to change text: then every token's bytes are the bytes between its offsets.
    const Tokenizer tokenizer = changed(name.toStdString(), [](auto& json) { json["normalizer"] = nullptr; });
    Draw draw(7);
    for (int round = 0; round < 400; ++round) {
        const std::string text = random_bytes(draw, draw.below(500));
        const Encoding encoding = tokenizer.encode(text);
        QVERIFY(tokenizer.decode(encoding.ids) == text);
        QCOMPARE(encoding.byte_offsets.size(), encoding.ids.size() + 1);
        std::int64_t offset = 0;
        for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
            QCOMPARE(encoding.byte_offsets[i], offset);
            offset += static_cast<std::int64_t>(tokenizer.token_bytes(encoding.ids[i]).size());
        }
        QCOMPARE(encoding.byte_offsets.back(), offset);
        QCOMPARE(offset, static_cast<std::int64_t>(text.size()));
    }
}

void TstTokenizer::offsets_under_nfc()
{
    const Tokenizer tokenizer = golden("qwen2");
    Draw draw(8);
    for (int round = 0; round < 200; ++round) {
        const std::string text = random_bytes(draw, 300);
        const Encoding encoding = tokenizer.encode(text);
        QVERIFY(std::is_sorted(encoding.byte_offsets.begin(), encoding.byte_offsets.end()));
        QCOMPARE(encoding.byte_offsets.front(), 0);
        QCOMPARE(encoding.byte_offsets.back(), static_cast<std::int64_t>(text.size()));
    }
    // e + U+0301 becomes one character of two bytes; the tokens around it keep their places in the text as given.
    const std::string text = "xe\u0301y caf\u0065\u0301 42";
    const Encoding encoding = tokenizer.encode(text);
    QCOMPARE(tokenizer.decode(encoding.ids), std::string("x\u00e9y caf\u00e9 42"));
    const auto four = std::find(encoding.ids.begin(), encoding.ids.end(), *tokenizer.id_of("4")) - encoding.ids.begin();
    QCOMPARE(encoding.byte_offsets[static_cast<std::size_t>(four)], static_cast<std::int64_t>(text.find('4')));
    for (const std::int64_t offset : encoding.byte_offsets)
        QVERIFY(offset != 2 && offset != 3);  // inside the changed stretch: the token that opens it owns it
}

void TstTokenizer::offsets_with_a_prefix_space()
{
    const Tokenizer tokenizer = changed("gpt2", [](auto& json) { json["pre_tokenizer"]["add_prefix_space"] = true; });
    const std::string text = "The The\n";
    const Encoding encoding = tokenizer.encode(text);
    QCOMPARE(tokenizer.decode(encoding.ids), " " + text);
    QCOMPARE(encoding.byte_offsets.front(), 0);
    QCOMPARE(encoding.byte_offsets.back(), 8);
    QCOMPARE(encoding.ids[0], *tokenizer.id_of(" The"));
    QCOMPARE(encoding.byte_offsets[1], 3);
    QCOMPARE(encoding.byte_offsets[2], 7);
}

void TstTokenizer::empty_text()
{
    const Encoding encoding = golden("qwen2").encode("");
    QVERIFY(encoding.ids.empty());
    QCOMPARE(encoding.byte_offsets, std::vector<std::int64_t>{0});
}

void TstTokenizer::both_ways_to_write_merges()
{
    const auto json = nlohmann::json::parse(file_bytes(golden_file("gpt2.json")));
    QVERIFY(json["model"]["merges"][0].is_string());
    const Tokenizer pairs = changed("gpt2", [](auto& changed_json) {
        for (auto& merge : changed_json["model"]["merges"]) {
            const std::string text = merge;
            merge = {text.substr(0, text.find(' ')), text.substr(text.find(' ') + 1)};
        }
    });
    for (const std::string& text : generated_texts(5, 20, 1000))
        QCOMPARE(pairs.encode(text).ids, golden("gpt2").encode(text).ids);
}

void TstTokenizer::ignore_merges_takes_whole_words()
{
    const auto with = [](bool ignore) {
        return changed("gpt2", [&](auto& json) {
            json["model"]["merges"] = nlohmann::json::array();
            json["model"]["ignore_merges"] = ignore;
        });
    };
    QCOMPARE(cut(with(true), "The the"), std::string("T|h|e| the"));
    QCOMPARE(cut(with(false), "The the"), std::string("T|h|e| |t|h|e"));
}

void TstTokenizer::added_token_options_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("tokens");
    // The last space before a digit goes to the digit's word: two spaces there are two tokens.
    QTest::newRow("plain") << ""
                           << "4  <m>  4<m>"
                           << "4|  |<m>| | |4|<m>";
    QTest::newRow("lstrip") << "lstrip"
                            << "4 \u00a0<m>  4"
                            << "4| \u00a0<m>| | |4";
    QTest::newRow("rstrip") << "rstrip"
                            << "4  <m> \u3000\n4"
                            << "4|  |<m> \u3000\n|4";
    QTest::newRow("rstrip twice") << "rstrip"
                                  << "4<m> <m>4"
                                  << "4|<m> |<m>|4";
    QTest::newRow("single_word") << "single_word"
                                 << "4 <m> 4<m> <m>\u00e9"
                                 << "4| |<m>| |4|<|m|>| |<|m|>|\u00e9";
}

void TstTokenizer::added_token_options()
{
    QFETCH(QString, option);
    QFETCH(QString, text);
    QFETCH(QString, tokens);
    const Tokenizer tokenizer = changed("gpt2", [&](auto& json) {
        json["model"]["merges"] = {"\u0120 \u0120", "\u00c3 \u00a9"};  // two spaces, and é
        json["added_tokens"] = {added(2000, "<m>", option.toStdString())};
    });
    QCOMPARE(QString::fromStdString(cut(tokenizer, text.toStdString())), tokens);
}

void TstTokenizer::longest_added_token_wins()
{
    const Tokenizer tokenizer = changed("gpt2", [](auto& json) {
        json["added_tokens"] = {added(2000, "<a>"), added(2001, "<a><b>"), added(2002, "<b><c><d>")};
    });
    QCOMPARE(tokenizer.encode("<a><b><a>").ids, (std::vector<std::int32_t>{2001, 2000}));
    QCOMPARE(tokenizer.encode("<a>").byte_offsets, (std::vector<std::int64_t>{0, 3}));
    QCOMPARE(tokenizer.size(), 2003);
}

/// Ids as in Hugging Face: the second blank lies in what the first took along, and is its token all the same.
void TstTokenizer::white_space_that_was_taken_along()
{
    const Tokenizer tokenizer =
        changed("gpt2", [](auto& json) { json["added_tokens"] = {added(2000, "\u00a0", "rstrip")}; });
    const Encoding encoding = tokenizer.encode("4\u00a0\u00a04");
    QCOMPARE(std::vector(encoding.ids.begin() + 1, encoding.ids.begin() + 3), (std::vector<std::int32_t>{2000, 2000}));
    QCOMPARE(encoding.byte_offsets, (std::vector<std::int64_t>{0, 1, 5, 5, 6}));
}

void TstTokenizer::tokens_by_id_and_by_name()
{
    const Tokenizer tokenizer = golden("qwen2");
    const auto end = tokenizer.id_of("<|endoftext|>");
    QVERIFY(end.has_value());
    QCOMPARE(tokenizer.token_bytes(*end), std::string("<|endoftext|>"));
    QCOMPARE(tokenizer.encode("a<|endoftext|>").ids.back(), *end);
    QCOMPARE(tokenizer.token_bytes(*tokenizer.id_of(" the")), std::string(" the"));
    QCOMPARE(tokenizer.token_bytes(*tokenizer.id_of("\xff")), std::string("\xff"));
    QVERIFY(!tokenizer.id_of("no such token").has_value());
    const auto size = static_cast<std::int32_t>(tokenizer.size());
    QVERIFY(!tokenizer.token_bytes(size - 1).empty());
    for (const std::int32_t bad : {-1, size}) {
        const std::string sentence = "The token id " + std::to_string(bad) + " does not fit the tokenizer, which has " +
                                     std::to_string(size) + " ids.";
        QVERIFY_THROWS_EXCEPTION(Error, tokenizer.token_bytes(bad));
        try {
            tokenizer.decode(std::vector{bad});
        } catch (const Error& error) {
            QCOMPARE(std::string(error.what()), sentence);
        }
    }
}

void TstTokenizer::long_words_stay_fast()
{
    // A quadratic merge would take minutes for one word of this length.
    const Tokenizer tokenizer = golden("qwen2");
    std::string word;
    while (word.size() < 2'000'000)
        word += "theremembered";
    const std::clock_t begin = std::clock();  // time of this process: a busy machine must not fail the test
    const Encoding encoding = tokenizer.encode(word);
    QVERIFY(std::clock() - begin < 20 * CLOCKS_PER_SEC);
    QVERIFY(tokenizer.decode(encoding.ids) == word);
    QVERIFY(encoding.ids.size() < word.size());
}

void TstTokenizer::long_runs_of_white_space()
{
    const Tokenizer tokenizer = golden("qwen2");
    for (const char* unit : {" ", "\n", " \n", "\t\t\r", "\u3000"}) {
        std::string text = "a";
        while (text.size() < 1'000'000)
            text += unit;
        text += "b";
        QVERIFY(tokenizer.decode(tokenizer.encode(text).ids) == text);
    }
}

void TstTokenizer::several_threads_share_one()
{
    const Tokenizer tokenizer = golden("qwen2");
    const auto texts = generated_texts(9, 40, 1000);
    std::vector<std::vector<std::int32_t>> expected;
    for (const std::string& text : texts)
        expected.push_back(golden("qwen2").encode(text).ids);
    std::vector<int> wrong(4, -1);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            int count = 0;
            for (int round = 0; round < 5; ++round)
                for (std::size_t i = 0; i < texts.size(); ++i)
                    count += tokenizer.encode(texts[i]).ids != expected[i];
            wrong[t] = count;
        });
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(wrong, std::vector<int>(4, 0));
}

void TstTokenizer::hash_is_that_of_the_file()
{
    QCOMPARE(golden("qwen2").hash(), content_hash(file_bytes(golden_file("qwen2.json"))));
    QVERIFY(golden("qwen2").hash() != golden("gpt2").hash());
}

TTT_TEST(TstTokenizer)
#include "tst_tokenizer.moc"

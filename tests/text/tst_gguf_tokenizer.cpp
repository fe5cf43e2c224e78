// Tokenizers out of GGUF files: the ids of the tokenizer.json that they were made from.
#include "engine/gguf/gguf_file.h"
#include "engine/text/gguf_pre_tokenizer.h"
#include "engine/text/gguf_tokenizer.h"
#include "engine/text/score_merges.h"
#include "engine/text/tokenizer.h"

#include "tests/support/error_text.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <sstream>

using namespace ttt;
using namespace ttt::test;

namespace {

const std::string golden = TTT_TESTS_DIR "/golden/gguf/";

enum : std::int32_t { normal = 1, unknown = 2, control = 3, user = 4, unused = 5, byte = 6 };

GgufBytes with_types(GgufBytes file, const std::vector<std::int32_t>& types)
{
    return file.raw("tokenizer.ggml.token_type", GgufBytes::list, GgufBytes::numbers(GgufBytes::i32, types));
}

/// a, b, ab and two tokens of other types.
GgufBytes small(const char* pre = "gpt-2")
{
    GgufBytes file;
    file.set("tokenizer.ggml.model", "gpt2")
        .set("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b", "ab", "<s>", "[PAD4]"})
        .set("tokenizer.ggml.merges", std::vector<std::string>{"a b"});
    if (*pre)
        file.set("tokenizer.ggml.pre", pre);
    return with_types(std::move(file), {normal, normal, normal, control, unused});
}

}  // namespace

class TestGgufTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gives_the_ids_of_its_tokenizer_json_data();
    void gives_the_ids_of_its_tokenizer_json();
    void gives_the_ids_of_sentence_piece();
    void puts_the_start_token_as_the_file_says_data();
    void puts_the_start_token_as_the_file_says();
    void every_named_pre_tokenizer_cuts_a_text();
    void refuses_what_it_does_not_know_data();
    void refuses_what_it_does_not_know();
    void unused_tokens_are_none();
    void merges_follow_the_scores();
    void sentence_piece_is_told_as_hugging_face_tells_it();

private:
    std::string put(const GgufBytes& file) { return written(folder_.filePath("x.gguf").toStdString(), file.bytes()); }

    QTemporaryDir folder_;
};

void TestGgufTokenizer::gives_the_ids_of_its_tokenizer_json_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("json");
    QTest::addColumn<int>("start");
    QTest::newRow("llama-bpe") << "llama.gguf"
                               << "llama3.json" << 900;
    QTest::newRow("qwen2") << "qwen3.gguf"
                           << "qwen2.json" << -1;
}

void TestGgufTokenizer::gives_the_ids_of_its_tokenizer_json()
{
    QFETCH(QString, file);
    QFETCH(QString, json);
    QFETCH(int, start);
    const Tokenizer ours = Tokenizer::load(golden + file.toStdString());
    const Tokenizer theirs = Tokenizer::load(golden_file(json.toStdString()));
    for (const std::string& text : generated_texts(5, 300, 1000))
        if (ours.encode(text).ids != theirs.encode(text).ids)
            QFAIL(text.c_str());
    QCOMPARE(ours.size(), theirs.size());
    QCOMPARE(ours.size_without_added(), theirs.size_without_added());
    QCOMPARE(ours.start_tokens(), start < 0 ? std::vector<std::int32_t>() : std::vector<std::int32_t>{start});
}

void TestGgufTokenizer::gives_the_ids_of_sentence_piece()
{
    const Tokenizer tokenizer = Tokenizer::load(golden + "pieces.gguf");
    const auto lines = nlohmann::json::parse(file_bytes(golden + "pieces.json"));
    const auto texts = generated_texts(2, static_cast<int>(lines.size()), 30);
    QVERIFY(texts.size() >= 300);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (tokenizer.encode(texts[i]).ids != lines[i].get<std::vector<std::int32_t>>())
            QFAIL(texts[i].c_str());
    QCOMPARE(tokenizer.start_tokens(), std::vector<std::int32_t>{1});
}

void TestGgufTokenizer::puts_the_start_token_as_the_file_says_data()
{
    QTest::addColumn<QString>("pre");
    QTest::addColumn<int>("said");  // -1: nothing
    QTest::addColumn<bool>("put");
    for (const char* pre : {"gpt-2", "llama-bpe"}) {
        QTest::addRow("%s, nothing", pre) << pre << -1 << (pre == std::string("llama-bpe"));
        QTest::addRow("%s, yes", pre) << pre << 1 << true;
        QTest::addRow("%s, no", pre) << pre << 0 << false;
    }
}

void TestGgufTokenizer::puts_the_start_token_as_the_file_says()
{
    QFETCH(QString, pre);
    QFETCH(int, said);
    QFETCH(bool, put);
    GgufBytes file = small(pre.toUtf8()).set("tokenizer.ggml.bos_token_id", 3U);
    if (said >= 0)
        file.set("tokenizer.ggml.add_bos_token", said == 1);
    const std::vector<std::int32_t> expected = put ? std::vector<std::int32_t>{3} : std::vector<std::int32_t>();
    QCOMPARE(Tokenizer::load(this->put(file)).start_tokens(), expected);
}

void TestGgufTokenizer::every_named_pre_tokenizer_cuts_a_text()
{
    std::istringstream names(gguf_pre_tokenizer_names());
    int count = 0;
    for (std::string name; names >> name; ++count) {
        const Tokenizer tokenizer = Tokenizer::load(put(small(name.c_str())));
        QCOMPARE(tokenizer.encode("abab<s>b").ids, (std::vector<std::int32_t>{2, 2, 3, 1}));
    }
    QVERIFY(count >= 20);
    const Tokenizer unnamed = Tokenizer::load(put(small("")));
    QCOMPARE(unnamed.hash(), Tokenizer::load(put(small("default"))).hash());
}

void TestGgufTokenizer::refuses_what_it_does_not_know_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const GgufBytes& file, const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << QString::fromUtf8(part);
    };
    const auto tokens = [](const std::vector<std::string>& texts) {
        return GgufBytes()
            .set("tokenizer.ggml.model", "gpt2")
            .set("tokenizer.ggml.tokens", texts)
            .set("tokenizer.ggml.merges", std::vector<std::string>());
    };
    row("no tokenizer", GgufBytes(), "tokenizer.ggml.model");
    row("kind", GgufBytes().set("tokenizer.ggml.model", "bert"), "of the kind 'bert'");
    row("pre", small("made-up"), "as 'made-up' (tokenizer.ggml.pre), which is not known");
    row("two names", small("gpt-2 mpt"), "as 'gpt-2 mpt'");
    row("types", with_types(tokens({"a", "b"}), {normal}), "2 tokens and the types of 1");
    row("twice", tokens({"a", "a"}), "the token \"a\" twice");
    row("bytes", tokens({"a", "\xff"}), "the id 1 is not UTF-8");
    row("start token", small().set("tokenizer.ggml.add_bos_token", true), "names none (bos_token_id)");
    row("start id", small().set("tokenizer.ggml.bos_token_id", 5U), "tokenizer.ggml.bos_token_id");
    row("no scores",
        GgufBytes().set("tokenizer.ggml.model", "llama").set("tokenizer.ggml.tokens", std::vector<std::string>{"a"}),
        "tokenizer.ggml.scores");
}

void TestGgufTokenizer::refuses_what_it_does_not_know()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    const std::string path = folder_.filePath("x.gguf").toStdString();
    EXPECT_ERROR(part, Tokenizer::load(written(path, bytes.toStdString())));
}

void TestGgufTokenizer::unused_tokens_are_none()
{
    const Tokenizer tokenizer = Tokenizer::load(put(small()));
    QCOMPARE(tokenizer.size(), 4);
    QVERIFY(!tokenizer.id_of("[PAD4]"));
}

void TestGgufTokenizer::merges_follow_the_scores()
{
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    const std::vector<ScoredToken> tokens{{"a", 0},
                                          {"b", 0},
                                          {"ab", -2},
                                          {"ba", -1},
                                          {"aba", -3},
                                          {"\xe2\x96\x81", 0},
                                          {"\xe2\x96\x81"
                                           "a",
                                           -2}};
    QCOMPARE(merges_of_scores(tokens),
             (Pairs{{"b", "a"}, {"a", "b"}, {"\xe2\x96\x81", "a"}, {"a", "ba"}, {"ab", "a"}}));
}

void TestGgufTokenizer::sentence_piece_is_told_as_hugging_face_tells_it()
{
    GgufBytes file;
    file.set("tokenizer.ggml.model", "llama")
        .set("tokenizer.ggml.tokens", std::vector<std::string>{"<unk>", "<s>", "<0x0A>", "a", "b", "ab"})
        .raw("tokenizer.ggml.scores", GgufBytes::list, GgufBytes::numbers<float>(GgufBytes::f32, {0, 0, 0, -2, -3, -1}))
        .set("tokenizer.ggml.bos_token_id", 1U)
        .set("tokenizer.ggml.unknown_token_id", 0U);
    file = with_types(file, {unknown, control, byte, normal, normal, normal});
    const auto json = nlohmann::json::parse(tokenizer_json(GgufFile::open(put(file))));
    QCOMPARE(json["model"]["byte_fallback"].get<bool>(), true);
    QCOMPARE(json["model"]["unk_token"].get<std::string>(), std::string("<unk>"));
    QCOMPARE(json["model"]["merges"].dump(), std::string(R"([["a","b"]])"));
    QCOMPARE(json["normalizer"]["normalizers"][0]["type"].get<std::string>(), std::string("Prepend"));
    QCOMPARE(json["post_processor"]["single"][0]["SpecialToken"]["id"].get<std::string>(), std::string("<s>"));
    QCOMPARE(json["added_tokens"].size(), std::size_t{2});
    file.set("tokenizer.ggml.add_space_prefix", false).set("tokenizer.ggml.add_bos_token", false);
    const auto bare = nlohmann::json::parse(tokenizer_json(GgufFile::open(put(file))));
    QCOMPARE(bare["normalizer"]["normalizers"].size(), std::size_t{1});
    QVERIFY(bare["post_processor"].is_null());
}

TTT_TEST(TestGgufTokenizer)
#include "tst_gguf_tokenizer.moc"

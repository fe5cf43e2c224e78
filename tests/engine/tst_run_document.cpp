#include "engine/records/error.h"
#include "engine/run_document.h"
#include "engine/text/bpe_trainer.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>

#include <fstream>

using namespace ttt;

namespace {

/// Words of a few letters, with runs of spaces, line feeds, numbers and long words in between.
std::string long_text(std::size_t bytes)
{
    std::string text;
    std::uint32_t state = 7;
    const auto draw = [&](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 12) % below;
    };
    while (text.size() < bytes) {
        for (std::uint32_t letters = draw(9); letters > 0; --letters)
            text += static_cast<char>('a' + draw(6));
        text += std::array{" ", " ", " ", "  ", "\n", "\n\n   ", "'s ", " 1234 ", "é", ". "}[draw(10)];
    }
    return text;
}

TextStart start_of(const std::string& text)
{
    return [&text](std::size_t bytes) { return std::string_view(text).substr(0, bytes); };
}

/// Bytes without merges, but for one, here in the alphabet of bytes; with an unknown token if asked for.
Tokenizer lacking(bool unknown, const std::string& byte = "\u0104")
{
    const std::string_view pair = "ab";
    auto json = nlohmann::json::parse(train_bpe(std::span(&pair, 1), {.vocab_size = 256, .special_tokens = {}}));
    auto& model = json["model"];
    const int id = model["vocab"][byte];
    model["vocab"].erase(byte);
    if (unknown) {
        model["vocab"]["<?>"] = id;
        model["unk_token"] = "<?>";
    }
    return Tokenizer::from_json(json.dump());
}

}  // namespace

class TestRunDocument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void the_start_is_the_start_of_the_whole()
    {
        const std::string text = long_text(400000);
        const std::string_view sample = std::string_view(text).substr(0, 100000);
        const Tokenizer tokenizer =
            Tokenizer::from_json(train_bpe(std::span(&sample, 1), {.vocab_size = 600, .special_tokens = {}}));
        const Encoding whole = tokenizer.encode(text);
        for (const std::int64_t tokens : {1, 100, 5000, 15000, 1000000}) {
            const Encoding part = encode_start(tokenizer, start_of(text), tokens);
            const auto count = std::min<std::size_t>(static_cast<std::size_t>(tokens), whole.ids.size());
            QCOMPARE(part.ids.size(), count);
            QVERIFY(std::equal(part.ids.begin(), part.ids.end(), whole.ids.begin()));
            QCOMPARE(part.byte_offsets.size(), count + 1);
            QVERIFY(std::equal(part.byte_offsets.begin(), part.byte_offsets.end(), whole.byte_offsets.begin()));
        }
    }

    void a_text_without_words_is_encoded_whole()
    {
        const std::string_view pair = "ab";
        const Tokenizer tokenizer =
            Tokenizer::from_json(train_bpe(std::span(&pair, 1), {.vocab_size = 256, .special_tokens = {}}));
        const std::string text(200000, 'x');
        QCOMPARE(encode_start(tokenizer, start_of(text), 10).ids.size(), 10U);
    }

    void a_long_rest_is_not_asked_for()
    {
        const std::string text = long_text(3'000'000);
        const std::string_view sample = std::string_view(text).substr(0, 100'000);
        const Tokenizer tokenizer =
            Tokenizer::from_json(train_bpe(std::span(&sample, 1), {.vocab_size = 600, .special_tokens = {}}));
        std::size_t most = 0;
        const TextStart start = [&](std::size_t bytes) {
            most = std::max(most, bytes);
            return std::string_view(text).substr(0, bytes);
        };
        QCOMPARE(encode_start(tokenizer, start, 64).ids.size(), 64U);
        QVERIFY2(most < 200'000, qPrintable(QString::number(most)));
    }

    void a_start_token_that_is_not_there_is_refused()
    {
        const QTemporaryDir folder;
        RunConfig config;
        config.document = folder.filePath("text.txt").toStdString();
        std::ofstream(config.document) << "a text";
        const std::string_view pair = "ab";
        const Tokenizer tokenizer =
            Tokenizer::from_json(train_bpe(std::span(&pair, 1), {.vocab_size = 256, .special_tokens = {}}));
        QVERIFY(!read_document(config, tokenizer).start_token);
        config.start_token = false;
        QVERIFY(!read_document(config, tokenizer).start_token);
        config.start_token = true;
        TTT_VERIFY_SENTENCE((read_document(config, tokenizer), 0),
                            "The tokenizer has no start token that could be put first.");
    }

    void bytes_without_a_token_are_told_once()
    {
        const QTemporaryDir folder;
        RunConfig config;
        config.document = folder.filePath("text.txt").toStdString();
        std::ofstream(config.document) << "a \x04\x04text and\x04 \x04more";
        const auto remarks = [&](const Tokenizer& tokenizer) { return read_document(config, tokenizer).remarks; };
        QCOMPARE(remarks(lacking(false)),
                 std::vector<std::string>{"The tokenizer has no token for 4 bytes of the text (the first is 4, at byte "
                                          "2): left out."});
        QVERIFY(QString::fromStdString(remarks(lacking(true)).at(0)).endsWith("read as its unknown token '<?>'."));
        config.tokens = 5;  // "a", " " and what belongs to it, "t", "e", "x"
        const RunDocument start = read_document(config, lacking(false));
        QCOMPARE(start.record.bytes, std::string("a \x04\x04tex"));
        QVERIFY(start.remarks.at(0).starts_with("The tokenizer has no token for 2 bytes"));
        std::ofstream(config.document) << "xxx";
        TTT_VERIFY_SENTENCE((remarks(lacking(false, "x")), 0),
                            "holds no tokens: the tokenizer has none for any of its characters.");
    }

    void names_cover_the_vocabulary_of_the_model()
    {
        const std::string_view pair = "ab";
        const Tokenizer tokenizer =
            Tokenizer::from_json(train_bpe(std::span(&pair, 1), {.vocab_size = 257, .special_tokens = {"<|end|>"}}));
        const auto names = token_names(tokenizer, 300);
        QCOMPARE(names.size(), 300U);
        QCOMPARE(names[256], std::string("<|end|>"));
        QVERIFY(names[299].empty());
    }

    void tokens_that_the_model_lacks_may_not_be_in_the_text()
    {
        const std::string_view pair = "ab";
        const Tokenizer tokenizer =
            Tokenizer::from_json(train_bpe(std::span(&pair, 1), {.vocab_size = 257, .special_tokens = {"<|end|>"}}));
        ModelConfig model;
        model.vocab_size = 257;
        RunDocument document;
        document.record.token_ids = {97, 256};
        add_vocabulary(document, tokenizer, model);
        QCOMPARE(document.record.vocabulary.size(), 257U);
        QVERIFY(document.remarks.empty());
        model.vocab_size = 256;
        check_tokenizer(tokenizer, 256, "m");
        TTT_VERIFY_SENTENCE((check_tokenizer(tokenizer, 255, "m"), 0),
                            "tokenizer of another model: it has 257 tokens and the model 255.");
        TTT_VERIFY_SENTENCE((add_vocabulary(document, tokenizer, model), 0),
                            "the token '<|end|>', id 256, but the model has the ids 0 to 255 only");
        document.record.token_ids = {97, 98};
        add_vocabulary(document, tokenizer, model);
        QCOMPARE(document.record.vocabulary.size(), 256U);
        QCOMPARE(document.remarks.size(), 1U);
        QVERIFY(QString::fromStdString(document.remarks.front()).contains("has 257 tokens and the model 256;"));
    }
};

TTT_TEST(TestRunDocument)
#include "tst_run_document.moc"

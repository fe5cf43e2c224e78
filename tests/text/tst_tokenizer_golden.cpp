// The same ids as Hugging Face tokenizers, on 1.2 MB of prose, code, CJK, emoji, combining marks, control characters.
#include "engine/text/bpe_trainer.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

using namespace ttt;
using namespace ttt::test;

class TstTokenizerGolden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees_with_hugging_face_data();
    void agrees_with_hugging_face();
    void trainer_learns_the_same_merges();
};

void TstTokenizerGolden::agrees_with_hugging_face_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"gpt2", "qwen2", "llama3", "mixed", "llama2", "mistral", "gemma", "holes", "falcon",
                             "smollm", "unknown", "splits"})
        QTest::newRow(name) << QString(name);
}

void TstTokenizerGolden::agrees_with_hugging_face()
{
    QFETCH(QString, name);
    const Tokenizer tokenizer = Tokenizer::load(golden_file(name.toStdString() + ".json"));
    const auto golden = nlohmann::json::parse(file_bytes(golden_file(name.toStdString() + ".golden.json")));

    const auto& lines = golden["lines"];
    const auto texts = generated_texts(2, static_cast<int>(lines.size()), 30);
    QVERIFY(texts.size() >= 300);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (const auto ids = tokenizer.encode(texts[i]).ids; ids != lines[i].get<std::vector<std::int32_t>>())
            QFAIL(qPrintable(QString("line %1: %2\nours %3\nHF   %4")
                                 .arg(i)
                                 .arg(nlohmann::json(texts[i]).dump(-1, ' ', true).c_str())
                                 .arg(nlohmann::json(ids).dump().c_str())
                                 .arg(lines[i].dump().c_str())));

    const auto& hashes = golden["blocks"];
    const auto blocks = generated_texts(1, static_cast<int>(hashes.size()), 1000);
    std::string whole;
    for (const std::string& block : blocks)
        whole += block;
    QVERIFY(whole.size() >= 1'000'000);
    QCOMPARE(fnv(whole), golden["text_hash"].get<std::string>());
    for (std::size_t i = 0; i < blocks.size(); ++i)
        if (fnv(tokenizer.encode(blocks[i]).ids) != hashes[i].get<std::string>())
            QFAIL(qPrintable(QString("block %1 differs").arg(i)));
    QCOMPARE(fnv(tokenizer.encode(whole).ids), golden["whole"].get<std::string>());
}

void TstTokenizerGolden::trainer_learns_the_same_merges()
{
    const auto golden = nlohmann::json::parse(file_bytes(golden_file("trainer.json")));
    const auto texts = generated_texts(golden["seed"], golden["blocks"], 1000);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const auto ours = nlohmann::json::parse(train_bpe(views, {golden["vocab_size"], {}}));
    const auto& merges = ours["model"]["merges"];
    QCOMPARE(merges.size(), golden["merges"].size());
    for (std::size_t i = 0; i < merges.size(); ++i)
        QCOMPARE(merges[i].dump(), golden["merges"][i].dump());
}

TTT_TEST(TstTokenizerGolden)
#include "tst_tokenizer_golden.moc"

// What the post_processor of a tokenizer.json puts before a text.
#include "engine/records/error.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

using namespace ttt;
using namespace ttt::test;
using Json = nlohmann::json;

namespace {

constexpr int start_id = 5000, end_id = 5001;

Tokenizer with(const Json& post_processor)
{
    auto json = Json::parse(file_bytes(golden_file("llama3.json")));
    for (const auto& [id, content] : {std::pair(start_id, "<start>"), std::pair(end_id, "<end>")})
        json["added_tokens"].push_back({{"id", id}, {"content", content}, {"normalized", false}, {"special", true}});
    json["post_processor"] = post_processor;
    return Tokenizer::from_json(json.dump(), "t.json");
}

Json token(const char* name)
{
    return {{"SpecialToken", {{"id", name}, {"type_id", 0}}}};
}

const Json text = {{"Sequence", {{"id", "A"}, {"type_id", 0}}}};

Json named(int id, const char* name)
{
    return {{"id", name}, {"ids", {id}}, {"tokens", {name}}};
}

/// As `tokenizers` writes it.
Json processor(const std::vector<Json>& single)
{
    return {{"type", "TemplateProcessing"},
            {"single", single},
            {"pair", Json::array()},
            {"special_tokens", {{"<start>", named(start_id, "<start>")}, {"<end>", named(end_id, "<end>")}}}};
}

Json sequence(const std::vector<Json>& parts)
{
    return {{"type", "Sequence"}, {"processors", parts}};
}

const Json byte_level = {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}};

QString sentence(const Json& post_processor)
{
    try {
        with(post_processor);
    } catch (const Error& error) {
        return QString::fromStdString(error.what()).remove("The tokenizer t.json ");
    }
    return "no error";
}

}  // namespace

class TstStartToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void what_stands_first();
    void sentences_data();
    void sentences();
};

void TstStartToken::what_stands_first()
{
    using Ids = std::vector<std::int32_t>;
    QCOMPARE(with(nullptr).start_tokens(), Ids());
    QCOMPARE(with(byte_level).start_tokens(), Ids());
    QCOMPARE(with(processor({token("<start>"), text})).start_tokens(), Ids{start_id});
    QCOMPARE(with(processor({token("<start>"), text, token("<end>")})).start_tokens(), Ids{start_id});
    QCOMPARE(with(processor({text, token("<end>")})).start_tokens(), Ids());
    QCOMPARE(with(processor({token("<end>"), token("<start>"), text})).start_tokens(), (Ids{end_id, start_id}));
    const Json first = processor({token("<start>"), text}), second = processor({token("<end>"), text});
    QCOMPARE(with(sequence({byte_level, first})).start_tokens(), Ids{start_id});
    QCOMPARE(with(sequence({sequence({first}), second})).start_tokens(), (Ids{end_id, start_id}));
    for (const char* type : {"BertProcessing", "RobertaProcessing"})
        QCOMPARE(with({{"type", type}, {"sep", {"<end>", end_id}}, {"cls", {"<start>", start_id}}}).start_tokens(),
                 Ids{start_id});
    Json two = processor({token("both"), text});
    two["special_tokens"]["both"] = {{"id", "both"}, {"ids", {start_id, end_id}}, {"tokens", {"<start>", "<end>"}}};
    QCOMPARE(with(two).start_tokens(), (Ids{start_id, end_id}));
    // encode() stays as it was: who wants it first puts it there.
    QVERIFY(with(first).encode("a b").ids == with(nullptr).encode("a b").ids);
}

void TstStartToken::sentences_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Json& json, const char* expected) {
        QTest::newRow(name) << QString::fromStdString(json.dump()) << QString(expected);
    };
    const auto changed = [](const char* key, const Json& value) {
        Json json = processor({token("<start>"), text});
        json[key] = value;
        return json;
    };
    row("unknown", {{"type", "Weird"}},
        "uses the post-processor Weird, and only TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel and "
        "Sequence are supported.");
    row("a number", 3, "is broken: its post_processor has no \"type\".");
    row("no parts", {{"type", "Sequence"}}, "is broken: its post_processor has no \"processors\".");
    row("parts", {{"type", "Sequence"}, {"processors", 1}}, "is broken: a Sequence has no list of processors.");
    row("single", changed("single", "<start> $A"), "is broken: the \"single\" of its post_processor is not a list.");
    row("no text", changed("single", Json::array({token("<start>")})),
        "is broken: the \"single\" of its post_processor has no place for the text.");
    row("unknown piece", changed("single", Json::array({1, text})),
        "is broken: its post_processor has no \"SpecialToken\".");
    row("no ids", changed("special_tokens", Json::object()), "is broken: its post_processor has no \"<start>\".");
    row("no id", changed("special_tokens", {{"<start>", {{"ids", {1, 2}}, {"tokens", {"<start>"}}}}}),
        "is broken: its post_processor does not give each token of <start> an id.");
    row("text as id", changed("special_tokens", {{"<start>", {{"ids", {"x"}}, {"tokens", {"<start>"}}}}}),
        "is broken: its post_processor names a token without a text and an id.");
    row("huge id", changed("special_tokens", {{"<start>", {{"ids", {1e300}}, {"tokens", {"<start>"}}}}}),
        "is broken: its post_processor names a token without a text and an id.");
    row("id of none", changed("special_tokens", {{"<start>", named(9999, "<start>")}}),
        "is broken: it puts the token \"<start>\" before every text, and has no token of its id 9999.");
    row("cls", {{"type", "BertProcessing"}, {"cls", "<start>"}},
        "is broken: the \"cls\" of its post_processor is not a token and its id.");
    Json deep = byte_level;
    for (int i = 0; i < 40; ++i)
        deep = sequence({deep});
    row("deep", deep, "is broken: it nests more than 32 post-processors.");
}

void TstStartToken::sentences()
{
    QFETCH(QString, json);
    QFETCH(QString, expected);
    QCOMPARE(sentence(Json::parse(json.toStdString())), expected);
}

TTT_TEST(TstStartToken)
#include "tst_start_token.moc"

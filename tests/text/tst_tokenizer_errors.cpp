// Every refusal of a tokenizer.json is one sentence that names the file.
#include "engine/records/error.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <functional>

using namespace ttt;
using namespace ttt::test;
using Json = nlohmann::json;

namespace {

QString sentence(const std::string& json)
{
    try {
        Tokenizer::from_json(json, "some/tokenizer.json");
    } catch (const Error& error) {
        return QString::fromStdString(error.what());
    }
    return "no error";
}

QString sentence_of_file(const std::string& path)
{
    try {
        Tokenizer::load(path);
    } catch (const Error& error) {
        return QString::fromStdString(error.what());
    }
    return "no error";
}

void row(const char* name, const char* sentence, const std::function<void(Json&)>& change)
{
    Json json = Json::parse(file_bytes(golden_file("qwen2.json")));
    change(json);
    QTest::newRow(name) << QString::fromStdString(json.dump())
                        << QString("The tokenizer some/tokenizer.json ") + sentence;
}

}  // namespace

class TstTokenizerErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void models_data();
    void models();
    void stages_data();
    void stages();
    void hostile_text();
    void files();
};

void TstTokenizerErrors::models_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("expected");
    const auto model = [](const char* key, Json value) { return [=](Json& json) { json["model"][key] = value; }; };
    row("wordpiece", "is a WordPiece model, and only BPE is supported.", model("type", "WordPiece"));
    row("unigram", "is a Unigram model, and only BPE is supported.", model("type", "Unigram"));
    row("suffix", "uses end_of_word_suffix, which is not supported.", model("end_of_word_suffix", "</w>"));
    row("dropout", "uses dropout, with which the same text would not always get the same tokens.",
        model("dropout", 0.1));
    row("flag", "is broken: \"ignore_merges\" is neither true nor false.", model("ignore_merges", 3));
    row("vocab", "has no vocabulary.", model("vocab", Json::array()));
    row("merges", "has no list of merges.", model("merges", "a b"));
    row("merge of one", "is broken: the merge \"abc\" is not a pair of tokens.", model("merges", {"abc"}));
    row("merge of three", "is broken: the merge \"a b c\" is not a pair of tokens.", model("merges", {"a b c"}));
    row("merge of numbers", "is broken: the merge '[1, 2]' is not a pair of tokens.", model("merges", {{1, 2}}));
    row("unknown merge", "is broken: the merges name \"zqzq\", which is no token of its vocabulary.",
        model("merges", {"zq zq"}));
    row("unknown result", "is broken: the merges name \"~~\", which is no token of its vocabulary.",
        model("merges", {"~ ~"}));
    row("negative id", "is broken: the id of \"a\" is '-1', not a number from 0 to 4194303.",
        [](Json& json) { json["model"]["vocab"]["a"] = -1; });
    row("huge id", "is broken: the id of \"a\" is '4000000000000', not a number from 0 to 4194303.",
        [](Json& json) { json["model"]["vocab"]["a"] = 4'000'000'000'000; });
    row("id as text", "is broken: the id of \"a\" is '\"7\"', not a number from 0 to 4194303.",
        [](Json& json) { json["model"]["vocab"]["a"] = "7"; });
    row("id twice", "is broken: the id 7 is given to \"(\" and to \"zz\".",
        [](Json& json) { json["model"]["vocab"]["zz"] = 7; });
    row("no model", "is not a tokenizer.json of Hugging Face: it has no \"model\".",
        [](Json& json) { json.erase("model"); });
    row("a list", "is not a tokenizer.json of Hugging Face: it has no \"model\".", [](Json& json) { json = {1, 2}; });
}

void TstTokenizerErrors::models()
{
    QFETCH(QString, json);
    QFETCH(QString, expected);
    QCOMPARE(sentence(json.toStdString()), expected);
}

void TstTokenizerErrors::stages_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("expected");
    const auto pre = [](Json value) { return [=](Json& json) { json["pre_tokenizer"] = value; }; };
    const auto split = [](Json pattern, const char* behavior) {
        return Json{{"type", "Split"}, {"pattern", pattern}, {"behavior", behavior}, {"invert", false}};
    };
    const auto sequence = [](Json parts) { return Json{{"type", "Sequence"}, {"pretokenizers", parts}}; };
    const Json byte_level = {{"type", "ByteLevel"}, {"use_regex", false}};
    row("unknown stage",
        "uses the pre-tokenizer UnicodeScripts, and only Split, Digits, Punctuation, Whitespace, WhitespaceSplit, "
        "Metaspace, ByteLevel and Sequence are supported.",
        pre({{"type", "UnicodeScripts"}}));
    row("no replacement", "is broken: the \"replacement\" of its Metaspace is not a text.",
        pre({{"type", "Metaspace"}}));
    row("scheme", "is broken: the \"prepend_scheme\" of its Metaspace is often, not always, first or never.",
        pre({{"type", "Metaspace"}, {"replacement", "_"}, {"prepend_scheme", "often"}}));
    row("long replacement", "is broken: the \"replacement\" of its Metaspace has more than 256 bytes.",
        pre({{"type", "Metaspace"}, {"replacement", std::string(257, '_')}}));
    row("no pattern", "is broken: a Split has no pattern.", pre(split(nullptr, "Isolated")));
    row("behaviour",
        "is broken: it has a Split with the behaviour Kept, which is none of Isolated, Removed, Contiguous, "
        "MergedWithPrevious and MergedWithNext.",
        pre(split({{"Regex", "a"}}, "Kept")));
    row("no list", "is broken: a Sequence has no list of pretokenizers.", pre({{"type", "Sequence"}}));
    row("no type", "is broken: the type of its pre_tokenizer is not a text.", pre(Json::object()));
    row("a number", "is broken: its pre_tokenizer is not an object.", pre(3));
    row("bad pattern", "can't be used. The pattern (a is not a regular expression: missing closing parenthesis.",
        pre(split({{"Regex", "(a"}}, "Isolated")));
    row("intersection",
        "can't be used. The pattern [\\p{L}&&[a-z]] uses a class intersection (&&), which is not supported.",
        pre(split({{"Regex", "[\\p{L}&&[a-z]]"}}, "Isolated")));
    Json deep = byte_level;
    for (int i = 0; i < 40; ++i)
        deep = sequence(Json::array({deep}));
    row("deep", "is broken: its pre_tokenizer has more than 32 parts.", pre(deep));
    row("normalizer", "uses the normalizer Lowercase, and only NFC, Prepend, Replace and Sequence are supported.",
        [](Json& json) {
            json["normalizer"] = {{"type", "Lowercase"}};
        });
    row("added", "is broken: \"added_tokens\" is not a list.", [](Json& json) { json["added_tokens"] = "x"; });
    row("added token", "is broken: an added token is not an object.", [](Json& json) { json["added_tokens"] = {1}; });
    row("added content", "is broken: the content of an added token is not a text.", [](Json& json) {
        json["added_tokens"] = {{{"id", 3}}};
    });
    row("added id", "is broken: the id 7 is given to \"(\" and to \"<x>\".", [](Json& json) {
        json["added_tokens"] = {{{"id", 7}, {"content", "<x>"}}};
    });
}

void TstTokenizerErrors::stages()
{
    models();
}

void TstTokenizerErrors::hostile_text()
{
    const QString not_json = "The tokenizer some/tokenizer.json is not JSON from byte ";
    QVERIFY(sentence("").startsWith(not_json));
    QVERIFY(sentence("{\"model\": \"\xff\"}").startsWith(not_json));
    QCOMPARE(sentence(std::string(100'000, '[')),
             QString("The tokenizer some/tokenizer.json is nested more than 100 deep."));
    const std::string whole = file_bytes(golden_file("qwen2.json"));
    QVERIFY(sentence(whole.substr(0, whole.size() / 2)).startsWith(not_json));

    // A pattern that tries everything ends with a sentence, not never.
    Json json = Json::parse(whole);
    json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(a|a)+(a|a)+(a|a)+$b";
    const Tokenizer slow = Tokenizer::from_json(json.dump());
    QVERIFY_THROWS_EXCEPTION(Error, slow.encode(std::string(200, 'a') + "!b"));

    // A normaliser that makes gigabytes of a text ends with a sentence, too.
    Json grows = Json::parse(whole);
    const Json step = {{"type", "Replace"}, {"pattern", {{"Regex", "."}}}, {"content", std::string(200, 'a')}};
    grows["normalizer"] = {{"type", "Sequence"}, {"normalizers", {step, step, step, step}}};
    QVERIFY_THROWS_EXCEPTION(Error, Tokenizer::from_json(grows.dump()).encode(std::string(20'000, 'b')));
}

void TstTokenizerErrors::files()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    QCOMPARE(sentence_of_file(path), QString("There is no file %1/tokenizer.json.").arg(folder.path()));
    std::ofstream(path + "/tokenizer.json") << "{";
    QCOMPARE(
        sentence_of_file(path),
        QString("The tokenizer %1/tokenizer.json is not JSON from byte 2 on (line 1, column 2).").arg(folder.path()));
    std::filesystem::copy_file(golden_file("gpt2.json"), path + "/tokenizer.json",
                               std::filesystem::copy_options::overwrite_existing);
    QCOMPARE(sentence_of_file(path), QString("no error"));
    QCOMPARE(sentence_of_file(path + "/tokenizer.json"), QString("no error"));
}

TTT_TEST(TstTokenizerErrors)
#include "tst_tokenizer_errors.moc"

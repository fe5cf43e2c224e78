// A tokenizer.json from a stranger can't make a text last for ever: patterns, added tokens, marks, and who waits can
// stop.
#include "engine/records/cancelled.h"
#include "engine/text/added_tokens.h"
#include "engine/text/nfc.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_main.h"
#include "tests/text/generated_text.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <ctime>
#include <thread>

using namespace ttt;
using namespace ttt::test;

namespace {

/// qwen2's golden tokenizer, with another pattern.
Tokenizer with_pattern(const std::string& pattern)
{
    auto json = nlohmann::json::parse(file_bytes(golden_file("qwen2.json")));
    json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = pattern;
    return Tokenizer::from_json(json.dump());
}

/// Processor time: a busy machine must not fail a test.
template <class Work>
double seconds_of(Work work)
{
    const std::clock_t begin = std::clock();
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

QString sentence_of(const Tokenizer& tokenizer, const std::string& text)
{
    try {
        tokenizer.encode(text);
    } catch (const Error& error) {
        return QString::fromStdString(error.what());
    }
    return "no error";
}

std::string repeated(const std::string& unit, std::size_t bytes)
{
    std::string text;
    while (text.size() < bytes)
        text += unit;
    return text;
}

}  // namespace

class TstTokenizerCost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void every_match_goes_forward_data();
    void every_match_goes_forward();
    void slow_patterns_end_data();
    void slow_patterns_end();
    void rare_matches_are_found();
    void many_added_tokens();
    void one_long_added_token();
    void greedy_white_space_of_added_tokens();
    void stacks_of_marks();
    void cancelled();
};

void TstTokenizerCost::every_match_goes_forward_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("\\K in a lookbehind") << R"((?(DEFINE)(?<x>\Ka))(?<=(?&x))b?)";
    QTest::newRow("\\K in a lookahead") << R"((?(DEFINE)(?<x>a\K))(?=(?&x))a?)";
    QTest::newRow("empty") << R"()";
    QTest::newRow("empty before each letter") << R"((?=\p{L}))";
    QTest::newRow("\\K in front of nothing") << R"(a\K)";
}

void TstTokenizerCost::every_match_goes_forward()
{
    QFETCH(QString, pattern);
    const Tokenizer tokenizer = with_pattern(pattern.toStdString());
    const std::string text = repeated("aab \u00e9a", 20'000);
    QVERIFY(tokenizer.decode(tokenizer.encode(text).ids) == text);
}

void TstTokenizerCost::slow_patterns_end_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("unit");
    QTest::newRow("tries all at each letter") << "(?:a|a){18}b|."
                                              << "a";
    QTest::newRow("tries all, finds nothing") << "(?:a|a){18}[bc]"
                                              << "a";
    QTest::newRow("tries all for ever") << "(a|a)+(a|a)+(a|a)+$[bc]"
                                        << "a";
    QTest::newRow("calls itself for ever") << "(?<x>|(?&x))<x>|(?&x)"
                                           << "a";
    QTest::newRow("looks to the end from each letter") << "(?=(?:.*){2}[yz])a|."
                                                       << "a";
}

void TstTokenizerCost::slow_patterns_end()
{
    QFETCH(QString, pattern);
    QFETCH(QString, unit);
    const Tokenizer tokenizer = with_pattern(pattern.toStdString());
    const std::string text = repeated(unit.toStdString(), 300'000);
    QString sentence;
    const double seconds = seconds_of([&] { sentence = sentence_of(tokenizer, text); });
    QVERIFY2(seconds < 18, qPrintable(QString::number(seconds)));
    QVERIFY2(sentence.startsWith("The tokenizer takes too long: ") || sentence.startsWith("The pattern "),
             qPrintable(sentence));
}

void TstTokenizerCost::rare_matches_are_found()
{
    // Further apart than the places that are tried at once, and beyond characters of several bytes.
    const Tokenizer tokenizer = with_pattern("XY");
    for (const std::size_t gap : {254U, 255U, 256U, 257U, 600U})
        for (const char* unit : {"a", "\u00e9", "\u6f22"}) {
            const std::string filler = repeated(unit, gap);
            const Encoding encoding = tokenizer.encode(filler + "XY" + filler + "XY");
            const auto begins = [&](std::size_t byte) {
                return std::ranges::count(encoding.byte_offsets, static_cast<std::int64_t>(byte)) == 1;
            };
            QVERIFY(begins(filler.size()) && begins(filler.size() + 2) && begins(2 * filler.size() + 2));
        }
}

void TstTokenizerCost::many_added_tokens()
{
    std::vector<AddedToken> tokens;
    for (std::int32_t i = 0; i < 100'000; ++i)
        tokens.push_back({i, "<tok" + std::to_string(i) + ">"});
    const AddedTokens added(std::move(tokens));
    const std::string text = repeated("<tok77777> <tok100000> <tok5 ", 2'000'000);
    std::int64_t found = 0, wrong = 0;
    const double seconds = seconds_of([&] {
        TextBudget budget(text.size());
        added.split(text, budget, [&](const AddedTokens::Stretch& stretch) {
            found += stretch.id == 77'777;
            wrong += stretch.id >= 0 && stretch.id != 77'777;
        });
    });
    QVERIFY2(seconds < 4, qPrintable(QString::number(seconds)));
    QCOMPARE(found, static_cast<std::int64_t>(text.size() / 29));
    QCOMPARE(wrong, 0);
}

void TstTokenizerCost::one_long_added_token()
{
    const AddedTokens added({{1, std::string(1'000'000, 'a') + "b"}});
    const std::string text(2'000'000, 'a');
    const double seconds = seconds_of([&] {
        TextBudget budget(text.size());
        QVERIFY_THROWS_EXCEPTION(Error, added.split(text, budget, [](const AddedTokens::Stretch&) {}));
    });
    QVERIFY2(seconds < 18, qPrintable(QString::number(seconds)));
}

void TstTokenizerCost::greedy_white_space_of_added_tokens()
{
    AddedToken left{1, "\t"}, right{1, "\t"};
    left.lstrip = true;
    right.rstrip = true;
    const std::string text(1'000'000, '\t');
    for (const AddedToken& token : {left, right}) {
        const AddedTokens added({token});
        std::size_t bytes = 0;
        const double seconds = seconds_of([&] {
            TextBudget budget(text.size());
            added.split(text, budget,
                        [&](const AddedTokens::Stretch& stretch) { bytes += stretch.end - stretch.begin; });
        });
        QVERIFY2(seconds < 4, qPrintable(QString::number(seconds)));
        QCOMPARE(bytes, text.size());
    }
}

void TstTokenizerCost::stacks_of_marks()
{
    // The dot below (class 220) goes before the acute (230), however high the stack is.
    const std::size_t height = 200'000;
    const std::string text = "q" + repeated("\u0301\u0323", 4 * height);
    std::string normal;
    const double seconds = seconds_of([&] { normal = nfc(text); });
    QVERIFY2(seconds < 4, qPrintable(QString::number(seconds)));
    QVERIFY(normal == "q" + repeated("\u0323", 2 * height) + repeated("\u0301", 2 * height));
}

void TstTokenizerCost::cancelled()
{
    const Tokenizer tokenizer = with_pattern("(?:a|a){18}b|.");
    const std::string text(10'000'000, 'a');  // allowed 22 s
    std::stop_source source;
    std::jthread somebody([&source] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.request_stop();
    });
    const double seconds =
        seconds_of([&] { QVERIFY_THROWS_EXCEPTION(Cancelled, tokenizer.encode(text, source.get_token())); });
    QVERIFY2(seconds < 4, qPrintable(QString::number(seconds)));
    QVERIFY_THROWS_EXCEPTION(Cancelled, tokenizer.encode(std::string(60'000'000, ' ') + "a", source.get_token()));
}

TTT_TEST(TstTokenizerCost)
#include "tst_tokenizer_cost.moc"

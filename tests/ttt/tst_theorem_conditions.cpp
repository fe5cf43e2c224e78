// Each condition of Theorem 1 that a setup breaks gets its sentence, with the number; a sound setup gets none.
#include "engine/ttt/theorem.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace ttt;

class TestTheoremConditions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_sound_setup_breaks_nothing_data();
    void a_sound_setup_breaks_nothing();
    void each_condition_has_its_sentence_data();
    void each_condition_has_its_sentence();
    void sentences_add_up();
};

void TestTheoremConditions::a_sound_setup_breaks_nothing_data()
{
    QTest::addColumn<TheoremSetup>("setup");
    QTest::newRow("as it starts") << TheoremSetup{};
    QTest::newRow("f32") << TheoremSetup{.dtype = TheoremDtype::f32};
    QTest::newRow("wide") << TheoremSetup{.position = 30, .inner = 1024, .rho = 0.4, .eta = 10, .seed = 5};
}

void TestTheoremConditions::a_sound_setup_breaks_nothing()
{
    QFETCH(TheoremSetup, setup);
    const TheoremResult result = demonstrate_theorem(setup);
    QVERIFY2(result.broken.empty(), result.broken.empty() ? "" : result.broken[0].c_str());
}

void TestTheoremConditions::each_condition_has_its_sentence_data()
{
    QTest::addColumn<TheoremSetup>("setup");
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("number");
    const auto add = [](const char* name, const TheoremSetup& setup, const char* start, const char* number) {
        QTest::newRow(name) << setup << QString(start) << QString(number);
    };
    add("A1", {.rho = 0.9}, "A1: the embeddings are alike", "0.900 against |e|² = 1.000");
    add("A2", {.inner = 1024, .common_mode = 0.5}, "A2: the keys share a common mode", "is 0.2");
    add("centred", {.centre_keys = true}, "A2: with centred keys", "changes by 90 %");
    add("tap 2", {.tap = 2}, "The target is not LM-aligned: it is the token itself", "v* at most 0.070");
    add("tap 1", {.tap = 1, .rho = 0.2}, "The target is not LM-aligned: it is the previous token", "at most 0.200");
    add("border", {.position = 31}, "The border of the chunk cuts the pair", "stands at 31 of 0 to 31");
    add("same chunk", {.position = 5, .same_chunk = true}, "The query stands in the chunk of its pair",
        "26 tokens after");
    add("occurrences", {.occurrences = 3}, "The pair occurs 3 times", "counts one");
    add("rivals", {.occurrences = 2, .rivals = 1}, "Another token follows the key once, v* twice", "split");
    add("eta", {.eta = 0}, "The theorem asks for a positive rate", "eta of 0");
    add("bf16", {.dtype = TheoremDtype::bf16}, "The theorem computes exactly, bf16 rounds", " % of the signal");
}

void TestTheoremConditions::each_condition_has_its_sentence()
{
    QFETCH(TheoremSetup, setup);
    QFETCH(QString, start);
    QFETCH(QString, number);
    const TheoremResult result = demonstrate_theorem(setup);
    for (const std::string& sentence : result.broken)
        if (const QString words = QString::fromStdString(sentence); words.startsWith(start)) {
            QVERIFY2(words.contains(number), sentence.c_str());
            QVERIFY(words.endsWith('.'));
            return;
        }
    QFAIL("No such sentence.");
}

void TestTheoremConditions::sentences_add_up()
{
    const TheoremResult result = demonstrate_theorem({.tap = 1,
                                                      .position = 0,
                                                      .inner = 16,
                                                      .rho = 1,
                                                      .dtype = TheoremDtype::bf16,
                                                      .common_mode = 1,
                                                      .occurrences = 2});
    QVERIFY(result.broken.size() >= 5);
    // Narrow keys let the cross-talk of one run drown the written token for some seed.
    int drowned = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        for (const std::string& sentence : demonstrate_theorem({.inner = 16, .seed = seed}).broken)
            drowned += sentence.rfind("A2 holds for the mean only", 0) == 0 ? 1 : 0;
    QVERIFY(drowned > 0);
}

TTT_TEST(TestTheoremConditions)
#include "tst_theorem_conditions.moc"

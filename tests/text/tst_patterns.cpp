#include "engine/text/patterns.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cstdint>
#include <limits>
#include <vector>

using namespace ttt;

namespace {

/// The guess for every letter: "-" none, "3" the rule copies item 3 and is wrong, "3!" it is right.
QString guesses(const QString& letters)
{
    PatternFinder finder;
    QStringList words;
    for (const QChar letter : letters) {
        const InductionGuess guess = finder.next(letter.unicode());
        words << (guess.earlier < 0 ? QStringLiteral("-") : QString::number(guess.earlier)) + (guess.hit ? "!" : "");
    }
    return words.join(' ');
}

/// By the definition, looking back from every position.
InductionGuess look_back(const std::vector<std::int32_t>& ids, std::size_t position)
{
    for (std::size_t earlier = position; earlier-- > 1;)
        if (ids[earlier - 1] == ids[position - 1])
            return {.earlier = static_cast<std::int64_t>(earlier), .hit = ids[earlier] == ids[position]};
    return {};
}

}  // namespace

class TestPatterns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void by_hand_data()
    {
        QTest::addColumn<QString>("letters");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("one token") << "a"
                                   << "-";
        QTest::newRow("every token is new") << "abcd"
                                            << "- - - -";
        QTest::newRow("a last token seen before is no pair yet") << "aba"
                                                                 << "- - -";
        QTest::newRow("a pair again") << "abab"
                                      << "- - - 1!";
        QTest::newRow("far apart") << "abcdeab"
                                   << "- - - - - - 1!";
        QTest::newRow("another token follows") << "abac"
                                               << "- - - 1";
        QTest::newRow("the latest pair is copied") << "abacab"
                                                   << "- - - 1 - 3";
        QTest::newRow("the same token twice") << "aa"
                                              << "- -";
        QTest::newRow("and again and again") << "aaaa"
                                             << "- - 1! 2!";
        QTest::newRow("a repeat ends") << "aab"
                                       << "- - 1";
        QTest::newRow("a period of two") << "ababab"
                                         << "- - - 1! 2! 3!";
    }

    void by_hand()
    {
        QFETCH(QString, letters);
        QFETCH(QString, expected);
        QCOMPARE(guesses(letters), expected);
    }

    void agrees_with_the_definition()
    {
        std::vector<std::int32_t> ids;
        std::uint32_t state = 1;
        for (int index = 0; index < 600; ++index) {
            state = state * 1664525U + 1013904223U;
            ids.push_back(static_cast<std::int32_t>((state >> 16) % 7));
        }
        PatternFinder finder;
        for (std::size_t position = 0; position < ids.size(); ++position) {
            const InductionGuess expected = look_back(ids, position);
            const InductionGuess guess = finder.next(ids[position]);
            QCOMPARE(guess.earlier, expected.earlier);
            QCOMPARE(guess.hit, expected.hit);
        }
    }

    void any_id_will_do()
    {
        PatternFinder finder;
        const std::int32_t largest = std::numeric_limits<std::int32_t>::max();
        for (const std::int32_t id : {largest, 0, largest})
            QCOMPARE(finder.next(id).earlier, -1);
        const InductionGuess guess = finder.next(0);
        QCOMPARE(guess.earlier, 1);
        QVERIFY(guess.hit);
    }
};

TTT_TEST(TestPatterns)
#include "tst_patterns.moc"

// Planted patterns: which tokens they are, in words, and that a long text stays fast to ask.
#include "tests/support/test_main.h"
#include "views/token/token_marks.h"

#include <QTest>

using namespace ttt;

namespace {

/// Tokens of three bytes each.
DocumentRecord document(std::int64_t tokens, std::vector<DocumentMark> marks)
{
    DocumentRecord made;
    for (std::int64_t at = 0; at <= tokens; ++at)
        made.byte_offsets.push_back(3 * at);
    made.marks = std::move(marks);
    return made;
}

}  // namespace

class TokenMarksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytes_become_tokens();
    void overlapping_marks();
    void marks_outside_of_the_text();
    void as_a_plain_search_finds_them();
    void words();
};

void TokenMarksTest::bytes_become_tokens()
{
    TokenMarks marks;
    marks.read(document(20, {{7, 13, 2, 0, false}, {30, 33, 2, 1, true}}));  // parts of tokens 2 to 4; token 10 exactly
    QCOMPARE(marks.size(), 2U);
    for (std::int64_t item = 0; item < 20; ++item) {
        const TokenMark* found = marks.at(item);
        QCOMPARE(found != nullptr, (item >= 2 && item <= 4) || item == 10);
        if (found)
            QCOMPARE(found->mark.occurrence, item == 10 ? 1 : 0);
    }
    QCOMPARE(marks.touching(4, 10).size(), 1U);
    QCOMPARE(marks.touching(5, 10).size(), 0U);
    QCOMPARE(marks.touching(0, 20).size(), 2U);
    marks.read(document(20, {}));
    QVERIFY(!marks.at(3) && marks.touching(0, 20).empty());
}

void TokenMarksTest::overlapping_marks()
{
    TokenMarks marks;
    marks.read(document(20, {{0, 60, 0, 0, false}, {9, 15, 1, 0, false}}));
    QCOMPARE(marks.at(2)->mark.pattern, 0);
    QCOMPARE(marks.at(4)->mark.pattern, 1);
    QCOMPARE(marks.at(19)->mark.pattern, 0);
}

void TokenMarksTest::marks_outside_of_the_text()
{
    TokenMarks marks;
    marks.read(document(4, {{10, 99, 0, 0, false}, {12, 20, 1, 0, false}, {50, 60, 2, 0, false}, {3, 3, 3, 0, false}}));
    QCOMPARE(marks.size(), 1U);  // the text was cut: only the first begins in it and holds something
    QVERIFY(marks.at(3) && !marks.at(2));
    marks.read({});
    QVERIFY(!marks.at(0));
}

void TokenMarksTest::as_a_plain_search_finds_them()
{
    constexpr std::int64_t tokens = 1'000'000;
    std::vector<DocumentMark> planted;
    for (std::int64_t at = 100; at + 40 < 3 * tokens; at += 997)
        planted.push_back({at, at + 40, at % 7, at / 997, at % 2 == 0});
    TokenMarks marks;
    marks.read(document(tokens, planted));
    QCOMPARE(marks.size(), planted.size());
    std::size_t next = 0;
    for (std::int64_t item = 0; item < tokens; ++item) {
        while (next < planted.size() && planted[next].end <= 3 * item)
            ++next;
        const bool inside = next < planted.size() && planted[next].begin < 3 * item + 3;
        const TokenMark* found = marks.at(item);
        if ((found != nullptr) != inside || (found && found->mark != planted[next]))
            QFAIL(qPrintable(QStringLiteral("token %1").arg(item)));
    }
}

void TokenMarksTest::words()
{
    QCOMPARE(mark_text({0, 1, 3, 0, false}), QStringLiteral("planted: pattern 3, first time"));
    QCOMPARE(mark_text({0, 1, 3, 5, false}), QStringLiteral("planted: pattern 3, time 6"));
    QCOMPARE(mark_text({0, 1, 0, 1, true}), QStringLiteral("planted: pattern 0, second time, other ending"));
}

TTT_TEST(TokenMarksTest)
#include "tst_token_marks.moc"

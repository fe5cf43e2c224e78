// Maximal repeats against their definition, by brute force.
#include "engine/records/error.h"
#include "engine/text/draw.h"
#include "engine/text/ngrams.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace ttt;

namespace {

using Ids = std::vector<std::int32_t>;

Ids ids_of(const char* letters)
{
    return Ids(letters, letters + std::strlen(letters));
}

/// "abc x2 @0..7": text, count, first and last position.
QStringList words_of(const char* letters, const NgramSettings& settings)
{
    QStringList words;
    for (const RepeatedNgram& gram : repeated_ngrams(ids_of(letters), settings))
        words << QStringLiteral("%1%2 x%3 @%4..%5")
                     .arg(QString::fromLatin1(letters + gram.first, static_cast<int>(gram.length)),
                          gram.goes_on ? "+" : "")
                     .arg(gram.count)
                     .arg(gram.first)
                     .arg(gram.last);
    return words;
}

Ids random_ids(int count, int alphabet, std::uint64_t seed)
{
    Draw draw(seed);
    Ids ids;
    for (int i = 0; i < count; ++i)
        ids.push_back(static_cast<std::int32_t>(draw.below(alphabet)));
    return ids;
}

std::map<Ids, std::vector<std::int64_t>> all_grams(const Ids& ids, std::int64_t length)
{
    std::map<Ids, std::vector<std::int64_t>> grams;
    for (std::int64_t at = 0; at + length <= static_cast<std::int64_t>(ids.size()); ++at)
        grams[Ids(ids.begin() + at, ids.begin() + at + length)].push_back(at);
    return grams;
}

/// A repeat is maximal when no repeat that holds it and one token more has as many occurrences.
bool is_maximal(const Ids& gram, std::size_t count, const std::map<Ids, std::vector<std::int64_t>>& longer, bool right)
{
    return std::none_of(longer.begin(), longer.end(), [&](const auto& entry) {
        const Ids& ids = entry.first;
        const bool holds = (right && std::equal(gram.begin(), gram.end(), ids.begin())) ||
                           std::equal(gram.begin(), gram.end(), ids.begin() + 1);
        return holds && entry.second.size() == count;
    });
}

std::map<Ids, std::vector<std::int64_t>> by_definition(const Ids& ids, const NgramSettings& settings)
{
    std::map<Ids, std::vector<std::int64_t>> found;
    for (std::int64_t length = settings.shortest; length <= settings.longest; ++length) {
        const auto longer = all_grams(ids, length + 1);
        for (const auto& [gram, places] : all_grams(ids, length))
            if (places.size() > 1 && is_maximal(gram, places.size(), longer, length < settings.longest))
                found[gram] = places;
    }
    return found;
}

void expect_gaps(const RepeatedNgram& gram, const std::vector<std::int64_t>& places, const NgramSettings& settings)
{
    std::vector<std::int64_t> gaps;
    for (std::size_t i = 1; i < places.size(); ++i)
        gaps.push_back(places[i] - places[i - 1]);
    const auto outside = std::count_if(gaps.begin(), gaps.end(), [&](auto gap) { return gap > settings.window; });
    std::sort(gaps.begin(), gaps.end());
    QCOMPARE(gram.tokens.smallest, gaps.front());
    QCOMPARE(gram.tokens.median, gaps[(gaps.size() - 1) / 2]);
    QCOMPARE(gram.tokens.largest, gaps.back());
    QCOMPARE(gram.outside, static_cast<std::int64_t>(outside));
    QCOMPARE(gram.inside + gram.outside, gram.count - 1);
}

}  // namespace

class TestNgrams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void by_hand_data()
    {
        QTest::addColumn<QString>("letters");
        QTest::addColumn<int>("shortest");
        QTest::addColumn<int>("longest");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("nothing") << "" << 1 << 8 << QStringList{};
        QTest::newRow("no repeat") << "abcdef" << 1 << 8 << QStringList{};
        QTest::newRow("shorter than asked for") << "ab" << 3 << 8 << QStringList{};
        QTest::newRow("one repeat") << "abcXabc" << 2 << 8 << QStringList{"abc x2 @0..4"};
        QTest::newRow("parts that repeat oftener")
            << "abcXabcYab" << 2 << 8 << QStringList{"ab x3 @0..8", "abc x2 @0..4"};
        QTest::newRow("too short to be told") << "abcXabcYab" << 3 << 8 << QStringList{"abc x2 @0..4"};
        QTest::newRow("longer than asked for") << "abcdefXabcdef" << 2 << 4 << QStringList{"abcd+ x2 @0..7"};
        QTest::newRow("as long as asked for") << "abcdXabcdY" << 2 << 4 << QStringList{"abcd x2 @0..5"};
        QTest::newRow("overlapping") << "aaaa" << 2 << 3 << QStringList{"aa x3 @0..2", "aaa x2 @0..1"};
        QTest::newRow("single tokens") << "XaYaZ" << 1 << 2 << QStringList{"a x2 @1..3"};
    }

    void by_hand()
    {
        QFETCH(QString, letters);
        QFETCH(int, shortest);
        QFETCH(int, longest);
        QFETCH(QStringList, expected);
        QCOMPARE(words_of(qPrintable(letters), {.shortest = shortest, .longest = longest}), expected);
    }

    void agrees_with_the_definition_data()
    {
        QTest::addColumn<int>("alphabet");
        QTest::newRow("two letters") << 2;
        QTest::newRow("five letters") << 5;
        QTest::newRow("thirty letters") << 30;
    }

    void agrees_with_the_definition()
    {
        QFETCH(int, alphabet);
        const Ids ids = random_ids(250, alphabet, 7);
        const NgramSettings settings{.shortest = 2, .longest = 5, .window = 20, .chunk = 16};
        auto expected = by_definition(ids, settings);
        const auto found = repeated_ngrams(ids, settings);
        QVERIFY(!found.empty());
        QCOMPARE(found.size(), expected.size());
        for (const RepeatedNgram& gram : found) {
            const auto& places = expected[Ids(ids.begin() + gram.first, ids.begin() + gram.first + gram.length)];
            QCOMPARE(static_cast<std::size_t>(gram.count), places.size());
            QCOMPARE(gram.first, places.front());
            QCOMPARE(gram.last, places.back());
            expect_gaps(gram, places, settings);
        }
    }

    void the_most_repeated_come_first()
    {
        const auto found = repeated_ngrams(random_ids(2000, 6, 3), {.shortest = 2, .longest = 6});
        const auto rank = [](const RepeatedNgram& gram) { return std::tuple(-gram.count, -gram.length, gram.first); };
        for (std::size_t i = 1; i < found.size(); ++i)
            QVERIFY(rank(found[i - 1]) < rank(found[i]));
    }

    void gaps_are_counted_in_chunks_too()
    {
        Ids ids(100, 0);
        for (std::size_t i = 0; i < ids.size(); ++i)
            ids[i] = static_cast<std::int32_t>(i);
        for (const std::size_t at : {15U, 31U, 80U})  // of chunks 0, 1 and 5
            ids[at] = 1000, ids[at + 1] = 1001;
        const auto found = repeated_ngrams(ids, {.shortest = 2, .longest = 3, .window = 16, .chunk = 16});
        QCOMPARE(found.size(), 1u);
        QVERIFY(found[0].tokens == (GapSpread{16, 16, 49}));
        QVERIFY(found[0].chunks == (GapSpread{1, 1, 4}));
        QCOMPARE(found[0].inside, 1);  // 16 tokens back is the last that a window of 16 sees
        QCOMPARE(found[0].outside, 1);
    }

    void a_window_of_0_sees_everything()
    {
        const auto found = repeated_ngrams(ids_of("abXXXXXXXXXXXab"), {.shortest = 2, .longest = 2});
        for (const RepeatedNgram& gram : found)
            QCOMPARE(gram.outside, 0);
    }

    void inductions_are_counted()
    {
        // a b . . a b: the second b is copied from 4 back; a c: the rule says b and is wrong.
        const InductionCounts counts = count_inductions(ids_of("abcdabac"), 3);
        QCOMPARE(counts.tokens, 8);
        QCOMPARE(counts.guesses, 3);
        QCOMPARE(counts.right, 1);
        QCOMPARE(counts.right_inside, 0);
        QVERIFY(counts.distances == std::vector<std::int64_t>{4});
        QCOMPARE(count_inductions(ids_of("abcdabac"), 4).right_inside, 1);
        QCOMPARE(count_inductions(ids_of("abcdabac"), 0).right_inside, 1);
        QCOMPARE(count_inductions({}, 0).tokens, 0);
    }

    void impossible_lengths_are_refused()
    {
        QVERIFY_EXCEPTION_THROWN(repeated_ngrams({}, {.shortest = 0, .longest = 2}), Error);
        QVERIFY_EXCEPTION_THROWN(repeated_ngrams({}, {.shortest = 4, .longest = 3}), Error);
    }
};

TTT_TEST(TestNgrams)
#include "tst_ngrams.moc"

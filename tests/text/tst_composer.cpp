// Composed documents: what is planted is where the marks say, as far apart as the plan says, and nowhere else.
#include "engine/records/error.h"
#include "engine/text/composer.h"
#include "engine/text/hash.h"
#include "engine/text/invented_words.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace ttt;

namespace {

/// A filler of `words` different words, in lines of ten.
std::string numbered_words(int words)
{
    std::string text;
    for (int i = 0; i < words; ++i)
        text += "word" + std::to_string(i) + (i % 10 == 9 ? ",\n" : " ");
    return text;
}

std::string marked(const ComposedText& composed, const DocumentMark& mark)
{
    return composed.text.substr(static_cast<std::size_t>(mark.begin), static_cast<std::size_t>(mark.end - mark.begin));
}

std::string last_word(const std::string& words)
{
    return words.substr(words.rfind(' ') + 1);
}

std::string but_last_word(const std::string& words)
{
    return words.substr(0, words.rfind(' '));
}

std::size_t occurrences(const std::string& text, const std::string& words)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
        ++count;
    return count;
}

std::int64_t words_between(const ComposedText& composed, const DocumentMark& before, const DocumentMark& after)
{
    return word_count(
        composed.text.substr(static_cast<std::size_t>(before.end), static_cast<std::size_t>(after.begin - before.end)));
}

/// Marks of one pattern in order of occurrence, which must be that of the text.
std::map<std::int64_t, std::vector<DocumentMark>> by_pattern(const ComposedText& composed)
{
    std::map<std::int64_t, std::vector<DocumentMark>> patterns;
    for (const DocumentMark& mark : composed.marks) {
        std::vector<DocumentMark>& marks = patterns[mark.pattern];
        if (mark.occurrence != static_cast<std::int64_t>(marks.size()))
            QTest::qFail("an occurrence is not numbered in order", __FILE__, __LINE__);
        marks.push_back(mark);
    }
    return patterns;
}

void expect_marks(const ComposePlan& plan, const ComposedText& composed)
{
    std::int64_t last_end = 0;
    for (const DocumentMark& mark : composed.marks) {
        QVERIFY(mark.begin >= last_end);  // no two overlap
        last_end = mark.end;
        const std::string& pattern = composed.patterns[static_cast<std::size_t>(mark.pattern)];
        QCOMPARE(word_count(marked(composed, mark)), plan.pattern_words);
        if (!mark.noisy)
            QVERIFY(marked(composed, mark) == pattern);
        QVERIFY(but_last_word(marked(composed, mark)) == but_last_word(pattern));
        QCOMPARE(last_word(marked(composed, mark)) == last_word(pattern), !mark.noisy);
        QVERIFY(!mark.noisy || mark.occurrence > 0);
    }
}

void expect_gaps(const ComposePlan& plan, const ComposedText& composed)
{
    for (const auto& [pattern, marks] : by_pattern(composed)) {
        QCOMPARE(static_cast<std::int64_t>(marks.size()), composed.counts.repeats);
        for (std::size_t i = 1; i < marks.size(); ++i)
            QCOMPARE(words_between(composed, marks[i - 1], marks[i]), plan.gap);
    }
}

}  // namespace

class TestComposer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plans_come_true_data()
    {
        QTest::addColumn<bool>("book");
        QTest::addColumn<int>("words");
        QTest::addColumn<int>("patterns");
        QTest::addColumn<int>("repeats");
        QTest::addColumn<int>("gap");
        QTest::addColumn<int>("pattern_words");
        QTest::addColumn<double>("noise");
        QTest::newRow("default") << false << 4000 << 8 << 4 << 300 << 3 << 0.0;
        QTest::newRow("into a book") << true << 3000 << 5 << 3 << 200 << 4 << 0.3;
        QTest::newRow("a whole book") << true << 0 << 5 << 3 << 200 << 4 << 0.3;
        QTest::newRow("one pair") << false << 500 << 1 << 2 << 400 << 2 << 1.0;
        QTest::newRow("no gap") << false << 100 << 3 << 4 << 0 << 2 << 0.0;
        QTest::newRow("nothing but plants") << false << 24 << 2 << 6 << 2 << 2 << 0.5;
        QTest::newRow("more patterns than fit into a gap") << false << 2000 << 40 << 3 << 20 << 5 << 0.25;
        QTest::newRow("just long enough") << false << 8 * 3 + 3 * 303 << 8 << 4 << 300 << 3 << 0.5;
    }

    void plans_come_true()
    {
        QFETCH(bool, book);
        QFETCH(int, words);
        QFETCH(int, patterns);
        QFETCH(int, repeats);
        QFETCH(int, gap);
        QFETCH(int, pattern_words);
        QFETCH(double, noise);
        const ComposePlan plan{.filler = book ? numbered_words(3000) : "",
                               .words = words,
                               .patterns = patterns,
                               .repeats = repeats,
                               .gap = gap,
                               .pattern_words = pattern_words,
                               .noise = noise};
        const ComposedText composed = compose(plan);
        QCOMPARE(word_count(composed.text), composed.counts.words);
        QCOMPARE(composed.counts.words, words > 0 ? words : 3000 + patterns * repeats * pattern_words);
        QCOMPARE(static_cast<int>(composed.patterns.size()), patterns);
        QCOMPARE(static_cast<int>(composed.marks.size()), patterns * repeats);
        expect_marks(plan, composed);
        expect_gaps(plan, composed);
        const auto noisy = std::count_if(composed.marks.begin(), composed.marks.end(),
                                         [](const DocumentMark& mark) { return mark.noisy; });
        QCOMPARE(static_cast<std::int64_t>(noisy), composed.counts.noisy);
        QCOMPARE(composed.counts.noisy, std::llround(noise * patterns * (repeats - 1)));
    }

    void planted_words_stand_nowhere_else()
    {
        const ComposedText composed = compose({.noise = 0.5});
        std::set<std::string> words;
        for (const std::string& pattern : composed.patterns)
            for (const QString& word : QString::fromStdString(pattern).split(' '))
                QVERIFY(words.insert(word.toStdString()).second);  // of no other pattern
        for (const DocumentMark& mark : composed.marks)
            if (mark.noisy)
                QVERIFY(words.insert(last_word(marked(composed, mark))).second);  // of no other occurrence
        std::string rest = composed.text;
        for (const DocumentMark& mark : composed.marks)
            std::fill(rest.begin() + mark.begin, rest.begin() + mark.end, ' ');
        std::transform(rest.begin(), rest.end(), rest.begin(), [](unsigned char c) { return std::tolower(c); });
        const QStringList others = QString::fromStdString(rest).split(QRegularExpression("[^a-z]+"));
        for (const QString& word : others)
            QVERIFY2(!words.contains((word.left(1).toUpper() + word.mid(1)).toStdString()), qPrintable(word));
    }

    void the_filler_stays_as_it_was()
    {
        const ComposePlan plan{.filler = "  " + numbered_words(2000), .words = 0, .gap = 100};
        ComposedText composed = compose(plan);
        for (auto mark = composed.marks.rbegin(); mark != composed.marks.rend(); ++mark)
            composed.text.erase(static_cast<std::size_t>(mark->begin),
                                static_cast<std::size_t>(mark->end - mark->begin + 1));
        QCOMPARE(QString::fromStdString(composed.text).trimmed(), QString::fromStdString(plan.filler).trimmed());
    }

    void names_avoid_the_filler()
    {
        const ComposePlan plan{.words = 600, .patterns = 2, .gap = 100};
        const ComposedText first = compose(plan);
        ComposePlan again = plan;
        again.filler = first.text;  // the names that the seed gives at first are taken now
        again.words = 500;
        const ComposedText second = compose(again);
        for (const std::string& pattern : first.patterns)
            QVERIFY(std::find(second.patterns.begin(), second.patterns.end(), pattern) == second.patterns.end());
    }

    void a_pattern_is_met_as_often_as_planted()
    {
        const ComposedText composed = compose({.words = 3000, .patterns = 4, .repeats = 5, .gap = 120, .noise = 0.25});
        for (std::size_t i = 0; i < composed.patterns.size(); ++i) {
            const auto clean = std::count_if(composed.marks.begin(), composed.marks.end(), [&](const auto& mark) {
                return mark.pattern == static_cast<std::int64_t>(i) && !mark.noisy;
            });
            QCOMPARE(occurrences(composed.text, composed.patterns[i]), static_cast<std::size_t>(clean));
        }
    }

    void frequency_sets_the_repeats()
    {
        const ComposePlan plan{.words = 6000, .patterns = 4, .gap = 60, .pattern_words = 3, .frequency = 0.05};
        const ComposeCounts counts = counts_of(plan);
        QCOMPARE(counts.repeats, 25);
        QCOMPARE(counts.planted_words, 300);
        const ComposedText composed = compose(plan);
        QCOMPARE(composed.marks.size(), 100u);
        expect_gaps(plan, composed);
        ComposePlan book = plan;
        book.filler = numbered_words(5700);
        book.words = 0;  // 5,700 words are the other 95 %
        QCOMPARE(counts_of(book).repeats, 25);
    }

    void the_seed_decides_and_nothing_else()
    {
        const ComposedText one = compose({.noise = 0.3});
        const ComposedText again = compose({.noise = 0.3});
        QVERIFY(one.text == again.text);
        QVERIFY(one.marks == again.marks);
        QVERIFY(compose({.noise = 0.3, .seed = 2}).text != one.text);
        // The same bytes on every machine and with every library: no std:: distribution takes part.
        QCOMPARE(QString::fromStdString(content_hash(one.text)),
                 QStringLiteral("xxh3:174c7e9e5689f2732e65c2222fa63c10"));
    }

    void plants_are_spread_over_the_text()
    {
        const ComposedText composed = compose({.words = 20000, .patterns = 10, .repeats = 4, .gap = 300});
        std::set<std::int64_t> quarters;
        for (const DocumentMark& mark : composed.marks)
            quarters.insert(4 * mark.begin / static_cast<std::int64_t>(composed.text.size()));
        QCOMPARE(quarters.size(), 4u);
    }

    void impossible_plans_get_a_sentence_data()
    {
        QTest::addColumn<ComposePlan>("plan");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no pattern") << ComposePlan{.patterns = 0}
                                    << "The number of patterns must be from 1 to 1,000, not 0.";
        QTest::newRow("one occurrence") << ComposePlan{.repeats = 1}
                                        << "The number of repeats must be from 2 to 100,000, not 1.";
        QTest::newRow("negative gap") << ComposePlan{.gap = -1}
                                      << "The gap in words must be from 0 to 5,000,000, not -1.";
        QTest::newRow("one word") << ComposePlan{.pattern_words = 1}
                                  << "The length of a pattern in words must be from 2 to 8, not 1.";
        QTest::newRow("noise") << ComposePlan{.noise = 1.5} << "The noise must be a share from 0 to 1.";
        QTest::newRow("no number") << ComposePlan{.noise = std::nan("")} << "The noise must be a share from 0 to 1.";
        QTest::newRow("frequency") << ComposePlan{.frequency = 0.95} << "The frequency must be a share from 0 to 0.9.";
        QTest::newRow("no words") << ComposePlan{.words = 0} << "Say how many words the invented text shall have.";
        QTest::newRow("too long") << ComposePlan{.words = 1200, .repeats = 6}
                                  << "8 patterns, 6 times each, 300 words apart, need at least 1,539 words; the text "
                                     "has 1,200. Take fewer repeats, a smaller gap or more words.";
        QTest::newRow("too frequent") << ComposePlan{.words = 1000, .patterns = 1, .frequency = 0.5}
                                      << "1 pattern, 167 times each, 300 words apart, needs at least 50,301 words; the "
                                         "text has 1,000. Take a smaller frequency, a smaller gap or more words.";
        QTest::newRow("too rare") << ComposePlan{.frequency = 0.001}
                                  << "A frequency of 0.1 % gives each of the 8 patterns fewer than two occurrences in "
                                     "4,000 words. Take fewer patterns, more words, or a frequency of at least 1.2 %.";
        QTest::newRow("short filler") << ComposePlan{.filler = "Only five words are here."}
                                      << "The filler has 5 words and the plan needs 3,904 of it. Take a longer filler "
                                         "or fewer words.";
    }

    void impossible_plans_get_a_sentence()
    {
        QFETCH(ComposePlan, plan);
        QFETCH(QString, sentence);
        QCOMPARE(QString::fromStdString(fault_of(plan)), sentence);
        try {
            compose(plan);
            QFAIL("it was composed");
        } catch (const Error& error) {
            QCOMPARE(QString::fromUtf8(error.what()), sentence);
        }
    }

    void the_least_length_is_the_least()
    {
        for (const std::int64_t gap : {0, 5, 40}) {
            ComposePlan plan{.words = 1, .patterns = 7, .repeats = 3, .gap = gap, .pattern_words = 3};
            while (!fault_of(plan).empty())
                ++plan.words;
            expect_gaps(plan, compose(plan));
        }
    }

    void words_are_counted()
    {
        QCOMPARE(word_count(""), 0);
        QCOMPARE(word_count(" \n"), 0);
        QCOMPARE(word_count("one"), 1);
        QCOMPARE(word_count("  one\ttwo \n three"), 3);
        for (const int words : {0, 1, 7, 500})
            QCOMPARE(word_count(invented_text(words, 3)), words);
    }
};

TTT_TEST(TestComposer)
#include "tst_composer.moc"

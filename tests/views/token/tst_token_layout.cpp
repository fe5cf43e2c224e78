// Row breaks at made-up widths, the token at a point and back, caret moves, gains, and finding words.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "views/token/token_forms.h"
#include "views/token/token_layout.h"
#include "views/token/token_moves.h"
#include "views/token/token_search.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace ttt;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// Forms: 0 a word of 10 px with a space of 2 in front, 1 a part of a word of 10 px, 2 a newline, 3 a long one,
/// 4 goes on with a character of the token before.
const std::vector<TokenBox> boxes{
    {.width = 12, .lead = 2, .starts_word = true},
    {.width = 10},
    {.width = 6, .ends_line = true, .hangs = true, .starts_word = true, .ends_word = true},
    {.width = 500, .starts_word = true},
    {.width = 10, .joins = true}};

struct Page {
    Page(std::vector<std::int32_t> forms, double width) : items(std::move(forms))
    {
        layout.lay_out(items, boxes, width);
    }
    std::vector<std::int64_t> starts() const
    {
        std::vector<std::int64_t> result;
        for (std::int64_t row = 0; row < layout.row_count(); ++row)
            result.push_back(layout.row(row).first);
        return result;
    }
    std::vector<std::int32_t> items;
    TokenLayout layout;
};

using Starts = std::vector<std::int64_t>;

}  // namespace

class TokenLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void breaks_rows_where_the_width_ends();
    void keeps_short_words_whole();
    void newlines_end_rows_and_hang();
    void cuts_what_is_wider_than_a_row();
    void keeps_characters_whole();
    void points_and_tokens_agree();
    void moves_by_token_row_and_page();
    void finds_gains();
    void finds_words_across_tokens();
    void forms_follow_the_bytes_not_the_vocabulary();
};

void TokenLayoutTest::breaks_rows_where_the_width_ends()
{
    // The first space of a row hangs: 10 + 12 + 12 = 34 px hold three words.
    QCOMPARE(Page({0, 0, 0, 0, 0, 0, 0}, 34).starts(), (Starts{0, 3, 6}));
    QCOMPARE(Page({0, 0, 0, 0, 0, 0, 0}, 33).starts(), (Starts{0, 2, 4, 6}));
    QCOMPARE(Page({}, 100).starts(), Starts{});
    QCOMPARE(Page({0}, 0).starts(), Starts{0});  // a window without width
}

void TokenLayoutTest::keeps_short_words_whole()
{
    // 10 12 12 12 | 10: the last word has two parts, of which the second does not fit: both go down.
    QCOMPARE(Page({0, 0, 0, 0, 1, 0}, 50).starts(), (Starts{0, 3}));
    // A word of a third of the row and more breaks inside, at the token.
    QCOMPARE(Page({0, 1, 1, 1, 1}, 30).starts(), (Starts{0, 3}));
    QCOMPARE(Page({0, 0, 1, 1}, 30).starts(), (Starts{0, 2}));
}

void TokenLayoutTest::newlines_end_rows_and_hang()
{
    QCOMPARE(Page({0, 2, 0, 2, 2, 0}, 100).starts(), (Starts{0, 2, 4, 5}));
    QCOMPARE(Page({0, 0, 2, 0}, 22).starts(), (Starts{0, 3}));  // 10 + 12 are full: the newline stands out
}

void TokenLayoutTest::cuts_what_is_wider_than_a_row()
{
    const Page page({0, 3, 0}, 80);
    QCOMPARE(page.starts(), (Starts{0, 1, 2}));
    QCOMPARE(page.layout.extent(1), (std::pair<double, double>(0, 80)));
    QCOMPARE(page.layout.item_at(1, 79), 1);
}

/// No row begins in the middle of a character.
void TokenLayoutTest::keeps_characters_whole()
{
    QCOMPARE(Page({0, 1, 1, 4, 1, 4, 1}, 35).starts(), (Starts{0, 2, 4}));
    QCOMPARE(Page({1, 4, 4, 4}, 25).starts(), (Starts{0, 2}));  // wider than a row: it must
    QCOMPARE(Page({1, 1, 4}, 35).layout.extent(2), (std::pair<double, double>(20, 30)));
}

void TokenLayoutTest::points_and_tokens_agree()
{
    std::vector<std::int32_t> forms;
    for (int item = 0; item < 500; ++item)
        forms.push_back(item % 17 == 0 ? 2 : item % 3 == 0 ? 1 : 0);
    const Page page(forms, 120);
    for (std::int64_t item = 0; item < 500; ++item) {
        const auto [left, right] = page.layout.extent(item);
        QVERIFY(page.layout.row(page.layout.row_of(item)).first <= item);
        QCOMPARE(page.layout.item_at(page.layout.row_of(item), (std::max(0.0, left) + right) / 2), item);
    }
    QCOMPARE(page.layout.item_at(-1, 5), -1);
    QCOMPARE(page.layout.item_at(page.layout.row_count(), 5), -1);
    QCOMPARE(page.layout.item_at(1, -1), -1);
    QCOMPARE(page.layout.item_at(1, 119.9), -1);  // beside the text
    QCOMPARE(page.layout.nearest(1, 1e9), page.layout.row(1).second - 1);
}

void TokenLayoutTest::moves_by_token_row_and_page()
{
    const Page page({0, 0, 0, 0, 0, 0, 0, 0}, 34);  // rows 0, 3, 6
    const auto go = [&](std::int64_t item, CaretMove move) { return moved(page.layout, item, move, 11, 2); };
    QCOMPARE(go(0, CaretMove::left), 0);
    QCOMPARE(go(7, CaretMove::right), 7);
    QCOMPARE(go(2, CaretMove::right), 3);
    QCOMPARE(go(1, CaretMove::down), 4);
    QCOMPARE(go(7, CaretMove::up), 4);
    QCOMPARE(go(1, CaretMove::up), 1);
    QCOMPARE(go(7, CaretMove::down), 7);
    QCOMPARE(go(1, CaretMove::page_down), 7);
    QCOMPARE(go(7, CaretMove::page_up), 1);
    QCOMPARE(go(4, CaretMove::row_start), 3);
    QCOMPARE(go(4, CaretMove::row_end), 5);
    QCOMPARE(go(4, CaretMove::start), 0);
    QCOMPARE(go(4, CaretMove::end), 7);
}

void TokenLayoutTest::finds_gains()
{
    const std::vector<float> frozen{none, 5, 4, 9, 3, 8}, adapted{none, 4, 4, 2, 0.5F, none};
    QCOMPARE(largest_gain(frozen, adapted, 6), 3);
    QCOMPARE(largest_gain(frozen, adapted, 3), 1);
    QCOMPARE(largest_gain(frozen, adapted, 1), -1);
    QCOMPARE(largest_gain({}, adapted, 6), -1);
    QCOMPARE(next_gain(frozen, adapted, 6, -1, 1, 2), 3);
    QCOMPARE(next_gain(frozen, adapted, 6, 3, 1, 2), 4);
    QCOMPARE(next_gain(frozen, adapted, 6, 4, 1, 2), -1);
    QCOMPARE(next_gain(frozen, adapted, 6, 99, -1, 2), 4);
    QCOMPARE(next_gain(frozen, adapted, 6, 3, -1, 0.5), 1);
    QCOMPARE(next_gain(frozen, adapted, 6, 1, -1, 0.5), -1);
}

void TokenLayoutTest::finds_words_across_tokens()
{
    QCOMPARE(find_all("Emma\nWood emma wood", "EMMA w"), (std::vector<std::int64_t>{0, 10}));
    QCOMPARE(find_all("aaaa", "aa"), (std::vector<std::int64_t>{0, 2}));
    QVERIFY(find_all("aaaa", "").empty() && find_all("", "a").empty());
    TokenSearch search;
    const std::vector<std::int64_t> offsets{0, 2, 5, 10, 14, 19};  // Em|ma\n|Wood |emma| wood
    search.find("Emma\nWood emma wood", "a w");
    QVERIFY(search.start_at(offsets, 2));
    QCOMPARE(search.items(offsets), (std::pair<std::int64_t, std::int64_t>(3, 5)));
    QVERIFY(search.step(1));
    QCOMPARE(search.items(offsets), (std::pair<std::int64_t, std::int64_t>(1, 3)));  // around the end
    QVERIFY(search.step(-1));
    QCOMPARE(search.current(), 1);
    QVERIFY(search.touches(2, 5) && search.touches(5, 10) && !search.touches(0, 2) && search.touches(14, 19));
    search.clear();
    QVERIFY(!search.step(1) && !search.touches(2, 5));
}

void TokenLayoutTest::forms_follow_the_bytes_not_the_vocabulary()
{
    DocumentRecord document;
    document.bytes = "  ab\n\xFF"
                     "ab";
    document.vocabulary = {"  ab", "\n", "??"};
    document.token_ids = {0, 1, 2, 77};
    document.byte_offsets = {0, 4, 5, 6, 8};
    TokenForms forms;
    forms.read(document);
    forms.measure(QGuiApplication::font());
    QCOMPARE(forms.items().size(), 4U);
    QCOMPARE(forms.form(forms.items()[0]).text, QStringLiteral("ab"));
    QVERIFY(forms.boxes()[0].lead > 0 && forms.boxes()[0].starts_word && !forms.boxes()[0].ends_line);
    QVERIFY(forms.boxes()[1].ends_line && forms.boxes()[1].hangs && forms.form(1).quiet);
    QCOMPARE(forms.form(forms.items()[2]).text, QStringLiteral("\\xff"));
    QCOMPARE(forms.form(forms.items()[3]).text, QStringLiteral("ab"));
    // Bytes of one character in two tokens: one form for each half, whatever its id; both are as wide as the whole.
    DocumentRecord cut;
    cut.bytes = "x\xC3\xA9y\xC3\xA9";
    cut.vocabulary = {"x", "\xC3", "\xA9", "y"};
    cut.token_ids = {0, 1, 2, 3, 1, 2};
    cut.byte_offsets = {0, 1, 2, 3, 4, 5, 6};
    forms.read(cut);
    forms.measure(QGuiApplication::font());
    QCOMPARE(forms.items()[1], forms.items()[4]);
    QCOMPARE(forms.items()[2], forms.items()[5]);
    QCOMPARE(forms.size(), 4U);
    const auto box = [&](std::size_t item) { return forms.boxes()[static_cast<std::size_t>(forms.items()[item])]; };
    QVERIFY(!box(1).joins && box(2).joins);
    const double whole = QFontMetricsF(QGuiApplication::font()).horizontalAdvance(QStringLiteral("é"));
    QVERIFY(std::abs(static_cast<double>(box(1).width + box(2).width) - whole) < 0.1);
    document.byte_offsets.pop_back();  // a document cut short
    forms.read(document);
    QCOMPARE(forms.items().size(), 3U);
}

TTT_TEST(TokenLayoutTest)
#include "tst_token_layout.moc"

#include "app/cli/range_table.h"
#include "app/format.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <sstream>

using namespace ttt;

class CliText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbers();
    void durations();
    void names();
    void columns_line_up();
};

void CliText::numbers()
{
    QCOMPARE(fixed(12.345, 2), std::string("12.35"));
    QCOMPARE(fixed(NAN, 2), std::string("–"));
    QCOMPARE(fixed(1e300, 0).size(), std::size_t{301});
    QCOMPARE(percent_change(100, 85), std::string("-15.0 %"));
    QCOMPARE(percent_change(NAN, 85), std::string("–"));
    QCOMPARE(percent_change(0, 85), std::string("–"));
    QCOMPARE(thousands(0), std::string("0"));
    QCOMPARE(thousands(999), std::string("999"));
    QCOMPARE(thousands(32768), std::string("32,768"));
    QCOMPARE(thousands(-123456), std::string("-123,456"));
    QCOMPARE(thousands(1234567890), std::string("1,234,567,890"));
}

void CliText::durations()
{
    QCOMPARE(duration(0), std::string("0:00"));
    QCOMPARE(duration(41.2), std::string("0:42"));
    QCOMPARE(duration(3723), std::string("1:02:03"));
    QCOMPARE(duration(std::numeric_limits<double>::infinity()), std::string("–"));
}

void CliText::names()
{
    QCOMPARE(file_name("/a/b/books-ttt/"), std::string("books-ttt"));
    QCOMPARE(file_name("/a/emma.txt"), std::string("emma.txt"));
    QCOMPARE(short_id("0b5c9a6e-0001-4000"), std::string("0b5c9a6e"));
}

void CliText::columns_line_up()
{
    RangeTable table;
    table.add(RangePerplexity{.begin = 0, .end = 512, .frozen = 100, .adapted = 80, .twin = std::nullopt});
    table.add("all", 9, 8, 7);
    std::ostringstream text;
    text << table;
    QCOMPARE(text.str(), std::string("positions  frozen  twin  adapted  against frozen  against twin\n"
                                     "0 – 512    100.00     –    80.00         -20.0 %             –\n"
                                     "all          9.00  8.00     7.00         -22.2 %       -12.5 %\n"));
}

TTT_TEST(CliText)
#include "tst_cli_text.moc"

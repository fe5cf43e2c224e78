#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/range_table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "tests/support/test_main.h"

#include <QtTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>
#include <limits>
#include <sstream>

using namespace ttt;

namespace {

/// What std::cout lets through of these writes.
std::string filtered(const std::vector<std::string>& writes)
{
    std::ostringstream target;
    std::streambuf* before = std::cout.rdbuf(target.rdbuf());
    {
        const TerminalFilter filter;
        for (const std::string& write : writes)
            std::cout << write << std::flush;
    }
    std::cout.rdbuf(before);
    return target.str();
}

}  // namespace

class CliText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbers();
    void durations();
    void names();
    void dates();
    void columns_line_up();
    void foreign_text_steers_no_terminal_data();
    void foreign_text_steers_no_terminal();
    void a_character_may_come_in_pieces();
    void json_stays_json();
};

void CliText::numbers()
{
    QCOMPARE(fixed(12.345, 2), std::string("12.35"));
    QCOMPARE(fixed(NAN, 2), std::string("–"));
    QCOMPARE(fixed(999'999.5, 1), std::string("999999.5"));
    QCOMPARE(fixed(1.23e51, 2), std::string("1.2e+51"));
    QCOMPARE(fixed(-std::numeric_limits<double>::infinity(), 2), std::string("-∞"));
    QCOMPARE(percent_change(1, 1e51), std::string("+1.0e+53 %"));
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

void CliText::dates()
{
    QCOMPARE(local_time(std::numeric_limits<std::int64_t>::max()), std::string("–"));
    QCOMPARE(local_time(-1), std::string("–"));
    QVERIFY(local_time(1'790'000'000'123).starts_with("2026-09-2"));
}

void CliText::foreign_text_steers_no_terminal_data()
{
    QTest::addColumn<QByteArray>("foreign");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("plain") << QByteArray("Grüße, 日本 👨‍👩‍👧")
                           << QByteArray("Grüße, 日本 👨‍👩‍👧");
    QTest::newRow("escape") << QByteArray("\x1b[31mred\x1b]0;title\x07")
                            << QByteArray("\\x1b[31mred\\x1b]0;title\\x07");
    QTest::newRow("C1 as UTF-8") << QByteArray("\xc2\x9b"
                                               "31m")
                                 << QByteArray("\\xc2\\x9b31m");
    QTest::newRow("C1 as a byte") << QByteArray("\x9b"
                                                "31m")
                                  << QByteArray("\\x9b31m");
    QTest::newRow("DEL") << QByteArray("a\x7f") << QByteArray("a\\x7f");
    QTest::newRow("line breaks") << QByteArray("a\r\nRun  forged") << QByteArray("a\\x0d\\x0aRun  forged");
    QTest::newRow("direction") << QByteArray("a\xe2\x80\xae"
                                             "b\xe2\x81\xa6")
                               << QByteArray("a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6");
    QTest::newRow("separator") << QByteArray("a\xe2\x80\xa8") << QByteArray("a\\xe2\\x80\\xa8");
    QTest::newRow("cut character") << QByteArray("a\xe6\x97") << QByteArray("a\\xe6\\x97");
}

void CliText::foreign_text_steers_no_terminal()
{
    QFETCH(QByteArray, foreign);
    QFETCH(QByteArray, shown);
    const std::string text = foreign.toStdString();
    QCOMPARE(QByteArray::fromStdString(terminal_text(text)), shown);
    std::ostringstream field, table;
    print_field(field, "Model", text);
    QCOMPARE(QByteArray::fromStdString(field.str()), "Model     " + shown + "\n");
    Table cells({"name"});
    cells.add_row({text});
    table << cells;
    QCOMPARE(QByteArray::fromStdString(table.str()), "name\n" + shown + "\n");
    QCOMPARE(QByteArray::fromStdString(filtered({text + "\n"})),
             QByteArray::fromStdString(terminal_text(text) + "\n").replace("\\x0aRun", "\nRun"));  // our own lines
}

void CliText::a_character_may_come_in_pieces()
{
    QCOMPARE(filtered({"\xe6\x97", "\xa5", "\xe6", "x"}), std::string("日\\xe6x"));
    QCOMPARE(filtered({"\xc2", "\x9b", "1m\n"}), std::string("\\xc2\\x9b1m\n"));
    QCOMPARE(filtered({"end\xe2\x80"}), std::string("end\\xe2\\x80"));
}

void CliText::json_stays_json()
{
    const nlohmann::ordered_json json{{"name", "a\x1b\xc2\x9b\x7f\xe2\x80\xae\n\xe6\x97\xa5"}};
    const std::string text = text_of(json);
    QVERIFY(text.find("\\u001b\\u009b\\u007f\\u202e\\n日") != std::string::npos);
    QCOMPARE(nlohmann::ordered_json::parse(text), json);
}

void CliText::columns_line_up()
{
    RangeTable table;
    RangePerplexity first{.begin = 0,
                          .end = 512,
                          .frozen = 100,
                          .adapted = 80,
                          .twin = std::nullopt,
                          .guarded = std::nullopt,
                          .against_frozen = {},
                          .against_twin = {}};
    first.against_frozen = {.change = -0.2, .low = -0.21, .high = 0.01, .tokens = 511};
    table.add(first);
    table.add("all", {.begin = 0,
                      .end = 600,
                      .frozen = 9,
                      .adapted = 1.5e60,
                      .twin = 8,
                      .guarded = {},
                      .against_frozen = {},
                      .against_twin = {}});
    std::ostringstream text;
    text << table;
    QCOMPARE(text.str(), std::string("positions  frozen  twin  adapted          against frozen  against twin\n"
                                     "0 – 512    100.00     –    80.00  -20.0 % (-21.0 … +1.0)             –\n"
                                     "all          9.00  8.00  1.5e+60                       –             –\n"));
}

TTT_TEST(CliText)
#include "tst_cli_text.moc"

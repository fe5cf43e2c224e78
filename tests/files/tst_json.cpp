// JSON that somebody else wrote: what is read, and that everything else is one sentence that says where.
#include "engine/files/json.h"
#include "engine/files/json_words.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTemporaryFile>
#include <QtTest>

using ttt::json_words;
using ttt::parse_json;

class JsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agrees_with_the_library_data();
    void agrees_with_the_library();
    void keeps_the_order_that_is_asked_for();
    void refuses_data();
    void refuses();
    void limits_are_those_of_the_rules();
    void comments_only_where_allowed();
    void hostile_texts_end_soon();
    void a_pointer_of_git_lfs_is_called_so();
    void words_for_a_value_data();
    void words_for_a_value();
};

void JsonTest::agrees_with_the_library_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"null", "true", "-1", "18446744073709551615", "1e308", "0.1", "\"\\u00e9\\n\"", "[]", "{}", "[[],{},[{}]]",
          R"({"b":1,"a":[1,2.5,"x",null,{"c":{"d":[true,false]}}],"":{}})", "\xef\xbb\xbf[1]", " \n[1 , 2 ]\t"})
        QTest::newRow(text) << QByteArray(text);
}

void JsonTest::agrees_with_the_library()
{
    QFETCH(QByteArray, text);
    const std::string bytes = text.toStdString();
    QVERIFY(parse_json(bytes, "It") == nlohmann::json::parse(bytes));
    QVERIFY(parse_json<nlohmann::ordered_json>(bytes, "It") == nlohmann::ordered_json::parse(bytes));
}

void JsonTest::keeps_the_order_that_is_asked_for()
{
    const std::string text = R"({"z":1,"a":{"y":2,"b":3}})";
    QCOMPARE(parse_json<nlohmann::ordered_json>(text, "It").dump(), text);
    QCOMPARE(parse_json(text, "It").dump(), std::string(R"({"a":{"b":3,"y":2},"z":1})"));
}

void JsonTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const QByteArray& text, const char* part) {
        QTest::newRow(name) << text << part;
    };
    row("nothing", "", "The file x is not JSON from byte 1 on (line 1, column 1)");
    row("third line", "{\n \"a\": 1,\n  b}", "is not JSON from byte 14 on (line 3, column 3)");
    row("cut off", "{\"a\"", "is not JSON from byte 5 on");
    row("two values", "{} {}", "is not JSON from byte 4 on");
    row("no UTF-8", "\"\xff\"", "is not JSON from byte 2 on");
    row("zero byte", QByteArray("[1]\0", 4), "is not JSON from byte 4 on");
    row("infinity", "[NaN]", "is not JSON from byte 2 on");
    row("beyond doubles", "{\"a\":\n1e999}", "a number beyond all that can be computed with, '1e999', in line 2");
    row("a field twice", R"({"a":1,"b":{"a":2},"a":3})", "names the field 'a' twice");
    row("a field twice inside", R"([{"a":{"\u001b":1,"\u001b":2}}])", "names the field '\\x1b' twice");
    row("deep lists", QByteArray(101, '['), "is nested more than 100 deep");
    row("deep objects", QByteArray("{\"a\":").repeated(101), "is nested more than 100 deep");
    row("a comment", "[1] // one", "is not JSON");
}

void JsonTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    EXPECT_ERROR(part, parse_json(text.toStdString(), "The file x"));
    EXPECT_ERROR(part, parse_json<nlohmann::ordered_json>(text.toStdString(), "The file x"));
}

void JsonTest::limits_are_those_of_the_rules()
{
    const std::string text = "[[1],[2],3]";  // six values, two deep
    QCOMPARE(parse_json(text, "It", {.depth = 2, .values = 6}).size(), std::size_t(3));
    EXPECT_ERROR("more than 5 values", parse_json(text, "It", {.values = 5}));
    EXPECT_ERROR("more than 1 deep", parse_json(text, "It", {.depth = 1}));
    QCOMPARE(parse_json(std::string(100, '[') + std::string(100, ']'), "It").size(), std::size_t(1));
}

void JsonTest::comments_only_where_allowed()
{
    QCOMPARE(parse_json("[1, /* two */ 3] // end", "It", {.comments = true}).size(), std::size_t(2));
}

/// Each of these took all memory, all stack or a minute somewhere.
void JsonTest::hostile_texts_end_soon()
{
    QElapsedTimer timer;
    timer.start();
    EXPECT_ERROR("deep", parse_json(std::string(99'000'000, '['), "It"));
    std::string lists = "[";
    for (int i = 0; i < 5'000'000; ++i)
        lists += "[],";
    EXPECT_ERROR("more than 4000000 values", parse_json(lists, "It"));
    std::string fields = "{";
    for (int i = 0; i < 200'000; ++i)
        fields += "\"" + std::to_string(i) + "\":0,";
    EXPECT_ERROR("is not JSON", parse_json<nlohmann::ordered_json>(fields, "It"));
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
}

void JsonTest::a_pointer_of_git_lfs_is_called_so()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1192134720\n");
    file.flush();
    const std::string path = file.fileName().toStdString();
    QCOMPARE(ttt_test::error_text([&] { ttt::read_json_file<nlohmann::json>(path, 1000); }),
             QStringLiteral("The file '%1' is only a Git LFS pointer: it was not downloaded. Run 'git lfs pull' in its "
                            "folder, or download the file itself.")
                 .arg(file.fileName()));
}

void JsonTest::words_for_a_value_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    const auto row = [](const QByteArray& text, const QString& words) {
        QTest::newRow(text.left(20).constData()) << text << words;
    };
    row("3.5", "'3.5'");
    row("\"a\\u001b[2J\\n\"", "'\"a\\x1b[2J\\x0a\"'");
    row("null", "'null'");
    row("[]", "'[]'");
    row("[1,\"a\",null]", "'[1, \"a\", null]'");
    row("[1,2,3,4,5,6,7,8,9]", "a list of 9 values");
    row("[[1]]", "a list of 1 value");
    row("{}", "'{}'");
    row("{\"a\":[1],\"b\":2}", "an object of 2 fields");
    row('"' + QByteArray(10'000, 'x') + '"', "'\"" + QString(119, 'x') + "...'");
}

void JsonTest::words_for_a_value()
{
    QFETCH(QByteArray, text);
    QTEST(QString::fromStdString(json_words(parse_json(text.toStdString(), "It"))), "words");
}

TTT_TEST(JsonTest)
#include "tst_json.moc"

// `ttt compose` and `ttt patterns`: a composed document, its marks in a run's log, and what the counting finds in it.
#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

using namespace ttt;
using namespace ttt::test;

class CliCompose : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { folder_.make_model(); }
    void it_says_what_it_planted();
    void the_json_is_the_same_in_numbers();
    void the_same_command_gives_the_same_bytes();
    void a_text_to_plant_into();
    void wrong_usage_data();
    void wrong_usage();
    void marks_travel_into_the_log();
    void verify_needs_no_marks();
    void a_text_that_changed_is_refused();
    void patterns_finds_what_was_planted();
    void patterns_of_a_part();
    void patterns_with_wrong_usage_data();
    void patterns_with_wrong_usage();

private:
    Outcome compose(const QStringList& more = {})
    {
        return folder_.run(
            QStringList{"compose", "c.txt", "--words", "120", "--patterns", "2", "--repeats", "3", "--gap", "20"} +
            more);
    }
    std::vector<DocumentMark> logged_marks(const QString& session)
    {
        const SessionReader reader(folder_.path(session).toStdString());
        return reader.document(reader.find("").header.run_id).marks;
    }

    Folder folder_;
};

void CliCompose::it_says_what_it_planted()
{
    const Outcome outcome = compose({"--noise", "0.5"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.startsWith("Written  c.txt, 120 words, "), qPrintable(outcome.out));
    QVERIFY(outcome.out.contains("\nMarks    c.txt.marks.json, 6 occurrences\n"));
    QVERIFY(outcome.out.contains("\nFiller   102 invented words\n"));
    QVERIFY(
        outcome.out.contains("\nPlanted  2 patterns of 3 words, 3 times each, 20 words apart: 15.0 % of the text\n"));
    QVERIFY(outcome.out.contains("\nNoise    2 of 4 later occurrences end differently\n"));
    QVERIFY(
        folder_.read("c.txt.marks.json")
            .contains(
                "ttt compose --words 120 --patterns 2 --repeats 3 --gap 20 --noise 0.5 --pattern-words 3 --seed 1"));
}

void CliCompose::the_json_is_the_same_in_numbers()
{
    const QJsonObject json = compose({"--json", "--noise", "0.5", "--seed", "4"}).json();
    QCOMPARE(json["words"].toInt(), 120);
    QCOMPARE(json["planted_words"].toInt(), 18);
    QCOMPARE(json["filler_words"].toInt(), 102);
    QCOMPARE(json["occurrences"].toInt(), 6);
    QCOMPARE(json["noisy"].toInt(), 2);
    QCOMPARE(json["bytes"].toInt(), folder_.read("c.txt").size());
    const QJsonArray patterns = json["patterns"].toArray();
    QCOMPARE(patterns.size(), 2);
    int noisy = 0;
    for (const QJsonValue& pattern : patterns) {
        const QByteArray words = pattern["text"].toString().toUtf8();
        noisy += pattern["noisy"].toInt();
        QCOMPARE(folder_.read("c.txt").indexOf(words), pattern["first_byte"].toInt());
        QCOMPARE(folder_.read("c.txt").count(words), 3 - pattern["noisy"].toInt());
    }
    QCOMPARE(noisy, 2);
}

void CliCompose::the_same_command_gives_the_same_bytes()
{
    compose();
    const QByteArray text = folder_.read("c.txt"), marks = folder_.read("c.txt.marks.json");
    compose({"--seed", "2"});
    QVERIFY(folder_.read("c.txt") != text);
    compose();
    QCOMPARE(folder_.read("c.txt"), text);
    QCOMPARE(folder_.read("c.txt.marks.json"), marks);
}

void CliCompose::a_text_to_plant_into()
{
    std::string filler;
    for (int i = 0; i < 200; ++i)
        filler += "w" + std::to_string(i) + "\n";
    folder_.write("filler.txt", filler);
    const Outcome outcome = folder_.run({"compose", "f.txt", "--filler", "filler.txt", "--words", "0", "--patterns",
                                         "2", "--frequency", "0.1", "--gap", "10", "--pattern-words", "2"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains("Filler   filler.txt, 200 of 200 words"), qPrintable(outcome.out));
    QVERIFY(outcome.out.contains("2 patterns of 2 words, 6 times each, 10 words apart: 10.7 % of the text"));
    QVERIFY(folder_.read("f.txt").startsWith("w0\nw1\n") || folder_.read("f.txt").contains("\nw1\n"));
}

void CliCompose::wrong_usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no file") << QStringList{} << "out is required";
    QTest::newRow("too long") << QStringList{"r.txt", "--gap", "5000"} << "need at least 15,033 words";
    QTest::newRow("noise") << QStringList{"r.txt", "--noise", "2"} << "The noise must be a share from 0 to 1.";
    QTest::newRow("words") << QStringList{"r.txt", "--words", "many"} << "--words: 'many' is not a whole number";
    QTest::newRow("both") << QStringList{"r.txt", "--repeats", "3", "--frequency", "0.1"} << "excludes";
    QTest::newRow("xz") << QStringList{"r.txt.xz"} << "give a file name like text.txt, not r.txt.xz.";
    QTest::newRow("output") << QStringList{"-"} << "give a file name like text.txt, not -.";
    QTest::newRow("over itself") << QStringList{"text.txt", "--filler", "text.txt"} << "would be overwritten";
}

void CliCompose::wrong_usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const QByteArray before = folder_.read("text.txt");
    const Outcome outcome = folder_.run(QStringList{"compose"} + arguments);
    QCOMPARE(outcome.code, 2);
    QCOMPARE(outcome.out, "");
    QVERIFY2(outcome.err.contains(sentence, Qt::CaseInsensitive), qPrintable(outcome.err));
    QVERIFY(!QFile::exists(folder_.path("r.txt")));
    QCOMPARE(folder_.read("text.txt"), before);
}

void CliCompose::marks_travel_into_the_log()
{
    compose({"--noise", "0.5"});
    const QStringList run{"run", "--model", "model", "--document", "c.txt", "--quiet"};
    QCOMPARE(folder_.run(run + QStringList{"--session", "m.ttt"}).code, 0);
    QCOMPARE(logged_marks("m.ttt").size(), 6U);
    QCOMPARE(folder_.run(run + QStringList{"--session", "part.ttt", "--tokens", "300"}).code, 0);
    const std::vector<DocumentMark> part = logged_marks("part.ttt");
    QVERIFY(!part.empty() && part.size() < 6U);  // one token per byte: only marks within 300 bytes
    QVERIFY(part.back().end <= 300);
}

void CliCompose::verify_needs_no_marks()
{
    compose();
    QCOMPARE(folder_.run({"run", "--model", "model", "--document", "c.txt", "--quiet", "--session", "v.ttt"}).code, 0);
    const auto is_identical = [this] {
        return folder_.run({"verify", "--session", "v.ttt"}).out.startsWith("identical");
    };
    QVERIFY(is_identical());
    folder_.write("c.txt.marks.json", "{}");
    QVERIFY(is_identical());
    QFile::remove(folder_.path("c.txt.marks.json"));
    QVERIFY(is_identical());
    QFile::remove(folder_.path("c.txt"));
    QVERIFY(is_identical());
    QCOMPARE(logged_marks("v.ttt").size(), 6U);
}

void CliCompose::a_text_that_changed_is_refused()
{
    compose();
    folder_.write("c.txt", folder_.read("c.txt").toStdString() + "More.\n");
    const Outcome outcome = folder_.run({"run", "--model", "model", "--document", "c.txt", "--session", "r.ttt"});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("c.txt.marks.json belongs to another text"), qPrintable(outcome.err));
    QFile::remove(folder_.path("c.txt.marks.json"));
    QCOMPARE(folder_.run({"run", "--model", "model", "--document", "c.txt", "--session", "r.ttt", "--quiet"}).code, 0);
}

void CliCompose::patterns_finds_what_was_planted()
{
    const QJsonObject made = compose({"--json"}).json();
    const QStringList arguments{"patterns", "--document", "c.txt", "--model", "model", "--min", "8", "--max", "64"};
    const QJsonObject json = folder_.run(arguments + QStringList{"--json", "--top", "1000"}).json();
    QCOMPARE(json["tokens"].toInt(), made["bytes"].toInt());  // one token per byte
    QCOMPARE(json["window"].toInt(), 12);
    QCOMPARE(json["chunk"].toInt(), 16);
    QCOMPARE(json["planted"]["marks"].toInt(), 6);
    const QJsonArray ngrams = json["ngrams"].toArray();
    QCOMPARE(ngrams.size(), json["ngram_count"].toInt());
    for (const QJsonValue& pattern : made["patterns"].toArray()) {
        const bool found = std::any_of(ngrams.begin(), ngrams.end(), [&](const QJsonValue& ngram) {
            return ngram["text"].toString().contains(pattern["text"].toString()) && ngram["count"].toInt() == 3 &&
                   ngram["outside"].toInt() == 2;
        });
        QVERIFY2(found, qPrintable(pattern["text"].toString()));
    }
    const Outcome text = folder_.run(arguments + QStringList{"--top", "3"});
    QVERIFY2(text.code == 0, qPrintable(text.err));
    QVERIFY(text.out.contains("tokens in chunks of 16\n"));
    QVERIFY(text.out.contains("attention window 12 tokens\n"));
    QVERIFY(text.out.contains("Planted    6 marks; the rule is right for "));
    QCOMPARE(text.out.section("\n\n", 1).count('\n'), 4);  // headings and three rows
}

void CliCompose::patterns_of_a_part()
{
    folder_.write("p.txt", "abcabc");
    const QStringList arguments{"patterns", "--document", "p.txt", "--model", "model", "--json", "--min", "2"};
    const QJsonObject json = folder_.run(arguments).json();
    QCOMPARE(json["induction"]["right"].toInt(), 2);
    QCOMPARE(json["induction"]["right_inside"].toInt(), 2);
    QCOMPARE(json["induction"]["distance_quantiles"]["0.50"].toInt(), 3);
    QCOMPARE(json["ngrams"][0]["text"].toString(), "abc");
    QVERIFY(!json.contains("planted"));
    const QJsonObject narrow = folder_.run(arguments + QStringList{"--window", "2", "--chunk", "3"}).json();
    QCOMPARE(narrow["induction"]["right_outside"].toInt(), 2);
    QCOMPARE(narrow["ngrams"][0]["outside"].toInt(), 1);
    QCOMPARE(narrow["ngrams"][0]["gap_chunks"]["median"].toInt(), 1);
    const QJsonObject part = folder_.run(arguments + QStringList{"--tokens", "4"}).json();
    QCOMPARE(part["tokens"].toInt(), 4);
    QCOMPARE(part["ngram_count"].toInt(), 0);
}

void CliCompose::patterns_with_wrong_usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("lengths") << QStringList{"--min", "5", "--max", "4"} << 2 << "--max must not be below --min.";
    QTest::newRow("min") << QStringList{"--min", "0"} << 2 << "--min: '0' is not a whole number of at least 1";
    QTest::newRow("no document") << QStringList{"--document", "none.txt"} << 1 << "There is no file";
    QTest::newRow("no model") << QStringList{"--model", "none"} << 1 << "none' does not exist";
}

void CliCompose::patterns_with_wrong_usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const QStringList usual = arguments.contains("--model") ? QStringList{} : QStringList{"--model", "model"};
    const Outcome outcome = folder_.run(QStringList{"patterns"} + usual + arguments);
    QCOMPARE(outcome.code, code);
    QVERIFY2(outcome.err.contains(sentence), qPrintable(outcome.err));
}

TTT_TEST(CliCompose)
#include "tst_cli_compose.moc"

#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QtEndian>

#include <cmath>

using namespace ttt;
using namespace ttt::test;

class CliTheorem : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void the_json_says_predicted_and_measured();
    void a_lost_pair_is_exactly_zero();
    void the_table_ends_with_a_sentence_data();
    void the_table_ends_with_a_sentence();
    void the_dump_can_be_read();
    void the_json_tells_the_assumptions();
    void broken_conditions_are_printed();
    void the_tables_are_printed();
    void wrong_usage_data();
    void wrong_usage();
    void a_dump_into_a_missing_folder();

private:
    Outcome theorem(const QStringList& more = {}) { return folder_.run(QStringList{"theorem"} + more); }

    Folder folder_;
};

void CliTheorem::the_json_says_predicted_and_measured()
{
    const Outcome outcome = theorem({"--json", "--tap", "2", "--position", "7", "--rho", "0.2", "--eta", "0.5"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = outcome.json();
    QCOMPARE(json["eta"].toDouble(), 0.5);
    QCOMPARE(json["rho"].toDouble(), 0.2);
    QCOMPARE(json["tap"].toInt(), 2);
    QCOMPARE(json["position"].toInt(), 7);
    const QJsonObject predicted = json["predicted"].toObject();
    const QJsonObject measured = json["measured"].toObject();
    QCOMPARE(predicted["key"].toDouble(), 0.5 * json["c_align"].toDouble());
    QCOMPARE(predicted["target"].toDouble(), 0.2 * predicted["key"].toDouble());
    QCOMPARE(predicted["others"].toDouble(), predicted["target"].toDouble());
    for (const char* key : {"target", "key"})
        QCOMPARE(measured[key].toDouble(), predicted[key].toDouble());
    for (const char* key : {"others_min", "others_max"})
        QCOMPARE(measured[key].toDouble(), predicted["others"].toDouble());
    QVERIFY(json["relative_error"].toDouble(1) < 1e-9);
}

void CliTheorem::a_lost_pair_is_exactly_zero()
{
    const QJsonObject json = theorem({"--json", "--position", "31"}).json();
    for (const char* key : {"target", "key", "others_min", "others_max"})
        QVERIFY(json["measured"].toObject()[key].toDouble(1) == 0.0);
    QVERIFY(json["relative_error"].toDouble(1) == 0.0);
}

void CliTheorem::the_table_ends_with_a_sentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("next") << QStringList{} << "The query now predicts what followed its key, as the theorem says";
    QTest::newRow("itself") << QStringList{"--tap", "2"} << "predicts its own token, not what followed it";
    QTest::newRow("previous") << QStringList{"--tap", "1"} << "The query now predicts what stood before its key";
    QTest::newRow("border") << QStringList{"--position", "31"} << "beyond the border of its chunk: the pair is lost";
    QTest::newRow("same chunk") << QStringList{"--same-chunk"} << "reads what earlier chunks wrote: no effect";
    QTest::newRow("eta") << QStringList{"--eta", "0"} << "With an eta of 0 nothing is written";
    QTest::newRow("rho") << QStringList{"--rho", "1"} << "too much alike";
    QTest::newRow("rivals") << QStringList{"--rivals", "2"} << "Another token followed the key as often or more often";
    QTest::newRow("common mode") << QStringList{"--common-mode", "1"} << "other tokens rise more than the written one";
    QTest::newRow("centred") << QStringList{"--common-mode", "1", "--centre-keys"} << "the written token still rises";
}

void CliTheorem::the_table_ends_with_a_sentence()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const Outcome outcome = theorem(arguments);
    QCOMPARE(outcome.code, 0);
    const QStringList lines = outcome.out.split('\n', Qt::SkipEmptyParts);
    QVERIFY(lines.size() >= 9 && lines[lines.size() - 2].startsWith(lines.size() == 9 ? "A2  " : "!   "));
    QVERIFY2(lines.last().contains(sentence) && lines.last().endsWith('.'), qPrintable(lines.last()));
}

void CliTheorem::the_dump_can_be_read()
{
    QCOMPARE(theorem({"--dump", "t.safetensors", "--rho", "0.25"}).code, 0);
    const QByteArray bytes = folder_.read("t.safetensors");
    QVERIFY(bytes.size() > 8);
    const qint64 length = qFromLittleEndian<qint64>(bytes.constData());
    const QJsonObject header = QJsonDocument::fromJson(bytes.mid(8, length)).object();
    const auto shape = [&header](const char* name) { return header[name].toObject()["shape"].toArray(); };
    QCOMPARE(shape("gate"), (QJsonArray{256, 64}));
    QCOMPARE(shape("up"), (QJsonArray{256, 64}));
    QCOMPARE(shape("inputs"), (QJsonArray{40, 64}));
    QCOMPARE(shape("embedding"), (QJsonArray{40, 64}));
    QCOMPARE(shape("tokens"), (QJsonArray{192}));
    QCOMPARE(header["embedding"].toObject()["dtype"].toString(), "F64");
    QCOMPARE(header["__metadata__"].toObject()["rho"].toString(), "0.25");
}

void CliTheorem::the_json_tells_the_assumptions()
{
    const QJsonObject plain = theorem({"--json"}).json();
    QCOMPARE(plain["inner"].toInt(), 256);
    QCOMPARE(plain["rivals"].toInt(-1), 0);
    QVERIFY(!plain["tokens"].toObject().contains("rival"));
    const QJsonObject fine = plain["assumptions"].toObject();
    QVERIFY(fine["broken"].isArray() && fine["broken"].toArray().isEmpty());
    QVERIFY(std::abs(fine["largest_dot"].toDouble() - 0.07) < 1e-12);
    const QJsonObject json =
        theorem({"--json", "--inner", "64", "--rivals", "1", "--occurrences", "2", "--rho", "0"}).json();
    QCOMPARE(json["inner"].toInt(), 64);
    const QJsonObject measured = json["measured"].toObject();
    QCOMPARE(measured["target"].toDouble(), 2 * measured["rival"].toDouble());
    QCOMPARE(json["predicted"].toObject()["rival"].toDouble(), measured["rival"].toDouble());
    QCOMPARE(json["assumptions"].toObject()["broken"].toArray().size(), 2);
    QVERIFY(json["relative_error"].toDouble(1) < 1e-9);
}

void CliTheorem::broken_conditions_are_printed()
{
    const Outcome fine = theorem();
    QVERIFY(!fine.out.contains("\n!   "));
    const Outcome broken = theorem({"--common-mode", "0.5", "--occurrences", "2", "--rivals", "2", "--rho", "0.9"});
    QVERIFY2(broken.out.contains("\n!   A1: the embeddings are alike"), qPrintable(broken.out));
    QVERIFY(broken.out.contains("\n!   A2: the keys share a common mode"));
    QVERIFY(broken.out.contains("rival, also after the key"));
}

void CliTheorem::the_tables_are_printed()
{
    const Outcome width = theorem({"--table", "width", "--draws", "5"});
    QVERIFY2(width.code == 0 && width.out.contains("first of 5"), qPrintable(width.err));
    QCOMPARE(width.out.count('\n'), 6);
    const QJsonObject json = theorem({"--table", "common-mode", "--draws", "5", "--seed", "3", "--json"}).json();
    QCOMPARE(json["table"].toString(), "common-mode");
    QCOMPARE(json["draws"].toInt(), 5);
    QCOMPARE(json["seed"].toInt(), 3);
    QCOMPARE(json["rows"].toArray().size(), 4);
    const QJsonObject last = json["rows"].toArray()[3].toObject();
    QCOMPARE(last["common_mode"].toDouble(), 1.0);
    QCOMPARE(last["first"].toInt(-1), 0);
    QCOMPARE(last["centred"].toObject()["first"].toInt(), 5);
}

void CliTheorem::wrong_usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("tap") << QStringList{"--tap", "4"} << "The tap must be 1 (previous token)";
    QTest::newRow("tap 0") << QStringList{"--tap", "0"} << "--tap: '0' is not a whole number of at least 1";
    QTest::newRow("position") << QStringList{"--position", "32"} << "must be from 0 to 31, not 32.";
    QTest::newRow("position text") << QStringList{"--position", "end"} << "--position: 'end' is not a whole number";
    QTest::newRow("rho") << QStringList{"--rho", "1.5"} << "must be from 0 to 1, not 1.5.";
    QTest::newRow("rho nan") << QStringList{"--rho", "nan"} << "--rho: 'nan' is not a number";
    QTest::newRow("eta") << QStringList{"--eta", "-1"} << "--eta: '-1' is not a number of at least 0";
    QTest::newRow("dtype") << QStringList{"--dtype", "f16"} << "--dtype: f16 not in";
    QTest::newRow("seed") << QStringList{"--seed", "-1"} << "--seed: '-1' is not a whole number";
    QTest::newRow("inner") << QStringList{"--inner", "5000"} << "must be from 16 to 4096, not 5000.";
    QTest::newRow("rivals") << QStringList{"--rivals", "4"} << "must be from 0 to 3 beside 1";
    QTest::newRow("table") << QStringList{"--table", "depth"} << "--table: depth not in";
    QTest::newRow("draws") << QStringList{"--draws", "5"} << "--draws requires --table";
    QTest::newRow("no draws") << QStringList{"--table", "width", "--draws", "0"} << "'0' is not a whole number";
    QTest::newRow("occurrences") << QStringList{"--occurrences", "5"} << "must be from 1 to 4, not 5.";
}

void CliTheorem::wrong_usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const Outcome outcome = theorem(arguments + QStringList{"--dump", "refused.safetensors"});
    QCOMPARE(outcome.code, 2);
    QCOMPARE(outcome.out, "");
    QVERIFY2(outcome.err.startsWith("ttt: ") && outcome.err.contains(sentence), qPrintable(outcome.err));
    QCOMPARE(outcome.err.count('\n'), 1);
    QVERIFY(!QFile::exists(folder_.path("refused.safetensors")));
}

void CliTheorem::a_dump_into_a_missing_folder()
{
    const Outcome outcome = theorem({"--dump", "none/t.safetensors"});
    QCOMPARE(outcome.code, 1);
    QCOMPARE(outcome.out, "");
    QVERIFY2(outcome.err.contains("none/t.safetensors"), qPrintable(outcome.err));
}

TTT_TEST(CliTheorem)
#include "tst_cli_theorem.moc"

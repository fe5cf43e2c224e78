#include "sessions/session_reader.h"
#include "sessions/session_writer.h"
#include "sessions/sqlite.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;

class CliVerify : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { folder_.make_model(); }

    void init()
    {
        QFile::remove(folder_.path("s.ttt"));
        folder_.write("text.txt", Folder::babble(150));
        QCOMPARE(folder_.run(run_arguments({"--quiet", "--twin"})).code, 0);
    }

    void an_honest_log_is_identical();
    void a_tampered_log_is_different_data();
    void a_tampered_log_is_different();
    void a_missing_step_is_different();
    void the_stored_text_serves_when_the_file_is_gone();
    void the_stored_text_serves_when_the_file_has_changed();
    void a_changed_model_is_named();

private:
    Outcome verify(const QStringList& more = {})
    {
        return folder_.run(QStringList{"verify", "--session", "s.ttt"} + more);
    }

    void tamper(const char* sql) { Database(folder_.path("s.ttt").toStdString(), OpenMode::read_write).execute(sql); }

    Folder folder_;
};

void CliVerify::an_honest_log_is_identical()
{
    const Outcome text = verify();
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.startsWith("identical: 10 steps"), qPrintable(text.out));
    const QJsonObject json = verify({"--json"}).json();
    QCOMPARE(json["identical"].toBool(), true);
    QCOMPARE(json["chunks"].toInt(), 10);
}

void CliVerify::a_tampered_log_is_different_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("sentence");
    // All steps were read together: values of 8 bytes a step, of 4 a token.
    QTest::newRow("metric") << QByteArray("UPDATE metric_series SET step_values = CAST(substr(step_values, 1, "
                                          "8 * (4 - first_step)) || x'000000000000f03f' || substr(step_values, "
                                          "8 * (4 - first_step) + 9) AS BLOB) WHERE first_step <= 4 AND "
                                          "first_step + step_count > 4 AND metric = 4 AND layer = 3")
                            << "Step 4: metric drift_relative of layer 3 is 1 ";
    QTest::newRow("item") << QByteArray("UPDATE column_series SET item_values = CAST(substr(item_values, 1, 448) || "
                                        "x'0000803f' || substr(item_values, 453) AS BLOB) "
                                        "WHERE first_step = 0 AND column_id = 2")
                          << "Step 7: column nll_adapted of item 112 is 1 ";
    QTest::newRow("event") << QByteArray("UPDATE event_series SET event_values = CAST(x'000000000000f03f' || "
                                         "substr(event_values, 9) AS BLOB)")
                           << "Step ";
    QTest::newRow("hash") << QByteArray("UPDATE step SET fast_hash = 'xxh3:' WHERE step = 2")
                          << "Step 2: the hash of the fast weights is ";
}

void CliVerify::a_tampered_log_is_different()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, sentence);
    tamper(sql.constData());
    const Outcome outcome = verify();
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.out.startsWith("different: " + sentence), qPrintable(outcome.out + outcome.err));
    QCOMPARE(verify({"--json"}).json()["identical"].toBool(true), false);
}

void CliVerify::a_missing_step_is_different()
{
    {
        const SessionReader reader(folder_.path("s.ttt").toStdString());
        const RunInfo info = reader.find("");
        SessionWriter writer(folder_.path("short.ttt").toStdString());
        writer.begin(reader.header(info.header.run_id), reader.input(info.header.run_id));
        writer.append(reader.steps(info.header.run_id, 0, 9));
        writer.end(info.summary);
    }
    QVERIFY(QFile::remove(folder_.path("s.ttt")) && QFile::rename(folder_.path("short.ttt"), folder_.path("s.ttt")));
    const Outcome outcome = verify();
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.out.startsWith("different: Step 9 "), qPrintable(outcome.out + outcome.err));
}

void CliVerify::the_stored_text_serves_when_the_file_is_gone()
{
    QVERIFY(QFile::remove(folder_.path("text.txt")));
    const Outcome outcome = verify();
    QVERIFY2(outcome.code == 0, qPrintable(outcome.out + outcome.err));
    QVERIFY(outcome.out.contains("the text in the session was used"));
}

void CliVerify::the_stored_text_serves_when_the_file_has_changed()
{
    folder_.write("text.txt", "Another text.");
    const Outcome outcome = verify();
    QVERIFY2(outcome.code == 0, qPrintable(outcome.out + outcome.err));
    QVERIFY(outcome.out.contains("the text in the session was used"));
}

void CliVerify::a_changed_model_is_named()
{
    QVERIFY(QDir().rename(folder_.path("model"), folder_.path("model-before")));
    const QStringList init{"model", "init", "--config", "config.json", "--tokenizer", "byte.json", "--model", "model"};
    QCOMPARE(folder_.run(init + QStringList{"--seed", "77"}).code, 0);
    const Outcome outcome = verify();
    QVERIFY(QDir(folder_.path("model")).removeRecursively());
    QVERIFY(QDir().rename(folder_.path("model-before"), folder_.path("model")));
    QCOMPARE(outcome.code, 1);
    QCOMPARE(outcome.out, "");
    const QString sentence = "ttt: The model '" + folder_.path("model") + "' has changed since the run was logged";
    QVERIFY2(outcome.err.startsWith(sentence), qPrintable(outcome.err));
}

TTT_TEST(CliVerify)
#include "tst_cli_verify.moc"

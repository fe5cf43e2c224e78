// Sessions from strangers, and what happens to one while a run is written, as the terminal meets them.
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <sqlite3.h>

#include <csignal>

using namespace ttt;
using namespace ttt::test;

class CliStrangeSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        folder_.make_model();
        folder_.write("long.txt", Folder::babble(400'000));
        QCOMPARE(folder_.run(run_arguments({"--quiet"})).code, 0);
        QCOMPARE(folder_.run(run_arguments({"--quiet"})).code, 0);
    }
    void init()
    {
        QFile::remove(folder_.path("x.ttt"));
        QVERIFY(QFile::copy(folder_.path("s.ttt"), folder_.path("x.ttt")));
    }

    void nothing_in_it_steers_the_terminal();
    void one_damaged_run_hides_no_other();
    void words_of_a_newer_version_hide_nothing();
    void a_gap_in_the_steps_ends_in_a_sentence();
    void a_clock_ahead_keeps_no_run_alive();
    void the_latest_is_the_last_whatever_the_clock_said();
    void an_index_that_could_refuse_a_run();
    void a_session_that_is_deleted_while_it_is_written();
    void a_closed_terminal_ends_a_run_cleanly();

private:
    void tamper(const char* sql) const
    {
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(folder_.path("x.ttt").toUtf8().constData(), &handle), SQLITE_OK);
        const int result = sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
        QVERIFY2(result == SQLITE_OK, sqlite3_errmsg(handle));
        sqlite3_close(handle);
    }

    const QJsonArray runs() const
    {
        return folder_.run({"list", "--session", "x.ttt", "--json"}).json()["runs"].toArray();
    }

    /// A run over the long text, once some of it was logged.
    void start_long_run(QProcess& process, const QString& session) const
    {
        folder_.start(process, {"run", "--model", "model", "--document", "long.txt", "--session", session, "--target",
                                "lm-aligned", "--quiet"});
        QTRY_VERIFY_WITH_TIMEOUT(
            folder_.run({"list", "--session", session, "--json"}).json()["runs"][0]["chunks"].toInt() > 0, 60'000);
    }

    Folder folder_;
};

void CliStrangeSession::nothing_in_it_steers_the_terminal()
{
    tamper("UPDATE run SET device_name = char(27) || '[31m' || char(155) || 'CPU' || char(10) || 'Session   forged',"
           "message = char(27) || ']0;x' || char(8238), name = char(27),"
           "config_json = replace(config_json, 'text.txt', '\\u001b[2Jtext.txt')");
    for (const QString command : {"show", "list"}) {
        const Outcome outcome = folder_.run({command, "--session", "x.ttt"});
        QCOMPARE(outcome.code, 0);
        for (const QChar character : outcome.out)
            QVERIFY2(character == '\n' ||
                         (character.unicode() >= 0x20 && character.unicode() != 0x9b && character.unicode() != 0x202e),
                     qPrintable(outcome.out));
        QVERIFY(!outcome.out.contains("\nSession   forged"));
    }
    QVERIFY(folder_.run({"show", "--session", "x.ttt"}).out.contains("\\x1b[31m"));
    QCOMPARE(folder_.run({"show", "--session", "x.ttt", "--json"}).json()["device_name"].toString(),
             QString(QChar(27)) + "[31m" + QChar(155) + "CPU\nSession   forged");
}

void CliStrangeSession::one_damaged_run_hides_no_other()
{
    const QString good = runs()[1]["run"].toString(), bad = runs()[0]["run"].toString();
    tamper("UPDATE run SET config_json = replace(hex(zeroblob(60000)), '0', '[') WHERE id = 1");
    QCOMPARE(runs().size(), 2);
    QCOMPARE(runs()[0]["state"].toString(), "damaged");
    QVERIFY(runs()[0]["message"].toString().contains("the configuration of run " + bad));
    QCOMPARE(runs()[1]["state"].toString(), "finished");
    const Outcome listed = folder_.run({"list", "--session", "x.ttt"});
    QVERIFY(listed.code == 0 && listed.out.contains(bad.left(8)) && listed.out.contains("damaged"));
    QCOMPARE(folder_.run({"show", "--session", "x.ttt", "--run", good}).code, 0);
    const Outcome shown = folder_.run({"show", "--session", "x.ttt", "--run", bad});
    QCOMPARE(shown.code, 1);
    QVERIFY2(shown.err.count('\n') == 1 && shown.err.contains("is damaged"), qPrintable(shown.err));
}

void CliStrangeSession::words_of_a_newer_version_hide_nothing()
{
    const QString good = runs()[1]["run"].toString(), newer = runs()[0]["run"].toString();
    tamper(
        "UPDATE run SET config_json = replace(config_json, '\"device\":\"cpu\"', '\"device\":\"npu\"') WHERE id = 1");
    QCOMPARE(runs()[0]["state"].toString(), "finished");
    QCOMPARE(folder_.run({"verify", "--session", "x.ttt", "--run", good}).code, 0);
    const Outcome shown = folder_.run({"show", "--session", "x.ttt", "--run", newer, "--json"});
    QCOMPARE(shown.code, 0);
    QCOMPARE(shown.json()["config"].toObject()["device"].toString(), "npu");
    const Outcome verified = folder_.run({"verify", "--session", "x.ttt", "--run", newer});
    QVERIFY(verified.code != 0);
    QVERIFY2(verified.err.count('\n') == 1 &&
                 verified.err.contains("The device must be one of cpu, cuda, not \"npu\"."),
             qPrintable(verified.err));
}

void CliStrangeSession::a_gap_in_the_steps_ends_in_a_sentence()
{
    tamper("UPDATE step SET item_end = 9223372036854775807 WHERE step = 9; DELETE FROM column_series");
    for (const QString command : {"show", "verify", "trace"}) {
        const Outcome outcome = folder_.run({command, "--session", "x.ttt"});
        QVERIFY2(outcome.code == 1 || outcome.code == 2, qPrintable(command));
        QCOMPARE(outcome.err.count('\n'), 1);
    }
    QCOMPARE(runs().size(), 2);
}

void CliStrangeSession::a_clock_ahead_keeps_no_run_alive()
{
    tamper("UPDATE run SET state = 0, machine = 'another', heartbeat_unix_ms = 9223372036854775807");
    QCOMPARE(runs()[0]["state"].toString(), "interrupted");
    QCOMPARE(folder_.run({"export", "--session", "x.ttt", "--session-copy", "copy.ttt"}).code, 0);
}

void CliStrangeSession::the_latest_is_the_last_whatever_the_clock_said()
{
    const QString last = runs()[1]["run"].toString();
    tamper("UPDATE run SET started_unix_ms = 1000 WHERE id = 2");
    QCOMPARE(folder_.run({"show", "--session", "x.ttt", "--json"}).json()["run"].toString(), last);
    QCOMPARE(runs()[1]["run"].toString(), last);
}

void CliStrangeSession::an_index_that_could_refuse_a_run()
{
    tamper("CREATE INDEX plain ON step (item_end)");
    QStringList arguments = run_arguments({"--quiet"});
    arguments.replaceInStrings("s.ttt", "x.ttt");
    QCOMPARE(folder_.run(arguments).code, 0);
    for (const char* index : {"DELETE FROM step; DELETE FROM run; CREATE UNIQUE INDEX trap ON step (item_begin)",
                              "DROP INDEX trap; CREATE INDEX trap ON run (abs(items))",
                              "DROP INDEX trap; CREATE INDEX trap ON run (items) WHERE items > 5"}) {
        tamper(index);
        const Outcome outcome = folder_.run(arguments);
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("its index \"trap\" on the table ") && outcome.err.count('\n') == 1,
                 qPrintable(outcome.err));
        QCOMPARE(folder_.run({"list", "--session", "x.ttt"}).code, 0);
    }
}

void CliStrangeSession::a_session_that_is_deleted_while_it_is_written()
{
    QProcess process;
    start_long_run(process, "gone.ttt");
    QVERIFY(QFile::remove(folder_.path("gone.ttt")));
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    const QString sentence = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(sentence.count('\n') == 1 && sentence.contains(folder_.path("gone.rescued.ttt")), qPrintable(sentence));
    const Outcome shown = folder_.run({"show", "--session", "gone.rescued.ttt", "--json"});
    QCOMPARE(shown.json()["state"].toString(), "failed");
    QVERIFY(shown.json()["chunks"].toInt() > 0);
    QVERIFY(!QFile::exists(folder_.path("gone.ttt-wal")) && !QFile::exists(folder_.path("gone.ttt")));
}

void CliStrangeSession::a_closed_terminal_ends_a_run_cleanly()
{
    QProcess process;
    start_long_run(process, "hup.ttt");
    kill(static_cast<pid_t>(process.processId()), SIGHUP);
    kill(static_cast<pid_t>(process.processId()), SIGHUP);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(folder_.run({"list", "--session", "hup.ttt", "--json"}).json()["runs"][0]["state"].toString(),
             "cancelled");
}

TTT_TEST(CliStrangeSession)
#include "tst_cli_strange_session.moc"

// ttt sweep: rows, the best of them, what is skipped, what is refused; and the guard of `ttt run`.
#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

#include <csignal>

using namespace ttt;
using namespace ttt::test;

class CliSweep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        folder_.make_model();
        folder_.write("long.txt", Folder::babble(3000));
        folder_.write("other.txt", Folder::babble(200));
    }
    void init() { QFile::remove(folder_.path("s.ttt")); }

    void every_point_is_a_row();
    void several_documents();
    void what_is_done_is_not_read_again();
    void a_stop_keeps_what_is_done();
    void what_diverged_is_a_row_and_never_best();
    void what_can_not_be_is_refused_before_anything_runs();
    void a_guarded_arm_reads_beside_the_raw_one();
    void a_comparison_says_what_a_guard_would_do();

private:
    static QJsonValue part(const Outcome& outcome, const char* key) { return outcome.json().value(QLatin1String(key)); }
    Outcome sweep(const QStringList& more) const
    {
        return folder_.run(QStringList{"sweep", "--model", "model", "--session", "s.ttt", "--target", "lm-aligned"} +
                           more);
    }

    Folder folder_;
};

void CliSweep::every_point_is_a_row()
{
    const Outcome outcome =
        sweep({"--document", "text.txt", "--over", "inner_lr=0.01,0.02", "--over", "decay=0.5,0.9,1", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonArray runs = outcome.json()["runs"].toArray();
    QCOMPARE(runs.size(), 6);
    QVERIFY(outcome.err.contains("1 of 6: inner_lr 0.01, decay 0.5, text.txt\n"));
    double best = 1e9;
    for (const QJsonValue& run : runs) {
        QCOMPARE(run["state"].toString(), "finished");
        const double adapted = run["perplexity"]["adapted"].toDouble();
        QVERIFY(adapted > 1 && run["perplexity"]["frozen"].toDouble() > 1);
        best = std::min(best, adapted);
    }
    QCOMPARE(runs[1]["settings"], QJsonValue((QJsonObject{{"inner_lr", 0.01}, {"decay", 0.9}})));
    QCOMPARE(part(outcome, "best")["perplexity"]["adapted"].toDouble(), best);
    const SessionReader reader(folder_.path("s.ttt").toStdString());
    for (const RunInfo& run : reader.runs())
        QCOMPARE(run.tags, std::vector<std::string>{outcome.json()["group"].toString().toStdString()});
    // The same run alone reads the same.
    const Outcome alone = folder_.run(run_arguments({"--inner-lr", "0.01", "--decay", "0.9", "--json", "--no-twin"}));
    QCOMPARE(part(alone, "perplexity"), runs[1]["perplexity"]);
}

void CliSweep::several_documents()
{
    const Outcome outcome = sweep(
        {"--document", "text.txt", "--document", "other.txt", "--over", "target_scale=0.5,2", "--json", "--quiet"});
    QVERIFY2(outcome.code == 0 && outcome.err.isEmpty(), qPrintable(outcome.err));
    QCOMPARE(outcome.json()["runs"].toArray().size(), 4);
    QCOMPARE(outcome.json()["points"].toArray().size(), 2);
    QCOMPARE(part(outcome, "best")["documents"].toInt(), 2);
    QVERIFY(part(outcome, "best")["against_frozen"]["low"].isDouble() ||
            part(outcome, "best")["against_frozen"].isUndefined());
}

void CliSweep::what_is_done_is_not_read_again()
{
    const QStringList arguments{"--document", "text.txt", "--over", "inner_lr=0.01,0.02", "--json", "--quiet"};
    QTest::qWait(20);  // files that were written in this very millisecond count as newer than the run
    const QJsonArray first = sweep(arguments).json()["runs"].toArray();
    const Outcome again = sweep({"--document", "text.txt", "--over", "inner_lr=0.01,0.02,0.03", "--json", "--quiet"});
    const QJsonArray second = again.json()["runs"].toArray();
    QCOMPARE(second.size(), 3);
    for (int at = 0; at < 2; ++at) {
        QVERIFY(!first[at]["reused"].toBool() && second[at]["reused"].toBool());
        QCOMPARE(second[at]["run"], first[at]["run"]);
        QCOMPARE(second[at]["perplexity"], first[at]["perplexity"]);
        QCOMPARE(second[at]["against_frozen"], first[at]["against_frozen"]);
    }
    QVERIFY(!second[2]["reused"].toBool());
    folder_.write("text.txt", Folder::babble(150));  // written anew: another document, as far as one can tell
    QVERIFY(!sweep(arguments).json()["runs"][0]["reused"].toBool());
}

void CliSweep::a_stop_keeps_what_is_done()
{
    QProcess process;
    const QStringList grid{"--document", "long.txt", "--method", "dynamic-evaluation",
                           "--segment",  "8",        "--over",   "lr=0.001,0.002,0.003,0.004,0.005,0.006",
                           "--json"};
    const QStringList arguments = QStringList{"sweep", "--model", "model", "--session", "s.ttt"} + grid;
    folder_.start(process, arguments);
    process.setReadChannel(QProcess::StandardError);
    QByteArray told;
    while (!told.contains("2 of 6") && process.waitForReadyRead(60'000))
        told += process.readAllStandardError();
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 130);
    const QJsonArray done = QJsonDocument::fromJson(process.readAllStandardOutput())["runs"].toArray();
    QVERIFY(!done.isEmpty() && done.size() < 6);
    QCOMPARE(done[0]["state"].toString(), "finished");
    const Outcome rest = folder_.run(arguments);
    QVERIFY2(rest.code == 0, qPrintable(rest.err));
    const QJsonArray runs = rest.json()["runs"].toArray();
    QCOMPARE(runs.size(), 6);
    QVERIFY(runs[0]["reused"].toBool() && !runs[5]["reused"].toBool());
    for (const QJsonValue& run : runs)
        QCOMPARE(run["state"].toString(), "finished");
}

void CliSweep::what_diverged_is_a_row_and_never_best()
{
    const Outcome outcome = sweep({"--document", "text.txt", "--over", "inner_lr=0.01,1e17", "--json", "--quiet"});
    QCOMPARE(outcome.code, 0);
    const QJsonArray runs = outcome.json()["runs"].toArray();
    QCOMPARE(runs[1]["state"].toString(), "diverged");
    QVERIFY(runs[1]["message"].toString().startsWith("Diverged at chunk "));
    QCOMPARE(part(outcome, "best")["settings"]["inner_lr"].toDouble(), 0.01);
    const Outcome none = sweep({"--document", "text.txt", "--over", "inner_lr=1e17", "--json", "--quiet"});
    QCOMPARE(none.code, 1);
    QVERIFY(part(none, "best").isNull());
    const Outcome failed = sweep({"--document", "text.txt", "--over", "chunk=16,140,200", "--json", "--quiet"});
    QCOMPARE(part(failed, "runs")[2]["state"].toString(), "failed");
    QVERIFY(part(failed, "runs")[2]["message"].toString().contains("larger than the document"));
}

void CliSweep::what_can_not_be_is_refused_before_anything_runs()
{
    for (const QStringList& over :
         {QStringList{"--over", "inner_lr=0.1", "--over", "inner_lr=0.2"}, QStringList{"--over", "speed=1"},
          QStringList{"--over", "inner_lr="}, QStringList{"--over", "decay=0.5,7"}, QStringList{"--over", "rank=4"},
          QStringList{"--over", "inner_lr=0.1", "--inner-lr", "0.2"},
          QStringList{"--over", "inner_lr=0.1", "--document", "nowhere.txt"}, QStringList{}}) {
        const Outcome outcome = sweep(QStringList{"--document", "text.txt", "--json"} + over);
        QVERIFY2(outcome.code == 2, qPrintable(over.join(' ') + ": " + outcome.err));
        QVERIFY2(outcome.err.startsWith("ttt: ") && outcome.err.count('\n') == 1, qPrintable(outcome.err));
        QVERIFY2(outcome.out.isEmpty() && !QFile::exists(folder_.path("s.ttt")), qPrintable(over.join(' ')));
    }
}

void CliSweep::a_guarded_arm_reads_beside_the_raw_one()
{
    const QStringList harmful{"--inner-lr", "5", "--guard-chunks", "4", "--guard-margin", "0.05", "--json", "--quiet"};
    const Outcome raw = folder_.run(run_arguments(harmful));
    QCOMPARE(raw.json()["state"].toString(), "finished");
    QVERIFY2(raw.json()["message"].toString().startsWith("Worse than frozen from chunk "), qPrintable(raw.out));
    QVERIFY(part(raw, "perplexity")["guarded"].isUndefined());
    const Outcome guarded = folder_.run(run_arguments(harmful + QStringList{"--guard", "arm"}));
    const QJsonValue perplexity = part(guarded, "perplexity");
    QCOMPARE(perplexity["adapted"], part(raw, "perplexity")["adapted"]);
    QVERIFY(perplexity["guarded"].toDouble() > 1 && perplexity["guarded"] != perplexity["adapted"]);
    const Outcome verified = folder_.run({"verify", "--session", "s.ttt", "--json", "--quiet"});
    QVERIFY2(verified.code == 0, qPrintable(verified.out));
    QVERIFY(folder_.run({"show", "--session", "s.ttt"}).out.contains("guarded"));
    const Outcome items = folder_.run({"export", "--session", "s.ttt", "--items", "-"});
    QVERIFY(items.out.section('\n', 0, 0).contains(",nll_guarded"));
    QCOMPARE(folder_.run({"check", "s.ttt"}).code, 0);
    const Outcome alone = folder_.run(run_arguments({"--adapted-only", "--guard", "arm"}));
    QVERIFY2(alone.code == 1 && alone.err.contains("both must read"), qPrintable(alone.err));
}

void CliSweep::a_comparison_says_what_a_guard_would_do()
{
    const Outcome outcome = folder_.run({"compare", "--model", "model", "--document", "text.txt", "--session", "s.ttt",
                                         "--methods", "dynamic-evaluation", "--set", "dynamic-evaluation.lr=2", "--set",
                                         "dynamic-evaluation.segment=8", "--json", "--quiet"});
    const QJsonValue method = part(outcome, "methods")[1];
    QVERIFY2(method["worse_than_frozen"].toString().startsWith("Worse than frozen from chunk "),
             qPrintable(outcome.out));
    QVERIFY(method["guarded"].toDouble() > 1 && method["guarded"] != method["perplexity"]);
}

TTT_TEST(CliSweep)
#include "tst_cli_sweep.moc"

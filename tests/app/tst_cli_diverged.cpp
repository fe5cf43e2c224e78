// A run that went astray is called so, everywhere, and stays readable.
#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;

class CliDiverged : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { folder_.make_model(); }
    void init() { QFile::remove(folder_.path("s.ttt")); }

    void what_is_still_finite_is_read_to_its_end();
    void what_is_not_finite_ends_there();
    void a_comparison_says_it_too();
    void a_run_that_is_merely_bad_has_finished();

private:
    /// Every command has its word, and its numbers stay narrow.
    void expect_diverged(const Outcome& outcome, int steps)
    {
        QCOMPARE(outcome.code, 1);
        const QRegularExpression sentence("^ttt: Diverged at chunk \\d+: [^\\n]+\\.\n$");
        QVERIFY2(sentence.match(outcome.err).hasMatch(), qPrintable(outcome.err));
        QCOMPARE(outcome.json()["state"].toString(), "diverged");
        QCOMPARE(outcome.json()["message"].toString(), outcome.err.mid(5).chopped(1));
        const Outcome shown = folder_.run({"show", "--session", "s.ttt"});
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.contains(", diverged\n") && shown.out.contains("Diverged at chunk "), qPrintable(shown.out));
        for (const QString& line : shown.out.split('\n'))
            QVERIFY2(line.contains("Diverged") || line.size() < 200, qPrintable(line));
        const Outcome listed = folder_.run({"list", "--session", "s.ttt", "--json"});
        QCOMPARE(listed.json()["runs"][0]["state"].toString(), "diverged");
        const Outcome verified = folder_.run({"verify", "--session", "s.ttt", "--json", "--quiet"});
        QVERIFY2(verified.code == 0 && verified.json()["identical"].toBool(), qPrintable(verified.out + verified.err));
        QCOMPARE(verified.json()["chunks"].toInt(), steps);
        QCOMPARE(folder_.run({"export", "--session", "s.ttt", "--items", "-"}).code, 0);
    }

    Folder folder_;
};

void CliDiverged::what_is_still_finite_is_read_to_its_end()
{
    // Norms grow and logits with them; nothing overflows.
    const Outcome outcome = folder_.run({"run", "--model", "model", "--document", "text.txt", "--session", "s.ttt",
                                         "--method", "dynamic-evaluation", "--parameters", "norms", "--optimizer",
                                         "sgd", "--segment", "16", "--lr", "1000", "--json", "--quiet"});
    QCOMPARE(outcome.json()["tokens"].toInt(), 150);
    expect_diverged(outcome, 10);
}

void CliDiverged::what_is_not_finite_ends_there()
{
    const Outcome outcome = folder_.run(run_arguments({"--json", "--quiet", "--inner-lr", "1e17"}));
    const int chunks = outcome.json()["chunks"].toInt();
    QVERIFY(chunks > 0 && chunks < 10);
    QVERIFY2(outcome.err.contains("Diverged at chunk " + QString::number(chunks) + ":"), qPrintable(outcome.err));
    expect_diverged(outcome, chunks);
}

void CliDiverged::a_comparison_says_it_too()
{
    const Outcome outcome = folder_.run(
        {"compare", "--model", "model", "--document", "text.txt", "--session", "s.ttt", "--methods",
         "dynamic-evaluation", "--set", "dynamic-evaluation.lr=1000", "--set", "dynamic-evaluation.segment=16", "--set",
         "dynamic-evaluation.parameters=norms", "--set", "dynamic-evaluation.optimizer=sgd", "--json", "--quiet"});
    QCOMPARE(outcome.code, 1);
    const QString problem = outcome.json()["methods"][1]["problem"].toString();
    QVERIFY2(problem.startsWith("Diverged at chunk "), qPrintable(outcome.out + outcome.err));
}

void CliDiverged::a_run_that_is_merely_bad_has_finished()
{
    const Outcome outcome = folder_.run(run_arguments({"--json", "--quiet", "--inner-lr", "5"}));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.json()["state"].toString(), "finished");
}

TTT_TEST(CliDiverged)
#include "tst_cli_diverged.moc"

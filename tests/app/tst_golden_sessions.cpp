// Session files that older programs wrote: they open, replay, compare, export and verify as before, as they are and
// once they were brought up to date.
#include "engine/records/compare.h"
#include "sessions/edit.h"
#include "sessions/export.h"
#include "sessions/session_reader.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <sstream>

using namespace ttt;
using namespace ttt::test;

namespace {

QString golden(const QString& name)
{
    return QStringLiteral(TTT_TESTS_DIR "/golden/sessions/") + name;
}

std::vector<StepRecord> all_steps(const SessionReader& reader, const std::string& id)
{
    std::vector<StepRecord> steps;
    reader.for_each_step(id, [&](const StepRecord& step) { steps.push_back(step); });
    return steps;
}

std::string exported(const SessionReader& reader, const std::string& id)
{
    std::ostringstream out;
    export_items_csv(reader, id, out);
    export_metrics_csv(reader, id, out);
    return out.str();
}

void expect_equal(const std::vector<StepRecord>& a, const std::vector<StepRecord>& b)
{
    QCOMPARE(a.size(), b.size());
    for (std::size_t at = 0; at < a.size(); ++at) {
        const auto difference = first_difference(a[at], b[at]);
        QVERIFY2(!difference, difference.value_or("").c_str());
    }
}

/// Where a processor sums in another order the last digits are others.
double largest_difference(const StepRecord& a, const StepRecord& b)
{
    double largest = a.columns.size() == b.columns.size() ? 0 : INFINITY;
    for (std::size_t at = 0; at < std::min(a.columns.size(), b.columns.size()); ++at)
        for (std::size_t item = 0; item < a.columns[at].values.size(); ++item)
            if (find_column(static_cast<std::int32_t>(a.columns[at].column))->quantity == Quantity::nll)
                largest = std::fmax(largest, std::abs(a.columns[at].values[item] - b.columns[at].values.at(item)));
    return largest;
}

}  // namespace

class GoldenSessions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void they_open_and_replay_data() { files(); }
    void they_open_and_replay();
    void they_are_the_same_once_brought_up_to_date_data() { files(); }
    void they_are_the_same_once_brought_up_to_date();
    void one_verifies_as_it_is();
    void one_verifies_once_brought_up_to_date();

private:
    static void files();
    std::string path(const QString& name) const { return folder_.path(name).toStdString(); }
    void expect_verified();

    Folder folder_;
};

void GoldenSessions::files()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("steps");
    QTest::addColumn<double>("adapted");
    QTest::newRow("format 2") << "format-2.ttt" << 32 << 298.52;
    QTest::newRow("format 3") << "format-3.ttt" << 14 << 884.36;
}

void GoldenSessions::initTestCase()
{
    QVERIFY(QDir(folder_.path(".")).mkdir(QStringLiteral("model")));
    for (const char* name : {"config.json", "tokenizer.json", "model.safetensors"})
        QVERIFY(QFile::copy(golden(QStringLiteral("model/") + name), folder_.path(QStringLiteral("model/") + name)));
}

void GoldenSessions::init()
{
    for (const QString name : {"format-2.ttt", "format-3.ttt", "copy.ttt", "new.ttt"})
        QFile::remove(folder_.path(name));
    for (const QString name : {"format-2.ttt", "format-3.ttt"}) {
        QVERIFY(QFile::copy(golden(name), folder_.path(name)));
        QFile(folder_.path(name)).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
}

void GoldenSessions::they_open_and_replay()
{
    QFETCH(QString, file);
    QFETCH(int, steps);
    QFETCH(double, adapted);
    const SessionReader reader(path(file));
    const RunInfo info = reader.find("");
    QCOMPARE(info.header.kind, std::string("document"));
    QCOMPARE(info.summary.state, RunState::finished);
    QCOMPARE(std::round(100 * perplexity(info.summary, Arm::adapted)), std::round(100 * adapted));
    const std::vector<StepRecord> read = all_steps(reader, info.header.run_id);
    QCOMPARE(static_cast<int>(read.size()), steps);
    QCOMPARE(read.back().end, info.header.item_count);
    QVERIFY(std::any_of(read.begin(), read.end(), [](const StepRecord& step) { return !step.events.empty(); }));
    for (const QString command : {"show", "list"})
        QCOMPARE(folder_.run({command, "--session", file}).code, 0);
}

void GoldenSessions::they_are_the_same_once_brought_up_to_date()
{
    QFETCH(QString, file);
    const std::string id = SessionReader(path(file)).find("").header.run_id;
    const std::vector<StepRecord> before = all_steps(SessionReader(path(file)), id);
    const std::string csv = exported(SessionReader(path(file)), id);
    const RunSummary summary = SessionReader(path(file)).find("").summary;
    copy_run(path(file), id, path("copy.ttt"));  // in rows of many steps
    set_name(path(file), id, "old");             // in the rows that it has
    for (const std::string& now : {path(file), path("copy.ttt")}) {
        const SessionReader reader(now);
        expect_equal(before, all_steps(reader, id));
        QVERIFY(exported(reader, id) == csv);
        for (const Arm arm : {Arm::frozen, Arm::adapted})
            QCOMPARE(perplexity(reader.find("").summary, arm), perplexity(summary, arm));
    }
}

/// Bit by bit, or, on a processor with other vector instructions, nearly.
void GoldenSessions::expect_verified()
{
    const QStringList verify{"verify", "--session", "format-3.ttt", "--threads", "1"};
    const Outcome outcome = folder_.run(verify);
    if (outcome.out.startsWith("identical: 14 steps"))
        return;
    QVERIFY2(outcome.out.startsWith("different: "), qPrintable(outcome.out + outcome.err));
    const SessionReader old(path("format-3.ttt"));
    folder_.write("text.txt", old.document(old.find("").header.run_id).bytes);
    const Outcome run = folder_.run({"run", "--model", "model", "--document", "text.txt", "--session", "new.ttt",
                                     "--target", "lm-aligned", "--threads", "1", "--quiet"});
    QVERIFY2(run.code == 0, qPrintable(run.err));
    const SessionReader now(path("new.ttt"));
    const auto then = all_steps(old, old.find("").header.run_id), again = all_steps(now, now.find("").header.run_id);
    QCOMPARE(then.size(), again.size());
    for (std::size_t at = 0; at < then.size(); ++at)
        QVERIFY2(largest_difference(then[at], again[at]) < 1e-3, qPrintable(outcome.out));
    qInfo("Not identical on this processor: %s", qPrintable(outcome.out));
}

void GoldenSessions::one_verifies_as_it_is()
{
    expect_verified();
}

void GoldenSessions::one_verifies_once_brought_up_to_date()
{
    set_name(path("format-3.ttt"), SessionReader(path("format-3.ttt")).find("").header.run_id, "old");
    expect_verified();
}

TTT_TEST(GoldenSessions)
#include "tst_golden_sessions.moc"

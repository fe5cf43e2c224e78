// `ttt bench`: what it prints, not how fast it is.
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonArray>

#include <cmath>

using namespace ttt;
using namespace ttt::test;

class CliBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { folder_.make_model(); }
    void every_way_of_reading_is_timed();
    void the_table_has_a_line_per_length();
    void unknown_shapes_are_refused();
    void a_run_is_timed_whole_and_in_parts();
    void one_arm_alone_needs_no_comparison_of_arms();
    void the_probes_share_is_that_of_the_records();
    void the_log_is_a_part_of_the_run();
    void the_first_chunk_of_a_process_is_timed_from_outside();
    void the_cpu_is_measured_without_a_peer();
    void a_peer_is_read_before_each_run();
    void what_is_missing_for_a_peer_is_said();
    void a_failing_peer_ends_it_with_its_words();
    void other_devices_are_not_the_cpu();
    void asking_is_timed();
    void too_little_to_ask_about();

private:
    static QStringList bench(const QString& what, const QStringList& more = {}, const QString& repeats = "1")
    {
        return QStringList{"bench",    what,        "--model", "model", "--document",
                           "text.txt", "--repeats", repeats,   "--json"} +
               more;
    }
    QString write_peer(const QString& name, const std::string& answer) const;

    Folder folder_;
};

namespace {

void check_time(const QJsonObject& time, const char* median)
{
    QVERIFY2(time["least"].toDouble() > 0, median);
    QVERIFY(time["least"].toDouble() <= time[median].toDouble());
    QVERIFY(time[median].toDouble() <= time["most"].toDouble());
}

QJsonObject way_of(const Outcome& outcome, const QString& name)
{
    for (const QJsonValue& way : outcome.json()["ways"].toArray())
        if (way.toObject()["way"] == name)
            return way.toObject();
    return {};
}

bool same_perplexity(const QJsonObject& a, const QJsonObject& b, const char* arm)
{
    const double first = a["perplexity"].toObject()[arm].toDouble();
    const double second = b["perplexity"].toObject()[arm].toDouble();
    return first > 1 && std::abs(first / second - 1) < 1e-5;  // other row counts in a product, other roundings
}

}  // namespace

/// A program that stands for python: it has torch, and answers as a peer would. Where: its path.
QString CliBench::write_peer(const QString& name, const std::string& answer) const
{
    folder_.write(name, "#!/bin/sh\n[ \"$1\" = -c ] && exit 0\n" + answer);
    QFile::setPermissions(folder_.path(name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return folder_.path(name);
}

void CliBench::every_way_of_reading_is_timed()
{
    const Outcome outcome = folder_.run({"bench", "prefill", "--shape", "tiny", "--device", "cpu", "--dtype", "f32",
                                         "--lengths", "32,64", "--repeats", "3", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.json()["repeats"].toInt(), 3);
    const QJsonArray rows = outcome.json()["prefill"].toArray();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[1].toObject()["tokens"].toInt(), 64);
    for (const char* way : {"off", "on", "on_nll", "paired", "floor_products", "floor_attention"}) {
        const QJsonObject time = rows[0].toObject()[way].toObject();
        QVERIFY2(time["least"].toDouble() > 0, way);
        QVERIFY2(time["least"].toDouble() <= time["seconds"].toDouble(), way);
        QVERIFY2(time["seconds"].toDouble() <= time["most"].toDouble(), way);
    }
}

void CliBench::the_table_has_a_line_per_length()
{
    const Outcome outcome = folder_.run({"bench", "prefill", "--shape", "tiny", "--device", "cpu", "--dtype", "bf16",
                                         "--lengths", "32,64", "--repeats", "1"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains("Prefill of tiny in bf16 on CPU"), qPrintable(outcome.out));
    QVERIFY2(outcome.out.contains("\n32 ") && outcome.out.contains("\n64 "), qPrintable(outcome.out));
}

void CliBench::unknown_shapes_are_refused()
{
    const Outcome outcome = folder_.run({"bench", "prefill", "--shape", "huge"});
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains("huge"), qPrintable(outcome.err));
}

void CliBench::a_run_is_timed_whole_and_in_parts()
{
    const Outcome outcome = folder_.run(bench("paired", {"--tokens", "100"}, "3"));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.json()["tokens"].toInt(), 100);
    QCOMPARE(outcome.json()["ways"].toArray().size(), 4);
    for (const char* name : {"paired", "without costly probes", "frozen alone", "adapted alone"}) {
        const QJsonObject way = way_of(outcome, name);
        check_time(way, "seconds");
        const double rate = way["tokens_per_second"].toDouble() * way["seconds"].toDouble();
        QVERIFY2(std::abs(rate - 100) < 1e-6, name);
    }
    const QJsonObject paired = way_of(outcome, "paired");
    QCOMPARE(paired["against_first"].toDouble(), 1.0);
    QVERIFY(same_perplexity(paired, way_of(outcome, "frozen alone"), "frozen"));
    QVERIFY(same_perplexity(paired, way_of(outcome, "adapted alone"), "adapted"));
    QVERIFY(same_perplexity(paired, way_of(outcome, "without costly probes"), "adapted"));
    QVERIFY(!way_of(outcome, "frozen alone")["perplexity"].toObject().contains("adapted"));
}

void CliBench::one_arm_alone_needs_no_comparison_of_arms()
{
    const Outcome outcome = folder_.run(bench("paired", {"--frozen-only", "--no-probes"}));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.json()["ways"].toArray().size(), 1);
    QVERIFY(!way_of(outcome, "frozen").isEmpty());
}

void CliBench::the_probes_share_is_that_of_the_records()
{
    const Outcome outcome = folder_.run(bench("probes", {}, "3"));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    double sum = 0;
    for (const char* part : {"forward", "update", "probes"}) {
        check_time(outcome.json()[part].toObject(), "ms");
        sum += outcome.json()[part].toObject()["ms"].toDouble();
    }
    const double share = outcome.json()["probe_share"].toDouble();
    QVERIFY(std::abs(share - outcome.json()["probes"].toObject()["ms"].toDouble() / sum) < 1e-9);
    QVERIFY(outcome.json()["costly_share"].toDouble() < 1);
}

void CliBench::the_log_is_a_part_of_the_run()
{
    const Outcome outcome = folder_.run(bench("log", {}, "3"));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    check_time(outcome.json()["append"].toObject(), "ms");
    check_time(outcome.json()["logged"].toObject(), "seconds");
    check_time(outcome.json()["bare"].toObject(), "seconds");
    check_time(outcome.json()["share"].toObject(), "share");
    QVERIFY(outcome.json()["share"].toObject()["most"].toDouble() < 1);
    QVERIFY(outcome.json()["bytes"].toInt() > 150);  // of the text alone
}

void CliBench::the_first_chunk_of_a_process_is_timed_from_outside()
{
    const Outcome outcome = folder_.run(bench("start", {}, "3"));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    check_time(outcome.json()["first_chunk"].toObject(), "seconds");
}

void CliBench::the_cpu_is_measured_without_a_peer()
{
    const Outcome outcome = folder_.run(bench("cpu", {"--peer", "nowhere.py", "--tokens", "128"}));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    check_time(outcome.json()["start"].toObject(), "seconds");
    check_time(outcome.json()["paired"].toObject(), "seconds");
    const QJsonArray memory = outcome.json()["memory"].toArray();
    QCOMPARE(memory.size(), 2);
    QCOMPARE(memory[0].toObject()["tokens"].toInt(), 32);
    QCOMPARE(memory[1].toObject()["tokens"].toInt(), 128);
    for (const QJsonValue& run : memory)
        QVERIFY(run.toObject()["peak_mib"].toDouble() > 10);  // LibTorch alone takes more
    QVERIFY(outcome.json()["peer"].toObject()["missing"].toString().contains("--peer"));
}

void CliBench::a_peer_is_read_before_each_run()
{
    const std::string answer = R"(echo "$@" >> "$(dirname "$0")/asked.txt"
echo '{"peer": "plain 1.0", "paired": {"seconds": 3600}, "perplexity": {"frozen": 50, "adapted": 40}, "patterns": 7}')";
    write_peer("python", answer);
    folder_.write("peer.py", "");
    const Outcome outcome = folder_.run(bench("cpu", {"--python", "./python", "--peer", "peer.py"}, "2"));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject peer = outcome.json()["peer"].toObject();
    QCOMPARE(peer["program"].toString(), "plain 1.0");
    QCOMPARE(peer["ratio"].toDouble(), 3600 / outcome.json()["paired"].toObject()["seconds"].toDouble());
    QCOMPARE(peer["ratio_of_least"].toDouble(), 3600 / outcome.json()["paired"].toObject()["least"].toDouble());
    QVERIFY(peer["disagreement"].toDouble() > 1e-3);  // it made its perplexities up
    const QList<QByteArray> asked = folder_.read("asked.txt").trimmed().split('\n');
    QCOMPARE(asked.size(), 2);
    QVERIFY2(asked[0].contains("--tokens 150") && asked[0].contains(".i32"), asked[0].constData());
}

void CliBench::what_is_missing_for_a_peer_is_said()
{
    folder_.write("peer.py", "");
    const Outcome outcome = folder_.run(bench("cpu", {"--python", "no-such-python", "--peer", "peer.py"}));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(outcome.json()["peer"].toObject()["missing"].toString().contains("no such program"));
}

void CliBench::a_failing_peer_ends_it_with_its_words()
{
    folder_.write("peer.py", "");
    write_peer("bad", "echo Traceback >&2\necho 'MemoryError: too much' >&2\nexit 1\n");
    const Outcome failed = folder_.run(bench("cpu", {"--python", "./bad", "--peer", "peer.py"}));
    QCOMPARE(failed.code, 1);
    QVERIFY2(failed.err.contains("MemoryError: too much") && !failed.err.contains("Traceback"), qPrintable(failed.err));
    write_peer("silly", "echo hello\n");
    const Outcome silly = folder_.run(bench("cpu", {"--python", "./silly", "--peer", "peer.py"}));
    QCOMPARE(silly.code, 1);
    QVERIFY2(silly.err.contains("What the peer printed is not JSON"), qPrintable(silly.err));
}

void CliBench::other_devices_are_not_the_cpu()
{
    const Outcome outcome = folder_.run(bench("cpu", {"--device", "cuda"}));
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains("bench paired"), qPrintable(outcome.err));
}

void CliBench::asking_is_timed()
{
    folder_.write("long.txt", Folder::babble(2500));
    const Outcome outcome = folder_.run({"bench", "ask", "--model", "model", "--document", "long.txt", "--target",
                                         "lm-aligned", "--places", "3", "--length", "20", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QJsonObject json = outcome.json();
    QCOMPARE(json["tokens"].toInt(), 2500);
    QCOMPARE(json["states"].toInt(), 3);  // at 0, 1,024 and 2,048
    QCOMPARE(json["every"].toInt(), 1024);
    QVERIFY(json["bytes"].toDouble() > 0);
    const QJsonObject waits = json["place_seconds"].toObject();
    QVERIFY(waits["median"].toDouble() > 0 && waits["median"].toDouble() <= waits["most"].toDouble());
    for (const char* answer : {"answer", "learning"}) {
        const QJsonObject pace = json[answer].toObject();
        QVERIFY(pace["p50_ms"].toDouble() > 0 && pace["p50_ms"].toDouble() <= pace["p99_ms"].toDouble());
    }
}

void CliBench::too_little_to_ask_about()
{
    folder_.write("short.txt", Folder::babble(40));
    const Outcome outcome = folder_.run({"bench", "ask", "--model", "model", "--document", "short.txt"});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("The text has 40 tokens; more than 64 are needed."), qPrintable(outcome.err));
}

TTT_TEST(CliBench)
#include "tst_cli_bench.moc"

// `ttt bench`: what it prints, not how fast it is.
#include "tests/app/ttt_program.h"

#include <QJsonArray>

using namespace ttt;
using namespace ttt::test;

class CliBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void every_way_of_reading_is_timed();
    void the_table_has_a_line_per_length();
    void unknown_shapes_are_refused();

private:
    Folder folder_;
};

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

QTEST_APPLESS_MAIN(CliBench)
#include "tst_cli_bench.moc"

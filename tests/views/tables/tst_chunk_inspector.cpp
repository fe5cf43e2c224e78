// Everything about one chunk: which one, its numbers at known cells, help for all metrics.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "tests/views/tables/panel_shot.h"
#include "views/selection.h"
#include "views/tables/chunk_inspector.h"
#include "views/tables/chunk_rows.h"
#include "views/tables/data_table.h"
#include "views/tables/metric_help.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace ttt;

namespace {

QString cell(const ViewTable& table, const QString& metric, int column)
{
    for (const auto& row : table.rows)
        if (row[0] == metric)
            return row[static_cast<std::size_t>(column)];
    return QStringLiteral("(no such row)");
}

}  // namespace

class ChunkInspectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void every_metric_has_one_sentence();
    void follows_the_latest_then_the_selection();
    void known_cells();
    void metrics_of_the_run_s_own();
    void alerts();
    void only_values_change_while_it_runs();
    void models_are_sound();
    void empty();
    void screenshots();
};

void ChunkInspectorTest::every_metric_has_one_sentence()
{
    std::set<QString> sentences;
    for (const MetricInfo& info : metric_table) {
        const QString help = metric_help(info.id);
        QVERIFY2(help.endsWith(u'.') && help.front().isUpper() && help.size() > 30, info.key.data());
        QVERIFY2(sentences.insert(help).second, info.key.data());
    }
    QCOMPARE(metric_help(static_cast<Metric>(9999)), QString());
    QCOMPARE(metric_title(Metric::forward_ms), QStringLiteral("forward (ms)"));
    QCOMPARE(metric_title(Metric::write_collision), QStringLiteral("write collision"));
}

void ChunkInspectorTest::follows_the_latest_then_the_selection()
{
    RunModel run;
    Selection selection;
    sample::fill(run, {}, 4);
    ChunkInspector inspector(run, selection);
    QCOMPARE(inspector.note(), QStringLiteral("latest: chunk 3 · tokens 300 – 399"));
    run.append({sample::stream_step({}, 4)});
    QCOMPARE(inspector.note(), QStringLiteral("latest: chunk 4 · tokens 400 – 499"));
    selection.lock({1, 150});
    QCOMPARE(inspector.note(), QStringLiteral("chunk 1 · tokens 100 – 199"));
    selection.hover({2, -1});
    QCOMPARE(inspector.note(), QStringLiteral("chunk 2 · tokens 200 – 299"));
    run.set_shown_steps(1);
    QCOMPARE(inspector.note(), QStringLiteral("latest: chunk 0 · tokens 0 – 99"));  // what is not shown yet is not told
    selection.free();
    run.clear();
    QCOMPARE(inspector.note(), QString());
    QVERIFY(inspector.table().rows.empty());
}

void ChunkInspectorTest::known_cells()
{
    RunModel run;
    Selection selection;
    sample::fill(run);
    ChunkInspector inspector(run, selection);
    selection.lock({2, -1});
    const ViewTable table = inspector.table();
    QCOMPARE(table.header, (QStringList{u"metric"_qs, u"frozen"_qs, u"twin"_qs, u"adapted"_qs, u"L1"_qs, u"L3"_qs}));
    QCOMPARE(cell(table, u"tokens"_qs, 1), QStringLiteral("[200, 300)"));
    QCOMPARE(cell(table, u"forward (ms)"_qs, 1), QStringLiteral("1.2"));     // 1 + 0.1 * 2
    QCOMPARE(cell(table, u"write collision"_qs, 4), QStringLiteral("2.2"));  // + layer
    QCOMPARE(cell(table, u"write collision"_qs, 5), QStringLiteral("4.2"));
    QCOMPARE(cell(table, u"write collision"_qs, 1), QString());
    QCOMPARE(cell(table, u"perplexity so far"_qs, 1), QStringLiteral("55.27"));  // 45 + 20 exp(-2/3)
    QCOMPARE(cell(table, u"perplexity so far"_qs, 2), QStringLiteral("51.27"));
    QCOMPARE(cell(table, u"perplexity so far"_qs, 3), QStringLiteral("46.27"));
    QCOMPARE(table.rows.size(), metric_table.size() + 1 - 12);  // six quantities have a row for all their arms
    selection.lock({0, -1});
    QCOMPARE(cell(inspector.table(), u"cosine with the previous step"_qs, 4), QStringLiteral("–"));
}

/// A run of another program, with nothing that the table of metrics knows.
void ChunkInspectorTest::metrics_of_the_run_s_own()
{
    RunModel run;
    Selection selection;
    RunHeader header = sample::stream_header();
    sample::name_own(header);
    run.start(header, sample::stream_document());
    StepRecord step = sample::stream_step({}, 0);
    step.metrics.clear();
    sample::add_own(step);
    run.append({step});
    QVERIFY((run.metrics() == std::vector{sample::own_loss, sample::own_gate}));
    const ChunkInspector inspector(run, selection);
    QCOMPARE(cell(inspector.table(), QStringLiteral("loss of the step (nats)"), 1), QStringLiteral("0"));
    bool has_gate = false;
    for (const auto& row : inspector.table().rows)
        has_gate = has_gate || row[0] == QStringLiteral("gate of the update");
    QVERIFY(has_gate);
}

void ChunkInspectorTest::alerts()
{
    RunModel run;
    StepRecord step = sample::stream_step({}, 0);
    for (MetricValue& value : step.metrics) {
        if (value.metric == Metric::cap_scale)
            value.value = value.layer == 3 ? 0.5 : 1;
        if (value.metric == Metric::nonfinite)
            value.value = value.layer == 3 ? 7 : 0;
    }
    run.start(sample::stream_header(), sample::stream_document());
    run.append({step});
    ChunkRows rows(run, ChunkRows::Kind::per_layer);
    rows.set_step(0);
    const auto alert = [&](Metric metric, int column) {
        for (int row = 0; row < rows.rowCount(); ++row)
            if (rows.index(row, 0).data().toString() == metric_title(metric))
                return static_cast<Alert>(rows.index(row, column).data(alert_role).toInt());
        return Alert::quiet;
    };
    QVERIFY(alert(Metric::cap_scale, 1) == Alert::none);
    QVERIFY(alert(Metric::cap_scale, 2) == Alert::warning);
    QVERIFY(alert(Metric::nonfinite, 1) == Alert::none);
    QVERIFY(alert(Metric::nonfinite, 2) == Alert::failure);
}

void ChunkInspectorTest::only_values_change_while_it_runs()
{
    RunModel run;
    sample::fill(run, {}, 3);
    ChunkRows rows(run, ChunkRows::Kind::per_layer);
    rows.set_step(2);
    QSignalSpy reset(&rows, &QAbstractItemModel::modelReset), changed(&rows, &QAbstractItemModel::dataChanged);
    run.append({sample::stream_step({}, 3)});
    rows.set_step(3);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 1);
    rows.set_step(-1);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(rows.rowCount(), 0);
}

void ChunkInspectorTest::models_are_sound()
{
    RunModel run;
    ChunkRows whole(run, ChunkRows::Kind::whole_step), layers(run, ChunkRows::Kind::per_layer);
    QAbstractItemModelTester first(&whole, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester second(&layers, QAbstractItemModelTester::FailureReportingMode::QtTest);
    sample::fill(run, {}, 3);
    for (const std::int64_t step : {-1, 0, 2, -1, 1}) {
        whole.set_step(step);
        layers.set_step(step);
    }
    sample::fill(run, {.tokens = 500, .chunk = 100, .fast_layers = {0, 1, 2}, .twin = false, .frozen = true});
    whole.set_step(4);
    layers.set_step(4);
    QCOMPARE(layers.columnCount(), 4);
    QVERIFY(whole.rowCount() < static_cast<int>(metric_table.size()));
}

void ChunkInspectorTest::empty()
{
    RunModel run;
    Selection selection;
    ChunkInspector inspector(run, selection);
    QCOMPARE(inspector.note(), QString());
    run.start(sample::stream_header(), sample::stream_document());
    QCOMPARE(inspector.note(), QString());
}

void ChunkInspectorTest::screenshots()
{
    RunModel run;
    Selection selection;
    sample::fill(run, {.tokens = 32768, .chunk = 128, .fast_layers = {1, 3, 5, 7}, .twin = true, .frozen = true});
    ChunkInspector inspector(run, selection);
    selection.lock({111, 14250});
    {
        test::PanelShot shot(inspector, inspector.title(), inspector.note(), {700, 190});
        shot.save(QStringLiteral("chunk"));
        shot.resize(420, 400);
        shot.save(QStringLiteral("chunk-narrow"));
    }
    run.clear();
    test::PanelShot shot(inspector, inspector.title(), inspector.note(), {700, 190});
    shot.save(QStringLiteral("chunk-empty"));
}

TTT_TEST(ChunkInspectorTest)
#include "tst_chunk_inspector.moc"

// The tables of metrics and columns as data: whose number it is, and what it is called.
#include "engine/records/metrics.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <set>

using namespace ttt;

class MetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Labels stand in session files.
    void labels_name_the_arm()
    {
        const auto label = [](Metric metric) { return label_of(*find_metric(static_cast<std::int32_t>(metric))); };
        QCOMPARE(label(Metric::nll_frozen), std::string("NLL, frozen"));
        QCOMPARE(label(Metric::window_perplexity_twin), std::string("perplexity in the window, twin"));
        QCOMPARE(label(Metric::forward_ms), std::string("forward"));
        const ColumnInfo& column = *find_column(static_cast<std::int32_t>(Column::top_nll_adapted));
        QCOMPARE(label_of(column), std::string("NLL of the top 5, adapted"));
    }

    void no_two_share_a_label()
    {
        std::set<std::string> metrics, columns;
        for (const MetricInfo& info : metric_table)
            QVERIFY2(metrics.insert(label_of(info)).second, info.key.data());
        for (const ColumnInfo& info : column_table)
            QVERIFY2(columns.insert(label_of(info)).second, info.key.data());
    }

    void a_quantity_has_one_name()
    {
        for (const MetricInfo& info : metric_table)
            for (const Arm arm : all_arms)
                if (const auto other = metric_of(info.quantity, arm); other && info.arm != Arm::none)
                    QCOMPARE(find_metric(static_cast<std::int32_t>(*other))->label, info.label);
    }
};

TTT_TEST(MetricsTest)
#include "tst_metrics.moc"

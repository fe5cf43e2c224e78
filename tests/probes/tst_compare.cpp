#include "engine/records/compare.h"
#include "engine/records/patterns.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <functional>
#include <limits>

using namespace ttt;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

StepRecord record()
{
    StepRecord step;
    step.index = 3;
    step.begin = 48;
    step.end = 50;
    step.metrics = {{Metric::delta_norm, 5, 0.25}, {Metric::forward_ms, -1, 7.5}};
    step.columns = {{Column::nll_adapted, {none, 1.5F}}, {Column::top_ids_adapted, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}};
    add_pattern(step, {49, 7, 0.5, 0.1, 0.2});
    step.fast_hash = "xxh3:00";
    return step;
}

}  // namespace

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nan_equals_nan_and_timings_do_not_count()
    {
        StepRecord other = record();
        other.metrics[1].value = 99;
        QVERIFY(!first_difference(record(), other));
        other.metrics.pop_back();
        QVERIFY(!first_difference(record(), other));
    }

    void differences_are_named_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("metric") << 0
                                << "Step 3: metric delta_norm of layer 5 is 0.25 in the first and 0.5 in the second.";
        QTest::newRow("layer") << 1 << "Step 3: the metric at place 0";
        QTest::newRow("missing metric") << 2 << "Step 3: the number of metrics is 1 in the first and 0 in the second.";
        QTest::newRow("item") << 3 << "Step 3: column nll_adapted of item 49 is 1.5";
        QTest::newRow("NaN") << 4 << "Step 3: column nll_adapted of item 48 is nan";
        QTest::newRow("wide column") << 5 << "Step 3: column top_ids_adapted of item 49 is 8";
        QTest::newRow("pattern") << 6 << "Step 3: the logit change of the pattern at item 49";
        QTest::newRow("hash") << 7 << "Step 3: the hash of the fast weights is xxh3:00";
        QTest::newRow("end") << 8 << "Step 3: the end is 50 in the first and 51";
        QTest::newRow("last bit") << 9 << "Step 3: column nll_adapted of item 49";
        QTest::newRow("missing column") << 10 << "Step 3: the number of columns";
        QTest::newRow("sign of zero") << 11 << "Step 3: metric delta_norm of layer 5 is 0.25 in the first and -0.25";
        QTest::newRow("spread") << 12 << "of the others of the pattern at item 49";
    }

    void differences_are_named()
    {
        QFETCH(int, change);
        QFETCH(QString, sentence);
        const std::vector<std::function<void(StepRecord&)>> changes{
            [](StepRecord& step) { step.metrics[0].value = 0.5; },
            [](StepRecord& step) { step.metrics[0].layer = 6; },
            [](StepRecord& step) { step.metrics.erase(step.metrics.begin()); },
            [](StepRecord& step) { step.columns[0].values[1] = 1.25F; },
            [](StepRecord& step) { step.columns[0].values[0] = 0; },
            [](StepRecord& step) { step.columns[1].values[7] = 80; },
            [](StepRecord& step) { step.events[0].values[0] = 0.25; },
            [](StepRecord& step) { step.fast_hash = "xxh3:11"; },
            [](StepRecord& step) { step.end = 51; },
            [](StepRecord& step) { step.columns[0].values[1] = std::nextafter(1.5F, 2.0F); },
            [](StepRecord& step) { step.columns.pop_back(); },
            [](StepRecord& step) { step.metrics[0].value = -0.25; },
            [](StepRecord& step) { step.events[0].values[2] = 1; },
        };
        StepRecord other = record();
        changes.at(static_cast<std::size_t>(change))(other);
        const auto found = first_difference(record(), other);
        QVERIFY(found.has_value());
        QVERIFY2(QString::fromStdString(*found).contains(sentence), found->c_str());
        QVERIFY(first_difference(other, record()).has_value());
    }
};

TTT_TEST(TestCompare)
#include "tst_compare.moc"

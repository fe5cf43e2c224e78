// Grids, what is refused before anything runs, and what outcomes and the best of them are.
#include "app/same_run.h"
#include "app/sweep_plan.h"
#include "app/sweep_result.h"
#include "engine/records/error.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace ttt;

namespace {

std::string why(const std::vector<std::string>& over, const RunConfig& base = {},
                std::vector<std::string> documents = {"d"})
{
    try {
        std::vector<SweepAxis> axes;
        for (const std::string& text : over)
            axes.push_back(sweep_axis(text));
        sweep_plan(base, axes, std::move(documents), nullptr);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// A run that ended so, of `tokens` tokens, each costing log(ppl) nats.
SweepRun ended(double rate, double frozen, double adapted, RunState state = RunState::finished,
               const std::string& document = "d", std::int64_t tokens = 640)
{
    SweepRun run;
    run.run_id = "r" + std::to_string(rate) + document;
    run.config.inner_lr = {rate, rate};
    run.config.document = document;
    run.summary.state = state;
    const auto count = static_cast<double>(tokens);
    run.summary.totals = {{Column::nll_frozen, count * std::log(frozen), tokens},
                          {Column::nll_adapted, count * std::log(adapted), tokens}};
    for (std::int64_t at = 0; at < tokens; at += 64)
        run.blocks.emplace_back(64 * (std::log(adapted) - std::log(frozen)), 64);
    return run;
}

}  // namespace

class SweepPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void the_grid_is_full()
    {
        const SweepPlan plan = sweep_plan(
            {}, {sweep_axis("inner-lr=0.001, 0.002"), sweep_axis("target=lm-aligned,reconstruction,previous")},
            {"a", "b"}, nullptr);
        QCOMPARE(plan.points.size(), 6U);
        QCOMPARE(plan.run_count(), 12U);
        QCOMPARE(plan.points[1].words, std::string("inner_lr 0.001, target reconstruction"));
        QCOMPARE(plan.points[4].config.inner_lr, std::vector<double>{0.002});
        QVERIFY(plan.points[4].config.target == Target::reconstruction);
        QCOMPARE(swept_keys(plan.tag), (std::vector<std::string>{"inner_lr", "target"}));
        QVERIFY(swept_keys("a sweep of mine").empty() && swept_keys("").empty());
    }

    void any_kind_of_setting_can_be_swept()
    {
        RunConfig lora;
        lora.method = "lora";
        const SweepPlan parts = sweep_plan(lora, {sweep_axis("parameters=q+v,q+v+down")}, {"d"}, nullptr);
        QCOMPARE(parts.points[1].config.parameters, std::string("q,v,down"));
        const SweepPlan layers =
            sweep_plan({}, {sweep_axis("fast_layers=1+2,3"), sweep_axis("centre_keys=yes,no")}, {"d"}, nullptr);
        QCOMPARE(layers.points[0].config.fast_layers, (std::vector<std::int64_t>{1, 2}));
        QVERIFY(layers.points[0].config.centre_keys == true && layers.points[1].config.centre_keys == false);
        const SweepPlan methods =
            sweep_plan({}, {sweep_axis("lr=0.1,0.2"), sweep_axis("method=lora,dynamic-evaluation")}, {"d"}, nullptr);
        QCOMPARE(methods.points[1].config.method, std::string("dynamic-evaluation"));
        QCOMPARE(methods.points[3].config.lr.value(), 0.2);
        for (const Setting& setting : settings())
            QCOMPARE(can_sweep(setting),
                     !setting.is_path && setting.key != "name" && setting.key != "stream" && setting.key != "order");
    }

    void what_can_not_be_is_one_sentence_data()
    {
        QTest::addColumn<QStringList>("over");
        QTest::addColumn<QString>("words");
        QTest::newRow("no such key") << QStringList{"speed=1,2"} << "speed: there is no such setting";
        QTest::newRow("no value") << QStringList{"inner_lr="} << "an empty text is no value";
        QTest::newRow("a gap") << QStringList{"inner_lr=0.1,,0.2"} << "an empty text is no value";
        QTest::newRow("no equals") << QStringList{"inner_lr"} << "is not SETTING=VALUE";
        QTest::newRow("nothing") << QStringList{"=1"} << "is not SETTING=VALUE";
        QTest::newRow("no number") << QStringList{"inner_lr=0.1,big"} << "'big' is not a number";
        QTest::newRow("out of range") << QStringList{"decay=0.5,1.5"} << "at most 1";
        QTest::newRow("not finite") << QStringList{"inner_lr=inf"} << "inner_lr: ";
        QTest::newRow("no such word") << QStringList{"target=sideways"} << "one of ";
        QTest::newRow("another method's") << QStringList{"rank=4,8"} << "it belongs to LoRA; In-Place TTT has none";
        QTest::newRow("twice") << QStringList{"inner_lr=0.1", "inner-lr=0.2"} << "swept twice";
        QTest::newRow("one value twice") << QStringList{"inner_lr=0.1,0.1"} << "the value 0.1 stands twice";
        QTest::newRow("spelled in two ways") << QStringList{"inner_lr=0.1,1e-1"} << "stands twice";
        QTest::newRow("a path") << QStringList{"document=a,b"} << "document can't be swept";
        QTest::newRow("a name") << QStringList{"name=a,b"} << "name can't be swept";
    }

    void what_can_not_be_is_one_sentence()
    {
        QFETCH(const QStringList, over);
        QFETCH(const QString, words);
        std::vector<std::string> texts;
        for (const QString& text : over)
            texts.push_back(text.toStdString());
        const QString sentence = QString::fromStdString(why(texts));
        QVERIFY2(sentence.contains(words), qPrintable(sentence));
        QVERIFY2(!sentence.contains('\n') && sentence.endsWith('.'), qPrintable(sentence));
    }

    void a_grid_has_an_end()
    {
        std::string values = "1";
        for (int value = 2; value <= 100; ++value)
            values += "," + std::to_string(value);
        const QString sentence = QString::fromStdString(why({"chunk=" + values, "window=" + values, "seed=" + values}));
        QVERIFY2(sentence.contains("1000000 runs") && sentence.contains("at most 10000"), qPrintable(sentence));
        QVERIFY(QString::fromStdString(why({"chunk=1,2"}, {}, {"a", "b", "a"})).contains("'a' stands twice"));
        QVERIFY(!why({}).empty());
    }

    void a_point_that_can_not_be_is_named()
    {
        RunConfig base;
        const ModelFacts model{.name = "stock", .layers = 4, .width = 8};
        try {
            base.method = "lora";
            sweep_plan(base, {sweep_axis("rank=4,16")}, {"d"}, &model);
            QFAIL("A rank above the width was taken.");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).startsWith("With rank 16: "), error.what());
        }
    }

    void the_group_is_the_same_for_a_finer_grid()
    {
        const auto tag = [](const char* over, double lr, std::vector<std::string> documents) {
            RunConfig base;
            base.target_scale = lr;
            base.target = Target::reconstruction;
            return sweep_plan(base, {sweep_axis(over)}, std::move(documents), nullptr).tag;
        };
        QCOMPARE(tag("inner_lr=1,2", 1, {"a"}), tag("inner_lr=1,1.5", 1, {"a"}));
        QVERIFY(tag("inner_lr=1,2", 1, {"a"}) != tag("inner_lr=1,2", 2, {"a"}));
        QVERIFY(tag("inner_lr=1,2", 1, {"a"}) != tag("inner_lr=1,2", 1, {"a", "b"}));
        QVERIFY(tag("inner_lr=1,2", 1, {"a"}) != tag("decay=1,0.5", 1, {"a"}));
        QVERIFY(!QString::fromStdString(tag("inner_lr=1,2", 1, {"a"}))
                     .contains(QLatin1Char(',')));  // tags are parted by commas
    }

    void documents_are_one_point()
    {
        const std::vector<SweepRun> runs{
            ended(1, 40, 20, RunState::finished, "a", 640), ended(1, 40, 80, RunState::finished, "b", 1280),
            ended(2, 40, 39, RunState::finished, "a"), ended(2, 40, 39, RunState::finished, "b")};
        const auto outcomes = outcomes_of(runs, {"inner_lr"});
        QCOMPARE(outcomes.size(), 2U);
        QCOMPARE(outcomes[0].values, std::vector<std::string>{"1"});
        const double mean = (640 * std::log(20.0) + 1280 * std::log(80.0)) / 1920;
        QVERIFY(std::abs(outcomes[0].result(Arm::adapted) - std::exp(mean)) < 1e-9);
        QVERIFY(std::abs(outcomes[0].gain.change - (std::exp(mean) / 40 - 1)) < 1e-9);
        QVERIFY(outcomes[0].gain.low < outcomes[0].gain.change && outcomes[0].gain.change < outcomes[0].gain.high);
        QVERIFY(best_of(outcomes) == &outcomes[1]);
    }

    void what_did_not_finish_is_never_best()
    {
        std::vector<SweepRun> runs{ended(1, 40, 1, RunState::diverged),
                                   ended(2, 40, 2, RunState::failed),
                                   ended(3, 40, 3, RunState::cancelled),
                                   ended(4, 40, 39),
                                   ended(5, 40, 38),
                                   ended(6, 40, std::numeric_limits<double>::quiet_NaN())};
        auto outcomes = outcomes_of(runs, {"inner_lr"});
        QCOMPARE(outcomes.size(), 6U);
        QCOMPARE(best_of(outcomes)->values, std::vector<std::string>{"5"});
        runs.resize(3);
        outcomes = outcomes_of(runs, {"inner_lr"});
        QVERIFY(!best_of(outcomes));
        QVERIFY(!best_of({}));
    }

    void a_point_that_lacks_a_document_is_not_best()
    {
        const std::vector<SweepRun> runs{ended(1, 40, 5, RunState::finished, "a"),
                                         ended(2, 40, 30, RunState::finished, "a"),
                                         ended(2, 40, 30, RunState::finished, "b")};
        const auto outcomes = outcomes_of(runs, {"inner_lr"});
        QCOMPARE(best_of(outcomes)->values, std::vector<std::string>{"2"});
    }

    void a_run_that_was_tried_again_counts_once()
    {
        const std::vector<SweepRun> runs{ended(1, 40, 5, RunState::cancelled), ended(1, 40, 30)};
        const auto outcomes = outcomes_of(runs, {"inner_lr"});
        QCOMPARE(outcomes.size(), 1U);
        QCOMPARE(outcomes[0].runs.size(), 1U);
        QCOMPARE(outcomes[0].all.state, RunState::finished);
    }

    void what_is_done_is_known_again()
    {
        const QTemporaryDir folder;
        RunInfo logged;
        RunConfig& config = logged.header.config;
        config.model = config.document = folder.filePath("d.txt").toStdString();
        std::ofstream(config.document) << "text";
        config.inner_lr = {0.5, 0.5};
        config.chosen = std::vector<std::string>{"inner_lr"};
        config.tokens = logged.header.item_count = 4;
        logged.header.engine_version = QString(TTT_VERSION).toStdString();
        logged.header.started_unix_ms = QDateTime::currentMSecsSinceEpoch() + 60'000;
        logged.summary.state = RunState::finished;
        RunConfig asked;
        asked.model = asked.document = config.document;
        asked.inner_lr = {0.5};
        QVERIFY(is_done(logged, asked));
        const auto changed = [&](auto change) {
            RunInfo other = logged;
            change(other);
            return is_done(other, asked);
        };
        QVERIFY(!changed([](RunInfo& run) { run.summary.state = RunState::cancelled; }));
        QVERIFY(!changed([](RunInfo& run) { run.header.config.inner_lr = {0.5, 0.6}; }));
        QVERIFY(!changed([](RunInfo& run) { run.header.config.chosen->push_back("chunk"); }));
        QVERIFY(!changed([](RunInfo& run) { run.header.config.chosen.reset(); }));
        QVERIFY(!changed([](RunInfo& run) { run.header.config.twin = "t"; }));
        QVERIFY(!changed([](RunInfo& run) { run.header.engine_version = "0.0.1"; }));
        QVERIFY(!changed([](RunInfo& run) { run.header.started_unix_ms = 1; }));  // the file is newer
        QVERIFY(changed([](RunInfo& run) { run.header.config.name = "n"; }));
        QVERIFY(changed([](RunInfo& run) { run.summary.state = RunState::diverged; }));
        QVERIFY(find_done(std::vector{logged}, asked) && !find_done({}, asked));
        asked.tokens = 3;
        QVERIFY(!is_done(logged, asked));
    }
};

TTT_TEST(SweepPlanTest)
#include "tst_sweep_plan.moc"

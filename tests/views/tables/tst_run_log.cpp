// The run log's sentences, on runs made for each of them.
#include "engine/records/guard.h"
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "tests/views/tables/panel_shot.h"
#include "views/selection.h"
#include "views/tables/data_table.h"
#include "views/tables/log_rows.h"
#include "views/tables/log_words.h"
#include "views/tables/run_log.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>

#include <cmath>
#include <functional>

using namespace ttt;

namespace {

using Change = std::function<double(const MetricValue&, std::int64_t step)>;

constexpr std::int64_t steps = 100;
const sample::StreamShape shape{.tokens = 10000, .chunk = 100};

/// A quiet run, with what `change` puts in the place of its metrics.
void fill(RunModel& run, const Change& change, std::int64_t count = steps)
{
    run.start(sample::stream_header(shape), sample::stream_document(shape));
    StepBatch batch;
    for (std::int64_t index = 0; index < count; ++index) {
        StepRecord step = sample::stream_step(shape, index);
        for (MetricValue& value : step.metrics)
            value.value = change(value, index);
        batch.push_back(std::move(step));
    }
    run.append(batch);
}

double quiet(const MetricValue& value, std::int64_t step)
{
    switch (value.metric) {
    case Metric::nonfinite:
    case Metric::clipped_fraction:
        return 0;
    case Metric::clip_scale:
    case Metric::cap_scale:
        return 1;
    case Metric::updates:
        return static_cast<double>(step);
    case Metric::nll_frozen:
    case Metric::nll_adapted:
        return 4;
    case Metric::perplexity_frozen:
    case Metric::perplexity_adapted:
        return 40;
    case Metric::forward_ms:
        return 10;
    case Metric::update_ms:
    case Metric::probe_ms:
        return 1;
    default:
        return value.value;
    }
}

/// Lines of the steps that hold the words.
std::vector<LogLine> lines_with(const RunModel& run, const QString& words)
{
    std::vector<LogLine> found;
    for (const LogLine& line : log_lines(run, 0, run.step_count()))
        if (line.text.contains(words))
            found.push_back(line);
    return found;
}

}  // namespace

class RunLogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void start_says_who_learns();
    void start_says_how_both_learn();
    void start_of_frozen();
    void first_update();
    void below_frozen_for_good();
    void claims_come_with_their_interval();
    void a_diverged_run_is_called_one();
    void worse_than_frozen_is_said_once();
    void above_again();
    void limits_once();
    void not_finite_per_layer();
    void slow_chunks();
    void extremes_are_rare();
    void tenths();
    void end_of_each_state();
    void ranges_add_up();
    void playhead_hides();
    void click_locks_its_chunk();
    void follows_the_end();
    void fast();
    void screenshots();
};

void RunLogTest::start_says_who_learns()
{
    RunHeader header = sample::stream_header(shape);
    header.config.decay = {0.9, 0.97};
    header.config.relative_cap = 1;
    header.config.centre_keys = true;
    const QStringList lines = start_sentences(header, QStringLiteral("sample.txt"));
    QCOMPARE(lines[0], QStringLiteral("Model sample, 1,234,567 parameters in 4 layers. Its twin is twin."));
    QCOMPARE(lines[1], QStringLiteral("Document sample.txt: 10,000 tokens, 100 chunks of 100, attention window 64."));
    QCOMPARE(lines[2],
             QStringLiteral("In-Place TTT: fast layers 1, 3; chunk 100 tokens; inner rate η 0.001; decay γ 0.9, 0.97; "
                            "drift cap 1 ‖W₀‖; centre keys yes."));
    QVERIFY2(lines[3].startsWith(QStringLiteral("Started 2026-09-2")), qPrintable(lines[3]));  // the clock is local
    QVERIFY2(lines[3].endsWith(QStringLiteral(" on CPU, 2 threads in float32, engine 0.1.0.")), qPrintable(lines[3]));
    header.config.fast_layers = {2};
    header.config.decay = {};
    header.config.relative_cap = 0;
    header.config.centre_keys = false;
    header.config.target = Target::lm_aligned;
    header.config.window = 0;
    QCOMPARE(start_sentences(header, {})[2],
             QStringLiteral("In-Place TTT: fast layers 2; chunk 100 tokens; inner rate η 0.001; target LM-aligned."));
    QVERIFY(start_sentences(header, {})[1].endsWith(QStringLiteral("full attention.")));
}

void RunLogTest::start_says_how_both_learn()
{
    RunHeader header = sample::stream_header(shape);
    header.config.method = "in-place+dynamic-evaluation";
    header.config.optimizer = Optimizer::rms;
    header.config.parameters = "all";
    header.config.lr = 0.001;
    header.config.segment = 100;
    header.config.statistics_tokens = 2048;
    const QString first = start_sentences(header, {})[2];
    QVERIFY2(first.startsWith(QStringLiteral("In-Place TTT + dynamic evaluation: fast layers 1, 3; ")),
             qPrintable(first));
    QVERIFY2(
        first.endsWith(QStringLiteral("; rate lr 0.001; optimizer RMS; what learns all; measured over 2,048 tokens.")),
        qPrintable(first));
    header.config.statistics = "/texts/other.txt";
    QVERIFY(start_sentences(header, {})[2].contains(QStringLiteral("; statistics /texts/other.txt;")));
}

void RunLogTest::start_of_frozen()
{
    RunHeader header = sample::stream_header(shape);
    header.config.arms = Arms::frozen;
    QCOMPARE(start_sentences(header, {})[2], QStringLiteral("Nothing learns: only the frozen model reads."));
    QVERIFY(log_lines(RunModel(), 0, 10).empty());
}

void RunLogTest::first_update()
{
    RunModel run;
    fill(run, quiet);
    const auto lines = lines_with(run, QStringLiteral("First update"));
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0].step, 1);
}

void RunLogTest::below_frozen_for_good()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        if (value.metric == Metric::perplexity_adapted)
            return step >= 20 || step == 5 ? 36.0 : 44.0;  // one lucky chunk does not count
        if (value.metric == Metric::nll_adapted)
            return step >= 20 ? 3.8 : 4.1;
        return quiet(value, step);
    });
    auto lines = lines_with(run, QStringLiteral("has stayed below frozen"));
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0].step, 20);
    QCOMPARE(lines[0].told, 27);
    QVERIFY(lines_with(run, QStringLiteral("for good")).empty());  // not before the end
    run.end({.state = RunState::finished, .message = {}});
    lines = lines_with(run, QStringLiteral("for good since chunk 20"));
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0].step, 20);
    QVERIFY2(lines[0].text.contains(QStringLiteral("95 % interval −")), qPrintable(lines[0].text));
}

void RunLogTest::claims_come_with_their_interval()
{
    const auto told = [](double adapted, double spread, std::int64_t count) {
        RunModel run;
        fill(
            run,
            [=](const MetricValue& value, std::int64_t step) {
                const double noise = step % 2 == 0 ? spread : -spread;
                return value.metric == Metric::nll_adapted ? adapted + noise : quiet(value, step);
            },
            count);
        run.end({.state = RunState::finished, .message = {}});
        const auto lines = lines_with(run, QStringLiteral("95 % interval"));
        return lines.empty() ? QString() : lines[0].text;
    };
    QVERIFY(told(3.9, 0.2, steps).startsWith(QStringLiteral("Adapted is better than frozen")));
    QVERIFY(told(4.1, 0.2, steps).startsWith(QStringLiteral("Adapted is worse than frozen")));
    QVERIFY(told(3.99, 0.5, steps).contains(QStringLiteral("no difference that 100 chunks can show")));
    QCOMPARE(told(3.9, 0.2, 4), QString());  // too few chunks to be sure of anything
}

void RunLogTest::a_diverged_run_is_called_one()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        return value.metric == Metric::nll_adapted ? 3.0 : quiet(value, step);
    });
    run.end({.state = RunState::diverged, .message = "Diverged at chunk 12: adapted is 1.3 nats above frozen."});
    const auto lines = lines_with(run, QStringLiteral("Diverged at chunk 12"));
    QCOMPARE(lines.size(), 1U);
    QVERIFY(lines[0].tone == LogTone::failure);
    QVERIFY(!lines[0].text.contains(QStringLiteral("Diverged: Diverged")));
    QVERIFY(lines_with(run, QStringLiteral("better than frozen")).empty());
}

void RunLogTest::worse_than_frozen_is_said_once()
{
    RunModel run;
    RunHeader header = sample::stream_header(shape);
    header.config.guard = Guard::arm;
    run.start(header, sample::stream_document(shape));
    StepBatch batch;
    for (std::int64_t index = 0; index < steps; ++index)
        batch.push_back(sample::stream_step(shape, index));
    add_worse(batch[20], {.begin = 1700, .end = 2100, .excess = 0.3, .chunks = 4});
    run.append(batch);
    const auto lines = lines_with(run, QStringLiteral("Worse than frozen from chunk 17: over 4 chunks"));
    QCOMPARE(lines.size(), 1U);
    QVERIFY(lines[0].tone == LogTone::warning);
    QCOMPARE(lines[0].told, 20);
    QCOMPARE(lines[0].step, 17);
    QVERIFY(lines[0].text.contains(QStringLiteral("The guarded arm reads with the trained weights")));
}

void RunLogTest::above_again()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        if (value.metric == Metric::perplexity_adapted)
            return step < 30 ? 36.0 : 44.0;
        return quiet(value, step);
    });
    const auto lines = lines_with(run, QStringLiteral("no longer below frozen: perplexity 44.00 against 40.00"));
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0].step, 30);
    QVERIFY(lines[0].tone == LogTone::warning);
    run.end({.state = RunState::finished, .message = {}});
    QVERIFY(lines_with(run, QStringLiteral("for good")).empty());
}

void RunLogTest::limits_once()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        if (value.metric == Metric::clipped_fraction && step >= 40)
            return 0.5;
        if (value.metric == Metric::cap_scale && value.layer == 3 && step >= 40)
            return 0.8;
        return quiet(value, step);
    });
    const auto lines = lines_with(run, QStringLiteral("Clip or cap reached for the first time in layer 3"));
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0].step, 40);
}

void RunLogTest::not_finite_per_layer()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        return value.metric == Metric::nonfinite && value.layer == 1 && step >= 12 ? 7.0 : quiet(value, step);
    });
    const auto lines = lines_with(run, QStringLiteral("7 values are not finite"));
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0].step, 12);
    QVERIFY(lines[0].tone == LogTone::failure);
}

void RunLogTest::slow_chunks()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        const bool is_slow = step == 2 || step == 50 || step == 51 || step == 80;
        return value.metric == Metric::forward_ms && is_slow ? 100.0 : quiet(value, step);
    });
    const auto lines = lines_with(run, QStringLiteral("A slow chunk: 102 ms, where the median is 12 ms."));
    QCOMPARE(lines.size(), 2U);  // not at once, and not twice in a row
    QCOMPARE(lines[0].step, 50);
    QCOMPARE(lines[1].step, 80);
}

void RunLogTest::extremes_are_rare()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        if (value.metric == Metric::nll_adapted)
            return step == 70 ? 5.0 : 4.0 - 0.03 * static_cast<double>(step);  // better and better, once bad
        return quiet(value, step);
    });
    const auto best = lines_with(run, QStringLiteral("best chunk so far"));
    QVERIFY2(best.size() >= 3 && best.size() <= 10, qPrintable(QString::number(best.size())));
    const auto worst = lines_with(run, QStringLiteral("worst chunk so far"));
    QVERIFY(worst.size() <= 1);
    RunModel flat;
    fill(flat, quiet);
    QVERIFY(lines_with(flat, QStringLiteral("chunk so far")).empty());
}

void RunLogTest::tenths()
{
    RunModel run;
    fill(run, quiet);
    const auto lines = lines_with(run, QStringLiteral(" % read"));
    QCOMPARE(lines.size(), 9U);
    QCOMPARE(lines[1].step, 19);
    QVERIFY2(lines[1].text.startsWith(QStringLiteral("20 % read; perplexity frozen 40.0, twin ")),
             qPrintable(lines[1].text));
    QVERIFY2(lines[1].text.endsWith(QStringLiteral("adapted 40.0 (0.0 % against frozen).")), qPrintable(lines[1].text));
    QCOMPARE(arms_text(45.1, std::nan(""), 36.2, std::nan("")),
             QStringLiteral("frozen 45.1, adapted 36.2 (−19.7 % against frozen)"));
    QCOMPARE(arms_text(std::nan(""), std::nan(""), 36.2, std::nan("")), QStringLiteral("adapted 36.2"));
}

void RunLogTest::end_of_each_state()
{
    RunSummary summary{
        .state = RunState::finished,
        .message = {},
        .items = 10000,
        .steps = 100,
        .updates = 99,
        .seconds = 12.5,
        .totals = {{Column::nll_frozen, 10 * std::log(40.0), 10}, {Column::nll_adapted, 10 * std::log(32.0), 10}}};
    QCOMPARE(end_sentences(summary, document_kind).state, QStringLiteral("Finished."));
    QCOMPARE(end_sentences(summary, document_kind).totals,
             (QStringList{u"10,000 tokens, 100 chunks, 99 updates in 12.5 s (800 tokens/s)."_qs,
                          u"Perplexity frozen 40.0, adapted 32.0 (−20.0 % against frozen)."_qs}));
    QVERIFY(!end_sentences(summary, document_kind).is_failure);
    summary = {.state = RunState::failed, .message = "Out of memory.", .items = 100, .steps = 1};
    QCOMPARE(end_sentences(summary, document_kind).state, QStringLiteral("Failed: Out of memory."));
    QCOMPARE(end_sentences(summary, document_kind).totals, QStringList{u"100 tokens, 1 chunk, 0 updates."_qs});
    QVERIFY(end_sentences(summary, document_kind).is_failure);
    summary.state = RunState::cancelled;
    QVERIFY(end_sentences(summary, document_kind).state.startsWith(QStringLiteral("Cancelled")));
    summary.state = RunState::interrupted;
    QVERIFY(end_sentences(summary, document_kind).state.startsWith(QStringLiteral("Interrupted")));
    summary = {.state = RunState::finished, .message = {}, .items = 400, .steps = 2, .updates = 2};
    summary.totals = {{Column::wrong_frozen, 160, 400}, {Column::wrong_adapted, 58, 400}};
    QCOMPARE(end_sentences(summary, images_kind).totals,
             (QStringList{u"400 images, 2 batches, 2 updates."_qs, u"Error: frozen 40.00 %, adapted 14.50 %."_qs}));
}

void RunLogTest::ranges_add_up()
{
    RunModel run;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        return value.metric == Metric::perplexity_adapted ? 44 - 0.2 * static_cast<double>(step) : quiet(value, step);
    });
    run.end({.state = RunState::finished, .message = {}});
    const auto whole = log_lines(run, 0, steps);
    std::vector<LogLine> parts;
    for (std::int64_t begin = 0; begin < steps; begin += 7)
        for (const LogLine& line : log_lines(run, begin, std::min(steps, begin + 7)))
            parts.push_back(line);
    QVERIFY(whole.size() > 15);
    QVERIFY(parts == whole);
    LogScan scan;
    std::vector<LogLine> scanned = start_lines(run);
    for (std::int64_t end = 1; end <= steps; end += 11)
        for (const LogLine& line : scan.advance(run, end))
            scanned.push_back(line);
    for (const LogLine& line : scan.advance(run, steps))
        scanned.push_back(line);
    for (const LogLine& line : end_lines(run, scan))
        scanned.push_back(line);
    QVERIFY(scanned == whole);
}

void RunLogTest::playhead_hides()
{
    RunModel run;
    LogRows rows(run);
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(rows.rowCount(), 0);
    fill(run, quiet, 50);
    rows.rebuild();
    const int all = rows.rowCount();
    QCOMPARE(all, static_cast<int>(log_lines(run, 0, 50).size()));
    run.set_shown_steps(10);
    rows.sync();
    QCOMPARE(rows.rowCount(), static_cast<int>(log_lines(run, 0, 10).size()));
    QVERIFY(rows.rowCount() < all);
    run.set_shown_steps(50);
    rows.sync();
    QCOMPARE(rows.rowCount(), all);
    run.end({.state = RunState::cancelled, .message = {}});
    rows.sync();
    QCOMPARE(rows.rowCount(), all + 3);  // what was gained, with its interval; cancelled; the totals
    run.clear();
    rows.rebuild();
    QCOMPARE(rows.rowCount(), 0);
}

void RunLogTest::click_locks_its_chunk()
{
    RunModel run;
    Selection selection;
    fill(run, quiet);
    RunLog log(run, selection);
    log.resize(700, 400);
    log.show();
    log.activateWindow();
    auto* table = log.findChild<DataTable*>();
    auto* rows = log.findChild<LogRows*>();
    int row = 0;
    while (!rows->line(row).text.contains(u"10 % read"))
        ++row;
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(rows->index(row, 1)).center());
    QVERIFY(selection.locked() == (Place{9, -1}));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QVERIFY(selection.locked() == (Place{19, -1}));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(rows->index(0, 1)).center());
    QVERIFY(selection.locked() == (Place{19, -1}));  // a line without a chunk locks nothing
    selection.lock({9, 950});
    QCOMPARE(table->currentIndex().row(), row);
}

void RunLogTest::follows_the_end()
{
    RunModel run;
    Selection selection;
    fill(run, quiet, 60);
    RunLog log(run, selection);
    log.resize(700, 120);
    log.show();
    QScrollBar* bar = log.findChild<DataTable*>()->verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    run.append({sample::stream_step(shape, 60), sample::stream_step(shape, 61)});
    for (std::int64_t index = 62; index < 72; ++index)
        run.append({sample::stream_step(shape, index)});
    QCOMPARE(bar->value(), bar->maximum());
    bar->setValue(0);
    for (std::int64_t index = 72; index < 90; ++index)
        run.append({sample::stream_step(shape, index)});
    QCOMPARE(bar->value(), 0);
}

void RunLogTest::fast()
{
    RunModel run;
    StepBatch batch;
    for (std::int64_t index = 0; index < 20'000; ++index) {
        StepRecord step;
        step.index = index;
        step.begin = index * 100;
        step.end = step.begin + 100;
        for (const Metric metric : {Metric::perplexity_frozen, Metric::perplexity_adapted, Metric::nll_frozen,
                                    Metric::nll_adapted, Metric::forward_ms})
            step.metrics.push_back({metric, -1, 30 + std::sin(static_cast<double>(index))});
        batch.push_back(step);
    }
    run.start(sample::stream_header({.tokens = 2'000'000, .chunk = 100}), {});
    run.append(batch);
    QElapsedTimer clock;
    clock.start();
    const auto count = log_lines(run, 0, run.step_count()).size();
    const double us = static_cast<double>(clock.nsecsElapsed()) / 1e3 / 20'000;
    qInfo("%zu lines, %.2f us per step", count, us);
    QVERIFY(count > 10);  // a line for every tenth of the run at least
}

void RunLogTest::screenshots()
{
    RunModel run;
    Selection selection;
    fill(run, [](const MetricValue& value, std::int64_t step) {
        const double progress = static_cast<double>(step);
        if (value.metric == Metric::perplexity_adapted)
            return 30 + 20 * std::exp(-progress / 12);
        if (value.metric == Metric::clipped_fraction && step > 30)
            return 0.5;
        if (value.metric == Metric::cap_scale && step > 30)
            return 0.8;
        if (value.metric == Metric::nonfinite && value.layer == 3 && step > 60)
            return 3.0;
        return value.metric == Metric::forward_ms && step == 33 ? 90.0 : quiet(value, step);
    });
    run.end({.state = RunState::failed,
             .message = "Chunk 99: the drift of layer 3 is no longer finite.",
             .items = 10000,
             .steps = 100,
             .updates = 99,
             .seconds = 41.2});
    RunLog log(run, selection);
    {
        test::PanelShot shot(log, log.title(), log.note(), {700, 190});
        selection.lock({33, -1});
        shot.save(QStringLiteral("run-log"));
        shot.resize(700, 520);
        shot.save(QStringLiteral("run-log-tall"));
    }
    run.clear();
    test::PanelShot shot(log, log.title(), log.note(), {700, 190});
    shot.save(QStringLiteral("run-log-empty"));
}

TTT_TEST(RunLogTest)
#include "tst_run_log.moc"

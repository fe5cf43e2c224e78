// How long a plot takes over a million tokens: time of the processor, so that a busy machine does not matter much.
// By hand: cmake --build build/release --target bench_plot && QT_QPA_PLATFORM=offscreen build/release/bench_plot
#include "../views/plot/learning_run.h"
#include "views/plot/perplexity_view.h"
#include "views/theme.h"

#include <QApplication>
#include <QTest>

#include <algorithm>
#include <ctime>

using namespace ttt;

namespace {

constexpr std::int64_t million = 1'000'000;

/// Median of the calls, in milliseconds.
template <class Call>
double median_ms(int rounds, Call call)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const std::clock_t start = std::clock();
        call(round);
        times.push_back(1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

}  // namespace

class PlotBench : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void a_live_tick_data();
    void a_live_tick();
    void scrubbing();
    void hovering();
    void resampling();
    void opening();

private:
    const test::LearningRun shape_{.tokens = million + 100 * 512, .chunk = 512};
    StepBatch steps_ = test::steps_of(shape_);
    RunModel run_;
    Selection selection_;
    std::unique_ptr<PerplexityView> view_;
};

void PlotBench::initTestCase()
{
    QApplication::setPalette(application_palette(false));
    run_.start(test::header_of(shape_), {});
    run_.append({steps_.begin(), steps_.end() - 100});
    view_ = std::make_unique<PerplexityView>(run_, selection_);
    view_->resize(460, 260);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    QTRY_COMPARE_WITH_TIMEOUT(view_->plot()->data().bands.at(0).low->size(), run_.step_count(), 60'000);
}

void PlotBench::a_live_tick_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("so far") << 0;
    QTest::newRow("windowed") << 1;
    QTest::newRow("per chunk") << 2;
    QTest::newRow("difference") << 3;
}

void PlotBench::a_live_tick()
{
    QFETCH(const int, mode);
    view_->actions().set_mode(static_cast<PerplexityMode>(mode));
    QTest::qWait(mode == 3 ? 1500 : 100);
    const double tick = median_ms(20, [&](int) {
        run_.append({steps_[static_cast<std::size_t>(run_.step_count())]});
        view_->plot()->repaint();
    });
    qInfo("append one chunk and paint: %.2f ms", tick);
    view_->actions().set_mode(PerplexityMode::so_far);
}

void PlotBench::scrubbing()
{
    const double move = median_ms(60, [&](int round) {
        run_.set_shown_steps((round * 7919) % run_.step_count());
        view_->plot()->repaint();
    });
    qInfo("move the playhead and paint: %.2f ms", move);
    run_.set_shown_steps(run_.step_count());
}

void PlotBench::hovering()
{
    view_->plot()->repaint();
    const double hover = median_ms(100, [&](int round) {
        selection_.hover({round * 10, round * 5120});
        view_->plot()->repaint();
    });
    qInfo("move the crosshair and paint: %.2f ms", hover);
}

void PlotBench::resampling()
{
    BlockBootstrap bootstrap;
    const double chunk = median_ms(500, [&](int round) {
        bootstrap.add(300 + round % 17, 100);
        QVERIFY(!std::isnan(bootstrap.interval().low) || round < 7);
    });
    qInfo("a chunk of a band: %.3f ms", chunk);
}

void PlotBench::opening()
{
    const double open = median_ms(3, [&](int) {
        PerplexityFeed feed(run_);
        feed.set_choice({});
        feed.catch_up();
    });
    qInfo("curves of a whole run: %.1f ms", open);
}

QTEST_MAIN(PlotBench)
#include "bench_plot.moc"

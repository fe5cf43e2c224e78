// How the window feels, measured: turns of the event loop while the engine runs, scrubbing and opening a million
// tokens. By hand: cmake --build build/release --target bench_window && QT_QPA_PLATFORM=offscreen
// build/release/bench_window
#include "../views/sample_stream.h"
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "sessions/session_writer.h"
#include "tests/support/own_window.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <cstdio>

using namespace ttt;

namespace {

/// Runs the event loop and times each turn: all events that are there, without waiting for more.
class Turns {
public:
    void turn()
    {
        QElapsedTimer clock;
        clock.start();
        QCoreApplication::processEvents(QEventLoop::AllEvents);
        taken_.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        QThread::msleep(1);
    }

    void report(const char* what)
    {
        std::sort(taken_.begin(), taken_.end());
        const auto at = [this](double part) {
            return taken_[static_cast<std::size_t>(part * static_cast<double>(taken_.size() - 1))];
        };
        const auto slow = std::count_if(taken_.begin(), taken_.end(), [](double ms) { return ms >= 16; });
        std::printf("%s: %zu turns, median %.2f ms, 99 %% %.2f ms, longest %.1f ms, under 16 ms: %.2f %%\n", what,
                    taken_.size(), at(0.5), at(0.99), taken_.back(),
                    100 - 100.0 * static_cast<double>(slow) / static_cast<double>(taken_.size()));
    }

private:
    std::vector<double> taken_;
};

bool wait_idle(test::OwnWindow& window)
{
    return QTest::qWaitFor([&] { return window.controller().activity() == Activity::idle; }, 600'000);
}

std::unique_ptr<test::OwnWindow> open(const WindowOptions& options, QSettings& settings)
{
    auto window = std::make_unique<test::OwnWindow>(options, settings, unattended_dialogs());
    bool opened = false;
    QObject::connect(&window->workbench(), &Workbench::opened, window.get(), [&] { opened = true; });
    window->show();
    window->open_at_start(options);
    if (!QTest::qWaitFor([&] { return opened; }, 60'000))
        std::abort();
    return window;
}

void live_run(const WindowOptions& options, QSettings& settings)
{
    std::printf("%s\n", options.images.isEmpty() ? "a document" : "2,000 images");
    QElapsedTimer clock;
    clock.start();
    const auto window = open(options, settings);
    std::printf("start until the input is open: %.2f s\n", static_cast<double>(clock.elapsed()) / 1e3);
    clock.start();
    window->start_run();
    QTest::qWaitFor([&] { return window->run().step_count() > 0; }, 60'000);
    std::printf("Run to the first curve point: %.2f s\n", static_cast<double>(clock.elapsed()) / 1e3);
    Turns turns;
    while (window->controller().activity() != Activity::idle)
        turns.turn();
    turns.report("while the engine runs");
}

std::string million(const QString& path)
{
    const sample::StreamShape shape{.tokens = 1'000'000, .chunk = 128, .fast_layers = {1, 2, 3, 4, 5}};
    SessionWriter writer(path.toStdString());
    writer.begin(sample::stream_header(shape), sample::stream_document(shape));
    for (std::int64_t step = 0; step * shape.chunk < shape.tokens; ++step)
        writer.append(sample::stream_step(shape, step));
    RunSummary summary;
    summary.state = RunState::finished;
    writer.end(summary);
    return sample::stream_header(shape).run_id;
}

void replay(WindowOptions options, QSettings& settings, const QString& path)
{
    const std::string id = million(path);
    options.session = path;
    const auto window = open(options, settings);
    QElapsedTimer clock;
    clock.start();
    window->open_run(QString::fromStdString(id));
    QTest::qWaitFor([&] { return window->run().step_count() > 0; }, 60'000);
    std::printf("a million tokens, until something is drawn: %.2f s\n", static_cast<double>(clock.elapsed()) / 1e3);
    wait_idle(*window);
    std::printf("a million tokens, until all is there: %.2f s\n", static_cast<double>(clock.elapsed()) / 1e3);
    QTest::qWait(500);
    Turns turns;
    constexpr int moves = 200;
    for (int move = 0; move < moves; ++move) {
        window->run().set_shown_steps((move * 3571) % window->run().step_count());
        turns.turn();
    }
    turns.report("scrubbing a million tokens");
}

}  // namespace

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    apply_theme(QStringLiteral("light"));
    WindowOptions options;
    options.session = folder.filePath(QStringLiteral("live.ttt"));
    options.size = {1600, 1000};
    options.tokens = 8192;
    live_run(options, settings);
    options.safe = true;
    WindowOptions images = options;
    images.images = QStringLiteral("fashion-mnist");
    images.setup.method = "tent";
    images.setup.count = 2000;
    live_run(images, settings);
    replay(options, settings, folder.filePath(QStringLiteral("million.ttt")));
}

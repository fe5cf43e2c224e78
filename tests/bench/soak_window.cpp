// The window for an hour: runs, runs left in the middle, replays, comparisons and verifications without a pause, and
// once a minute what the process holds. By hand: cmake --build build/release --target soak_window &&
// QT_QPA_PLATFORM=offscreen build/release/soak_window [MINUTES]. Leaves with 1 when memory, files or threads grow.
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "sessions/edit.h"
#include "sessions/session_reader.h"
#include "tests/support/own_window.h"

#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

using namespace ttt;

namespace {

constexpr qint64 tokens = 512;
constexpr std::size_t kept_runs = 3;
constexpr double most_growth = 1.05;  // of the median of the last third against that of the second

/// What a process holds.
struct Holding {
    double mib = 0;
    double files = 0;
    double threads = 0;
};

double entries(const char* folder)
{
    return static_cast<double>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

Holding holding()
{
    std::ifstream file("/proc/self/statm");
    double whole = 0, resident = 0;
    file >> whole >> resident;
    return {resident * 4096 / (1 << 20), entries("/proc/self/fd"), entries("/proc/self/task")};
}

bool wait_idle(test::OwnWindow& window)
{
    return QTest::qWaitFor([&] { return window.controller().activity() == Activity::idle; }, 600'000);
}

void trigger(test::OwnWindow& window, const QString& words)
{
    for (QAction* action : window.findChildren<QAction*>())
        if (action->text().remove(u'&').startsWith(words) && action->isEnabled())
            return action->trigger();
    std::printf("there is no action \"%s\" that can be used\n", qPrintable(words));
}

QStringList run_ids(const std::string& session)
{
    QStringList ids;
    for (const RunInfo& info : SessionReader(session).runs())
        ids += QString::fromStdString(info.header.run_id);
    return ids;
}

/// One round of what people do.
void use(test::OwnWindow& window, const std::string& session)
{
    window.start_run();
    QTest::qWaitFor([&] { return window.run().step_count() > 2; }, 60'000);
    window.controller().cancel();
    wait_idle(window);
    window.start_run();
    wait_idle(window);
    window.runs().show_largest_gain();
    trigger(window, QStringLiteral("Verify"));
    const QStringList ids = run_ids(session);
    window.open_run(ids.first());
    wait_idle(window);
    window.compare(ids.mid(1));
    QTest::qWait(300);
    for (std::int64_t step = 0; step <= window.run().step_count(); ++step) {
        window.run().set_shown_steps(step);
        QTest::qWait(5);
    }
    window.compare({});
    if (ids.size() > static_cast<qsizetype>(kept_runs))
        for (const QString& id : ids.first(ids.size() - static_cast<qsizetype>(kept_runs)))
            if (id.toStdString() != window.run().header().run_id)
                delete_run(session, id.toStdString());
}

double median(const std::vector<Holding>& all, std::size_t begin, std::size_t end, double Holding::*what)
{
    std::vector<double> values;
    for (std::size_t at = begin; at < end; ++at)
        values.push_back(all[at].*what);
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

bool is_flat(const std::vector<Holding>& all, const char* name, double Holding::*what)
{
    const double before = median(all, all.size() / 3, 2 * all.size() / 3, what);
    const double after = median(all, 2 * all.size() / 3, all.size(), what);
    std::printf("%s: %.0f, then %.0f\n", name, before, after);
    return after <= most_growth * before;
}

}  // namespace

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    const int minutes = argc > 1 ? std::atoi(argv[1]) : 60;
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    apply_theme(QStringLiteral("light"));
    WindowOptions options;
    options.session = folder.filePath(QStringLiteral("soak.ttt"));
    options.size = {1600, 1000};
    options.tokens = tokens;
    test::OwnWindow window(options, settings, unattended_dialogs());
    window.show();
    window.open_at_start(options);
    QTest::qWaitFor([&] { return !window.document().path.empty(); }, 60'000);
    QElapsedTimer clock;
    clock.start();
    std::vector<Holding> all;
    for (int rounds = 0; clock.elapsed() < minutes * 60'000LL; ++rounds) {
        use(window, options.session.toStdString());
        all.push_back(holding());
        std::printf("%.1f min, round %d: %.0f MiB, %.0f files, %.0f threads\n",
                    static_cast<double>(clock.elapsed()) / 60'000, rounds + 1, all.back().mib, all.back().files,
                    all.back().threads);
        std::fflush(stdout);
    }
    const bool memory = is_flat(all, "MiB", &Holding::mib);
    const bool files = is_flat(all, "files", &Holding::files);
    const bool threads = is_flat(all, "threads", &Holding::threads);
    return memory && files && threads ? 0 : 1;
}

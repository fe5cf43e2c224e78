// A sweep in the window: from the menu to the chart, use of what was best, and the group out of the session.
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "app/window/sweeps/sweep_axis_row.h"
#include "app/window/sweeps/sweep_desk.h"
#include "app/window/sweeps/sweep_window.h"
#include "sessions/session_reader.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/run_form.h"
#include "views/plot/sweep_chart.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace ttt;

class SweepWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void values_of_a_range();
    void rows_know_the_method();
    void grids_show_the_best_of_further_settings();
    void from_the_menu_to_the_form();
    void the_group_is_there_again();
    void images_are_swept_by_their_error();

private:
    WindowOptions options() const
    {
        WindowOptions options;
        options.session = folder_.filePath(QStringLiteral("s.ttt"));
        options.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
        options.tokens = 600;  // nine blocks: an interval
        options.size = {1366, 768};
        return options;
    }
    std::unique_ptr<test::OwnWindow> open(QSettings& settings)
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_ += sentence; };
        auto window = std::make_unique<test::OwnWindow>(options(), settings, dialogs);
        QSignalSpy opened(&window->documents(), &DocumentOpener::answered);
        window->show();
        window->open_at_start(options());
        if (opened.isEmpty() && !opened.wait(30'000))
            return nullptr;
        return window;
    }
    void run_and_wait(test::OwnWindow& window, std::size_t cells)
    {
        SweepWindow& sweeps = window.sweeps().window();
        auto* start = sweeps.findChild<QPushButton*>(QStringLiteral("start"));
        QVERIFY2(start->isEnabled(), qPrintable(sweeps.findChild<QLabel*>(QStringLiteral("words"))->text()));
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(sweeps.chart().grid().cells.size(), cells, 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.sweeps().is_running(), 120'000);
        QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    }
    void shoot(test::OwnWindow& window, const char* name)
    {
        for (const char* theme : {"dark", "light"}) {
            apply_theme(QLatin1String(theme));
            QTest::qWait(50);
            QVERIFY(window.sweeps().window().grab().save(
                QStringLiteral(TTT_SCREENSHOTS_DIR "/%1-%2.png").arg(QLatin1String(name), QLatin1String(theme))));
        }
    }

    QTemporaryDir folder_;
    QStringList told_;
};

void SweepWindowTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    apply_theme(QStringLiteral("light"));
}

void SweepWindowTest::values_of_a_range()
{
    QCOMPARE(values_between(0.001, 0.1, 3, true), QStringLiteral("0.001, 0.01, 0.1"));
    QCOMPARE(values_between(0, 1, 3, false), QStringLiteral("0, 0.5, 1"));
    QVERIFY(values_between(0, 1, 3, true).isEmpty());
    QVERIFY(values_between(std::nan(""), 1, 3, false).isEmpty());
}

void SweepWindowTest::rows_know_the_method()
{
    SweepAxisRow row(false);
    row.set_method("lora");
    auto* settings = row.findChild<QComboBox*>(QStringLiteral("setting"));
    QVERIFY(settings->findData(QStringLiteral("rank")) >= 0 && settings->findData(QStringLiteral("inner_lr")) < 0);
    QVERIFY(settings->findData(QStringLiteral("document")) < 0);
    row.choose("rank", QStringLiteral("2, 4"));
    QCOMPARE(row.axis()->key, std::string("rank"));
    QCOMPARE(row.axis()->values, (std::vector<std::string>{"2", "4"}));
    row.set_method("in-place");
    QVERIFY(settings->findData(QStringLiteral("rank")) < 0);
    row.choose("target", {});
    SweepAxisRow none(true);
    none.set_method("in-place");
    QVERIFY(!none.axis());
}

void SweepWindowTest::grids_show_the_best_of_further_settings()
{
    std::vector<SweepRun> runs;
    for (const double rate : {0.2, 0.1})
        for (const std::int64_t chunk : {32, 64})
            for (const double decay : {0.5, 0.9}) {
                SweepRun& run = runs.emplace_back();
                run.run_id = "r" + std::to_string(runs.size());
                run.config.inner_lr = {rate, rate};
                run.config.chunk = chunk;
                run.config.decay = {decay, decay};
                run.summary.state = RunState::finished;
                run.summary.totals = {{Column::nll_adapted, 10 * (3 + decay + rate), 10}};
            }
    const ShownSweep shown = shown_sweep(runs, {"inner_lr", "chunk", "decay"});
    QCOMPARE(shown.grid.cells.size(), 4U);
    QCOMPARE(shown.grid.xs, (QStringList{"0.1", "0.2"}));  // numbers ascend
    QCOMPARE(shown.grid.ys.size(), 2);
    QVERIFY(!shown.grid.reference);  // no frozen arm to be measured against
    const SweepCell& best = shown.grid.cells[static_cast<std::size_t>(shown.grid.best)];
    QCOMPARE(best.x, 0);
    QVERIFY(std::abs(best.value - std::exp(3.6)) < 1e-9);
    QCOMPARE(shown.examples[static_cast<std::size_t>(shown.grid.best)].config.decay.front(), 0.5);
    QVERIFY(shown_sweep({}, {"inner_lr"}).grid.cells.empty());
}

void SweepWindowTest::from_the_menu_to_the_form()
{
    QSettings settings(folder_.filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
    const auto window = open(settings);
    QVERIFY(window);
    for (QAction* action : window->findChildren<QAction*>())
        if (action->text() == QStringLiteral("&Sweep …"))
            action->trigger();
    SweepWindow& sweeps = window->sweeps().window();
    QVERIFY(sweeps.isVisible());
    shoot(*window, "sweep-window-empty");
    auto* words = sweeps.findChild<QLabel*>(QStringLiteral("words"));
    sweeps.row(0).choose("inner_lr", QStringLiteral("0.0008, oops"));
    QTest::mouseClick(sweeps.findChild<QPushButton*>(QStringLiteral("start")), Qt::LeftButton);
    QVERIFY2(words->text().contains(QStringLiteral("'oops' is not a number")), qPrintable(words->text()));
    QVERIFY(!window->sweeps().is_running());

    sweeps.row(0).choose("inner_lr", QStringLiteral("0.0008, 0.0016"));
    run_and_wait(*window, 2);
    const SweepGrid& grid = sweeps.chart().grid();
    QCOMPARE(grid.xs, (QStringList{"0.0008", "0.0016"}));
    QVERIFY(grid.best >= 0 && std::isfinite(grid.cells[0].low) && grid.cells[0].low <= grid.cells[0].high);
    shoot(*window, "sweep-window");
    sweeps.chart().choose(1);
    QTest::mouseClick(sweeps.findChild<QPushButton*>(QStringLiteral("use")), Qt::LeftButton);
    QCOMPARE(window->panels().get<RunForm>().config()->inner_lr, std::vector<double>{0.0016});
}

void SweepWindowTest::the_group_is_there_again()
{
    QSettings settings(folder_.filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
    const auto window = open(settings);
    QVERIFY(window);
    window->sweeps().show();
    SweepWindow& sweeps = window->sweeps().window();
    QTRY_COMPARE(sweeps.chart().grid().cells.size(), 2U);  // the latest, as it was left
    const auto runs = [this] { return SessionReader(options().session.toStdString()).runs().size(); };
    QCOMPARE(runs(), 2U);
    sweeps.row(0).choose("inner_lr", QStringLiteral("0.0004, 0.0008, 0.0016"));
    sweeps.row(1).choose("target", QStringLiteral("trained, reconstruction"));
    run_and_wait(*window, 6);
    QVERIFY(sweeps.chart().grid().is_map());
    QCOMPARE(runs(), 8U);
    auto* groups = sweeps.findChild<QComboBox*>(QStringLiteral("groups"));
    QTRY_COMPARE(groups->count(), 2);
    shoot(*window, "sweep-window-map");
    run_and_wait(*window, 6);
    QTest::qWait(200);
    QCOMPARE(runs(), 8U);  // all was there
}

void SweepWindowTest::images_are_swept_by_their_error()
{
    QSettings settings(folder_.filePath(QStringLiteral("images.ini")), QSettings::IniFormat);
    WindowOptions wish;
    wish.session = folder_.filePath(QStringLiteral("images.ttt"));
    wish.images = QStringLiteral("fashion-mnist");
    wish.setup.method = "tent";
    wish.setup.stream = "fog:5";
    wish.setup.count = 200;
    test::OwnWindow window(wish, settings, unattended_dialogs());
    window.show();
    QVERIFY(window.open_at_start(wish));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().possible().run, 60'000);
    window.sweeps().show();
    SweepWindow& sweeps = window.sweeps().window();
    sweeps.row(0).choose("lr", QStringLiteral("0.0001, 0.01"));
    sweeps.row(1).choose("batch", QStringLiteral("20, 50"));
    QVERIFY(!sweeps.findChild<QPushButton*>(QStringLiteral("add_documents"))->isVisible());
    run_and_wait(window, 4);
    const SweepGrid& grid = sweeps.chart().grid();
    QVERIFY(grid.is_map() && grid.best >= 0);
    QCOMPARE(grid.value_name, QStringLiteral("error against frozen, points"));
    QCOMPARE(grid.xs, (QStringList{"0.0001", "0.01"}));
    const std::string session = wish.session.toStdString();
    double best = 100, least = 100;  // points against frozen
    for (const SweepCell& cell : grid.cells) {
        QVERIFY2(cell.words.contains(QStringLiteral("error ")) && cell.words.contains(QStringLiteral(" points")),
                 qPrintable(cell.words));
        least = std::min(least, cell.value);
    }
    for (const RunInfo& run : SessionReader(session).runs())
        best = std::min(best, mean_of(run.summary, Column::wrong_adapted) - mean_of(run.summary, Column::wrong_frozen));
    QVERIFY(std::abs(least - best) < 1e-6);
    QCOMPARE(grid.cells[static_cast<std::size_t>(grid.best)].value, least);
    shoot(window, "sweep-images");
    const std::size_t before = SessionReader(session).runs().size();
    run_and_wait(window, 4);
    QTest::qWait(200);
    QCOMPARE(SessionReader(session).runs().size(), before);  // all was there
    QTest::mouseClick(sweeps.findChild<QPushButton*>(QStringLiteral("use")), Qt::LeftButton);
    QVERIFY(window.panels().get<RunForm>().config()->lr.has_value());
}

TTT_TEST(SweepWindowTest)
#include "tst_sweep_window.moc"

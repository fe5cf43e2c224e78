// The full path of a person: open, run, look, leave in the middle, come back, replay. The real engine, a short text.
#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "app/window/unattended.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace ttt;

class MainWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void the_text_is_there_before_any_run();
    void a_run_fills_every_view_and_is_kept();
    void live_equals_its_replay();
    void a_second_start_shows_the_last_run();
    void a_run_left_in_the_middle_can_be_replayed();
    void what_can_not_run_says_why();

private:
    WindowOptions options() const
    {
        WindowOptions options;
        options.session = folder_.filePath(QStringLiteral("s.ttt"));
        options.size = {1600, 1000};
        return options;
    }
    std::unique_ptr<MainWindow> open(const WindowOptions& options)
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        auto window = std::make_unique<MainWindow>(options, *settings_, dialogs);
        QSignalSpy opened(window.get(), &MainWindow::document_opened);
        window->show();
        window->open_at_start(options);
        if (opened.isEmpty() && !opened.wait(30'000))
            return nullptr;
        return window;
    }
    static bool wait_idle(MainWindow& window)
    {
        return QTest::qWaitFor([&] { return window.controller().activity() == Activity::idle; }, 120'000);
    }

    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    QStringList told_;
};

void MainWindowTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
}

void MainWindowTest::the_text_is_there_before_any_run()
{
    WindowOptions wish = options();
    wish.tokens = 1024;
    const auto window = open(wish);
    QVERIFY(window);
    QCOMPARE(window->run().document().token_ids.size(), 1024U);
    QVERIFY(window->run().empty());
    QTest::qWait(200);
    window->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/window-before.png"));
}

void MainWindowTest::a_run_fills_every_view_and_is_kept()
{
    WindowOptions wish = options();
    wish.tokens = 2048;
    const auto window = open(wish);
    QVERIFY(window);
    window->start_run();
    QVERIFY(window->controller().is_live());
    QVERIFY(wait_idle(*window));
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(QLatin1Char('\n'))));
    QCOMPARE(window->run().summary().state, RunState::finished);
    QCOMPARE(window->run().item_count(), 2048);
    for (const Column column : {Column::nll_adapted, Column::nll_frozen, Column::nll_twin})
        QCOMPARE(window->run().column(column).size(), 2048U);
    QVERIFY(!window->run().patterns().empty());
    for (const char* theme : {"light", "dark"}) {
        apply_theme(QString::fromLatin1(theme));
        window->selection().lock({20, 1300});
        QTest::qWait(400);
        window->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/window-%1.png").arg(QString::fromLatin1(theme)));
    }
    apply_theme(QStringLiteral("light"));
    auto* tabs = window->findChild<QTabWidget*>();
    QVERIFY(tabs);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QTest::qWait(100);
        tabs->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/tab-%1.png").arg(tab));
    }
}

void MainWindowTest::live_equals_its_replay()
{
    WindowOptions wish = options();
    wish.tokens = 512;
    wish.model = QStringLiteral(TTT_RESOURCES_DIR "/models/books-ttt");
    wish.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
    const auto live = open(wish);
    QVERIFY(live);
    live->start_run();
    QVERIFY(wait_idle(*live));
    WindowOptions again = options();
    again.replay = QString::fromStdString(live->run().header().run_id);
    const auto replay = open(again);
    QVERIFY(replay && wait_idle(*replay));
    QTRY_COMPARE(replay->run().step_count(), live->run().step_count());
    for (const ColumnInfo& info : column_table) {
        const auto a = live->run().column(info.id), b = replay->run().column(info.id);
        QCOMPARE(a.size(), b.size());
        for (std::size_t at = 0; at < a.size(); ++at)
            QVERIFY(a[at] == b[at] || (std::isnan(a[at]) && std::isnan(b[at])));
    }
    QVERIFY(live->run().metrics() == replay->run().metrics());
    const auto left = live->run().patterns(), right = replay->run().patterns();
    QVERIFY(std::equal(left.begin(), left.end(), right.begin(), right.end()));
}

void MainWindowTest::a_second_start_shows_the_last_run()
{
    const auto window = open(options());
    QVERIFY(window && wait_idle(*window));
    QTRY_VERIFY(!window->run().empty());
    QTRY_COMPARE(window->run().summary().state, RunState::finished);
}

void MainWindowTest::a_run_left_in_the_middle_can_be_replayed()
{
    WindowOptions wish = options();
    wish.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/emma-start.txt");
    {
        const auto window = open(wish);
        QVERIFY(window);
        window->start_run();
        QTRY_VERIFY_WITH_TIMEOUT(window->run().step_count() >= 2, 60'000);
        window->close();
    }
    const auto window = open(options());
    QVERIFY(window && wait_idle(*window));
    QTRY_VERIFY(window->run().step_count() >= 2);
    QCOMPARE(window->run().summary().state, RunState::cancelled);
    QVERIFY(window->run().step_count() < window->run().header().step_count);
}

void MainWindowTest::what_can_not_run_says_why()
{
    told_.clear();
    WindowOptions wish = options();
    wish.document = folder_.filePath(QStringLiteral("missing.txt"));
    const auto window = open(wish);
    QVERIFY(window);
    QVERIFY(!window->document().problem.empty());
    QVERIFY(told_.join(QString()).contains(QStringLiteral("missing.txt")));
    window->start_run();
    QCOMPARE(window->controller().activity(), Activity::idle);
}

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"

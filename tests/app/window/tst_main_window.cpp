// The full path of a person: open, run, look, leave in the middle, come back, replay. The real engine, a short text.
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "app/window/tables/compare_table.h"
#include "app/workbench/run_entries.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/drift/drift_view.h"
#include "views/forms/run_form.h"

#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
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
    void a_dropped_gguf_file_is_a_model();
    void live_equals_its_replay();
    void what_was_seen_can_be_taken_away();
    void two_runs_are_compared();
    void a_second_start_shows_the_last_run();
    void a_run_left_in_the_middle_can_be_replayed();
    void what_can_not_run_says_why();
    void a_model_without_fast_weights_starts_with_gradients();

private:
    WindowOptions options() const
    {
        WindowOptions options;
        options.session = folder_.filePath(QStringLiteral("s.ttt"));
        options.size = {1600, 1000};
        return options;
    }
    std::unique_ptr<test::OwnWindow> open(const WindowOptions& options)
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.save_file = [this](auto...) { return save_as_.isEmpty() ? QString() : save_as_.takeFirst(); };
        dialogs.ask_text = [](auto...) { return std::optional<QString>(QStringLiteral("500 x 300")); };
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        auto window = std::make_unique<test::OwnWindow>(options, *settings_, dialogs);
        QSignalSpy opened(&window->documents(), &DocumentOpener::answered);
        window->show();
        window->open_at_start(options);
        if (opened.isEmpty() && !opened.wait(30'000))
            return nullptr;
        return window;
    }
    static bool wait_idle(test::OwnWindow& window)
    {
        return QTest::qWaitFor([&] { return window.controller().activity() == Activity::idle; }, 120'000);
    }

    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    QStringList told_;
    QStringList save_as_;  // answers to the next questions for a file
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

void MainWindowTest::a_dropped_gguf_file_is_a_model()
{
    const auto window = open(options());
    QVERIFY(window);
    const QString path = QStringLiteral(TTT_TESTS_DIR "/golden/gguf/llama.gguf");
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &drop);
    QTRY_VERIFY(window->model().directory.ends_with("golden/gguf/llama.gguf"));
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(QLatin1Char('\n'))));
    QCOMPARE(window->model().info.token_count, 902);
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

void MainWindowTest::what_was_seen_can_be_taken_away()
{
    told_.clear();
    WindowOptions wish = options();
    wish.replay = QString();
    const auto window = open(wish);
    QVERIFY(window && wait_idle(*window));
    QTRY_COMPARE(window->run().summary().state, RunState::finished);
    for (const char* file :
         {"report.pdf", "report.html", "drift.svg", "drift.png", "drift.csv", "tokens.csv", "metrics.csv"})
        save_as_.append(folder_.filePath(QString::fromLatin1(file)));
    auto& drift = *window->findChild<DriftView*>();
    window->exports().report();
    window->exports().report();
    window->exports().picture(drift);
    window->exports().picture(drift);
    window->exports().table(drift);
    window->exports().csv(true);
    window->exports().csv(false);
    window->workbench().session().finish();  // a job writes them
    QCoreApplication::processEvents();
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(QLatin1Char('\n'))));
    QVERIFY(save_as_.isEmpty());
    QCOMPARE(QImage(folder_.filePath(QStringLiteral("drift.png"))).size(), QSize(1000, 600));
    QFile tokens(folder_.filePath(QStringLiteral("tokens.csv")));
    QVERIFY(tokens.open(QIODevice::ReadOnly));
    QCOMPARE(tokens.readAll().count('\n'), window->run().item_count() + 1);  // a row a token, and the head
    for (const QString& file : {QStringLiteral("report.pdf"), QStringLiteral("report.html")}) {
        const QString seen = QStringLiteral(TTT_SCREENSHOTS_DIR "/") + file;
        QFile::remove(seen);
        QVERIFY(QFile::copy(folder_.filePath(file), seen));
    }
}

void MainWindowTest::two_runs_are_compared()
{
    const std::string session = folder_.filePath(QStringLiteral("s.ttt")).toStdString();
    WindowOptions wish = options();
    wish.tokens = 1024;
    wish.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/emma-start.txt");
    const auto window = open(wish);
    QVERIFY(window);
    window->start_run();
    QVERIFY(wait_idle(*window));
    QStringList ids;
    for (const RunEntry& run : run_entries(session))
        if (run.document == QStringLiteral("emma-start.txt"))
            ids.append(run.id);
    QCOMPARE(ids.size(), 2);
    const Session& list = window->workbench().session();
    QTRY_VERIFY(list.find(ids[0]) && list.find(ids[1]));
    window->compare(ids);
    auto* table = window->findChild<CompareTable*>();
    QTRY_COMPARE(table->table().rows.size(), 2U);
    QTRY_COMPARE(table->table().rows[1][2], QStringLiteral("2,048"));
    QCOMPARE(table->table().rows[1][1], QStringLiteral("Tokens 2,048"));
    QCOMPARE(table->table().rows[1].back(), QStringLiteral("0.0 %"));  // the first 1,024 tokens of both are the same
    QTest::qWait(600);
    window->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/window-compare.png"));
    window->compare({});
    QCOMPARE(table->table().rows.size(), 1U);
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

void MainWindowTest::a_model_without_fast_weights_starts_with_gradients()
{
    WindowOptions wish = options();
    wish.session = folder_.filePath(QStringLiteral("plain.ttt"));
    wish.tokens = 256;
    wish.model = QStringLiteral(TTT_RESOURCES_DIR "/models/books-twin");
    const auto window = open(wish);
    QVERIFY(window);
    const auto* form = window->findChild<RunForm*>();
    QCOMPARE(form->problem(), QString());
    QCOMPARE(form->config()->method, std::string("dynamic-evaluation"));
    const auto* told = form->findChild<QLabel*>(QStringLiteral("memory"));
    QVERIFY(told->text().startsWith(QStringLiteral("No TTT parameters were trained in books-twin, ")));
    QVERIFY(told->text().contains(QStringLiteral("Needs about ")));
    window->open_model(QStringLiteral(TTT_RESOURCES_DIR "/models/books-ttt"));
    QVERIFY(QTest::qWaitFor([&] { return form->config() && form->config()->method == "in-place"; }, 30'000));
}

TTT_TEST(MainWindowTest)
#include "tst_main_window.moc"

// The path of a person over images: open the shipped ones, run TENT beside the source, stop, replay, compare, verify,
// export. The real engine, few images.
#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_runs.h"
#include "app/window/methods/methods_window.h"
#include "app/window/runs/run_line.h"
#include "app/window/shell/unattended.h"
#include "app/window/tables/compare_table.h"
#include "engine/vision/images/npy_file.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace ttt;

class WindowImagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void shipped_images_are_an_entry_of_the_menu();
    void the_form_has_methods_and_settings_of_images();
    void a_run_is_shown_and_kept();
    void it_is_replayed_and_its_settings_used();
    void it_is_stopped();
    void two_runs_are_compared();
    void it_is_verified();
    void it_is_exported();
    void methods_are_compared();
    void a_lesson_gives_the_images_back();
    void dropped_images_are_opened();
    void a_second_start_opens_the_images_again();
    void wrong_options_say_so();

private:
    WindowOptions options() const
    {
        WindowOptions options;
        options.session = folder_.filePath(QStringLiteral("s.ttt"));
        options.size = {1366, 768};
        return options;
    }
    WindowOptions over_images() const
    {
        WindowOptions wish = options();
        wish.images = QStringLiteral("fashion-mnist");
        wish.setup.method = "tent";
        wish.setup.stream = "gaussian_noise:5,fog:5";
        wish.setup.batch = 50;
        wish.setup.count = 100;
        return wish;
    }
    std::unique_ptr<test::OwnWindow> open(const WindowOptions& options)
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.save_file = [this](auto...) { return save_as_.isEmpty() ? QString() : save_as_.takeFirst(); };
        dialogs.open_file = [this](auto...) { return std::exchange(labels_, {}); };
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        auto window = std::make_unique<test::OwnWindow>(options, *settings_, dialogs);
        window->show();
        window->open_at_start(options);
        const bool is_open = QTest::qWaitFor([&] { return settled(*window); }, 60'000);
        return is_open ? std::move(window) : nullptr;
    }
    static bool settled(test::OwnWindow& window)
    {
        return !window.workbench().is_opening() && window.controller().activity() == Activity::idle;
    }
    static bool wait_idle(test::OwnWindow& window)
    {
        return QTest::qWaitFor([&] { return window.controller().activity() == Activity::idle; }, 120'000);
    }
    static QAction* input_action(test::OwnWindow& window, const QString& name)
    {
        for (QMenu* menu : window.findChildren<QMenu*>()) {
            if (menu->title() != QStringLiteral("Documents and images"))
                continue;
            Q_EMIT menu->aboutToShow();
            if (auto* action = menu->findChild<QAction*>(name))
                return action;
        }
        return nullptr;
    }
    static QString words(test::OwnWindow& window, const char* name)
    {
        return window.findChild<QLabel*>(QLatin1String(name))->text();
    }

    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    QStringList told_, save_as_;
    QString labels_;  // answer to the next question for a file
    QString first_;   // run
};

void WindowImagesTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
}

void WindowImagesTest::shipped_images_are_an_entry_of_the_menu()
{
    WindowOptions wish = options();
    wish.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
    wish.tokens = 256;
    const auto window = open(wish);
    QVERIFY(window);
    QCOMPARE(window->workbench().input(), RunKind::document);
    QAction* shipped = input_action(*window, QStringLiteral("fashion-mnist"));
    QVERIFY(shipped);
    QVERIFY(shipped->text().contains(QStringLiteral("test images")) && !shipped->toolTip().isEmpty());
    shipped->trigger();
    QVERIFY(
        QTest::qWaitFor([&] { return window->workbench().input() == RunKind::images && settled(*window); }, 60'000));
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    const auto* form = window->findChild<RunForm*>();
    QCOMPARE(form->kind(), RunKind::images);
    QCOMPARE(form->problem(), QString());
    QCOMPARE(form->method(), std::string("tent"));
    QVERIFY(words(*window, "run_facts").startsWith(QStringLiteral("Fashion-MNIST test images · ")));
    QVERIFY(words(*window, "run_words").contains(QStringLiteral("batches")));
    QVERIFY(window->workbench().possible().run);
    window->opening().open_document(QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt"));
    QVERIFY(
        QTest::qWaitFor([&] { return window->workbench().input() == RunKind::document && settled(*window); }, 60'000));
    QCOMPARE(form->kind(), RunKind::document);
    QCOMPARE(form->method(), std::string("in-place"));
    QCOMPARE(window->workbench().run_problem(), QString());
}

void WindowImagesTest::the_form_has_methods_and_settings_of_images()
{
    const auto window = open(over_images());
    QVERIFY(window);
    auto* form = window->findChild<RunForm*>();
    const auto* method = form->findChild<QComboBox*>(QStringLiteral("method"));
    QVERIFY(method->findData(QStringLiteral("tent")) >= 0 && method->findData(QStringLiteral("lora")) < 0);
    auto* stream = form->findChild<QLineEdit*>(QStringLiteral("stream"));
    QVERIFY(stream->isVisibleTo(form) && !form->findChild<QLineEdit*>(QStringLiteral("chunk"))->isVisibleTo(form));
    stream->setText(QStringLiteral("gausian_noise:5"));
    QVERIFY(form->problem().contains(QStringLiteral("gausian_noise")));
    QVERIFY(!window->workbench().possible().run);
    auto* ready = form->findChild<QToolButton*>(QStringLiteral("streams"));
    for (QAction* action : ready->menu()->actions())
        if (action->text().contains(QStringLiteral("Fifteen corruptions, continual")))
            action->trigger();
    QCOMPARE(form->problem(), QString());
    QCOMPARE(form->config()->stream, std::string("all:5"));
    QCOMPARE(form->config()->order, std::string("continual"));
    QVERIFY(window->workbench().possible().run);
}

void WindowImagesTest::a_run_is_shown_and_kept()
{
    const auto window = open(over_images());
    QVERIFY(window);
    QVERIFY2(window->workbench().possible().run, qPrintable(window->workbench().run_problem()));
    window->start_run();
    QVERIFY(window->controller().is_live());
    QVERIFY(wait_idle(*window));
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    QCOMPARE(window->run().summary().state, RunState::finished);
    QCOMPARE(window->run().item_count(), 200);
    QCOMPARE(window->run().step_count(), 4);
    QCOMPARE(window->run().column(Column::wrong_adapted).size(), 200U);
    QCOMPARE(window->run().column(Column::wrong_frozen).size(), 200U);
    first_ = QString::fromStdString(window->run().header().run_id);
    QTRY_VERIFY(window->session().find(first_));
    const RunEntry* entry = window->session().find(first_);
    QCOMPARE(entry->document, QStringLiteral("fashion-mnist"));
    QTRY_VERIFY(entry_numbers(*window->session().find(first_)).contains(QStringLiteral("% wrong")));
    QTRY_VERIFY2(words(*window, "run_facts").contains(QStringLiteral("error adapted")),
                 qPrintable(words(*window, "run_facts")));
    QVERIFY(words(*window, "run_facts").contains(QStringLiteral("fashion-mnist-bn · TENT")));
    QTest::qWait(400);
    window->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/window-images.png"));
}

void WindowImagesTest::it_is_replayed_and_its_settings_used()
{
    WindowOptions wish = options();
    wish.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
    wish.tokens = 256;
    wish.replay = first_;
    const auto window = open(wish);
    QVERIFY(window);
    QTRY_COMPARE(window->run().item_count(), 200);
    QCOMPARE(window->workbench().input(), RunKind::document);
    auto* use = window->findChild<QPushButton*>(QStringLiteral("use_settings"));
    QVERIFY(use->isVisibleTo(window.get()));
    use->click();
    QVERIFY(
        QTest::qWaitFor([&] { return window->workbench().input() == RunKind::images && settled(*window); }, 60'000));
    const auto* form = window->findChild<RunForm*>();
    QTRY_COMPARE(form->problem(), QString());
    QCOMPARE(form->config()->stream, std::string("gaussian_noise:5,fog:5"));
    QCOMPARE(form->config()->batch, 50);
    QVERIFY(!window->run().empty());  // the run stays in the views
    QVERIFY(window->workbench().possible().run);
}

void WindowImagesTest::it_is_stopped()
{
    WindowOptions wish = over_images();
    wish.setup.count = 1000;
    wish.setup.batch = 20;
    const auto window = open(wish);
    QVERIFY(window);
    window->start_run();
    QTRY_VERIFY_WITH_TIMEOUT(window->run().step_count() >= 1, 60'000);
    window->runs().actions().pause->trigger();
    QCOMPARE(window->controller().activity(), Activity::paused);
    window->runs().actions().pause->trigger();
    window->controller().cancel();
    QVERIFY(wait_idle(*window));
    QCOMPARE(window->run().summary().state, RunState::cancelled);
    QVERIFY(window->run().step_count() < window->run().header().step_count);
    QVERIFY(words(*window, "run_facts").contains(QStringLiteral("cancelled at batch ")));
}

void WindowImagesTest::two_runs_are_compared()
{
    WindowOptions wish = over_images();
    wish.setup.method = "bn";
    const auto window = open(wish);
    QVERIFY(window);
    window->start_run();
    QVERIFY(wait_idle(*window));
    QTRY_VERIFY(window->session().find(first_));
    const QString own = QString::fromStdString(window->run().header().run_id);
    window->compare({own, first_});
    auto* table = window->findChild<CompareTable*>();
    QTRY_COMPARE(table->table().rows.size(), 2U);
    QTRY_COMPARE(table->table().rows[1][2], QStringLiteral("200"));
    const ViewTable now = table->table();
    QVERIFY(now.header.contains(QStringLiteral("error adapted, %")) && !now.header.contains(QStringLiteral("twin")));
    QVERIFY(!now.header.join(u' ').contains(QStringLiteral("token")));
    QCOMPARE(now.rows[0][3], now.rows[1][3]);  // the frozen net is the same on the same images
    QVERIFY2(now.rows[1].back().endsWith(QStringLiteral(" points")), qPrintable(now.rows[1].back()));
    QVERIFY2(now.rows[1][1].contains(QStringLiteral("TENT")), qPrintable(now.rows[1][1]));
    QTest::qWait(400);
    window->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/window-images-compare.png"));
}

void WindowImagesTest::it_is_verified()
{
    WindowOptions wish = options();
    wish.replay = first_;
    const auto window = open(wish);
    QVERIFY(window);
    QTRY_COMPARE(window->run().item_count(), 200);
    QTRY_VERIFY(window->workbench().possible().verify);
    QString verdict;
    connect(&window->workbench().verification(), &Verification::ended, this,
            [&verdict](const QString& words) { verdict = words; });
    window->workbench().verify();
    QVERIFY(QTest::qWaitFor([&] { return !verdict.isEmpty(); }, 60'000));
    QVERIFY2(verdict.startsWith(QStringLiteral("identical")), qPrintable(verdict));
}

void WindowImagesTest::it_is_exported()
{
    told_.clear();
    WindowOptions wish = options();
    wish.replay = first_;
    const auto window = open(wish);
    QVERIFY(window);
    QTRY_COMPARE(window->run().summary().state, RunState::finished);
    for (const char* file : {"report.html", "images.csv"})
        save_as_.append(folder_.filePath(QString::fromLatin1(file)));
    window->exports().report();
    window->exports().csv(true);
    window->session().finish();
    QCoreApplication::processEvents();
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    QFile report(folder_.filePath(QStringLiteral("report.html"))), csv(folder_.filePath(QStringLiteral("images.csv")));
    QVERIFY(report.open(QIODevice::ReadOnly) && csv.open(QIODevice::ReadOnly));
    const QString html = QString::fromUtf8(report.readAll());
    QVERIFY(html.contains(QStringLiteral("Fashion-MNIST test images through TENT")));
    QVERIFY(html.contains(QStringLiteral("Error by shift")) && html.contains(QStringLiteral("gaussian_noise:5")));
    QVERIFY(!html.contains(QStringLiteral("Perplexity by position")));
    QCOMPARE(csv.readAll().count('\n'), 201);
}

void WindowImagesTest::methods_are_compared()
{
    const auto window = open(over_images());
    QVERIFY(window);
    window->show_methods();
    MethodsWindow& methods = window->methods();
    QCOMPARE(methods.picks().problem(), QString());
    for (const PickedMethod& picked : methods.picks().picked())
        QVERIFY2(kind_of(picked.config) == RunKind::images, picked.method.c_str());
    for (auto* tick : methods.picks().findChildren<QCheckBox*>())
        if (tick->isEnabled())
            tick->setChecked(tick->objectName() == u"tent" || tick->objectName() == u"bn");
    QCOMPARE(methods.picks().picked().size(), 3U);
    QVERIFY(!methods.picks().findChild<QCheckBox*>(QStringLiteral("lora"))->isVisibleTo(&methods.picks()));
    methods.findChild<QPushButton*>(QStringLiteral("start"))->click();
    QVERIFY(QTest::qWaitFor([&] { return methods.view().comparison().methods.size() == 3; }, 120'000));
    const Comparison& comparison = methods.view().comparison();
    QVERIFY(comparison.errors);
    QCOMPARE(comparison.block, 50);
    QCOMPARE(comparison.ranges.size(), 2U);
    QCOMPARE(comparison.ranges[1].name, std::string("fog:5"));
    for (const ComparedMethod& method : comparison.methods)
        QVERIFY2(method.run.problem.empty() && method.perplexity > 0 && method.perplexity < 100,
                 method.run.problem.c_str());
    const double frozen = comparison.methods[0].perplexity, tent = comparison.methods[2].perplexity;
    QVERIFY(std::abs(100 * comparison.methods[2].gain.change - (tent - frozen)) < 1e-4);
    const ViewTable table = methods.view().table();
    QVERIFY(table.header.contains(QStringLiteral("error")) && !table.header.contains(QStringLiteral("perplexity")));
    QVERIFY(!table.header.join(u' ').contains(QStringLiteral("token")));
    QVERIFY(table.rows[1][2].endsWith(QStringLiteral(" points")));
    QTest::qWait(200);
    methods.grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/methods-images.png"));
}

void WindowImagesTest::a_lesson_gives_the_images_back()
{
    told_.clear();
    const auto window = open(over_images());
    QVERIFY(window);
    const auto& lessons = window->lessons().lessons();
    const auto text = std::ranges::find_if(
        lessons, [](const LessonFile& file) { return file.path.contains(QStringLiteral("02-frozen-and-fast")); });
    QVERIFY(text != lessons.end());
    window->lessons().start(text->lesson, 0);
    QVERIFY(QTest::qWaitFor([&] { return window->workbench().input() == RunKind::document; }, 60'000));
    window->lessons().leave();
    QVERIFY(
        QTest::qWaitFor([&] { return window->workbench().input() == RunKind::images && settled(*window); }, 60'000));
    const auto* form = window->findChild<RunForm*>();
    QTRY_COMPARE(form->problem(), QString());
    QCOMPARE(form->config()->stream, std::string("gaussian_noise:5,fog:5"));
    QVERIFY(window->workbench().possible().run);
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
}

void WindowImagesTest::dropped_images_are_opened()
{
    told_.clear();
    const auto window = open(over_images());
    QVERIFY(window);
    const auto write = [this](const char* name, const std::string& bytes) {
        QFile file(folder_.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(bytes)) > 0 ? file.fileName()
                                                                                                   : QString();
    };
    const QString images = write("x.npy", npy_start(4, {28, 28, 1}) + std::string(4 * 28 * 28, 'a'));
    labels_ = write("y.npy", npy_of_labels(std::vector<std::int32_t>{0, 3, 2, 1}));
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(images)});
    window->opening().open_dropped(dropped);
    QTRY_COMPARE(window->workbench().image_set().count, 4);
    QCOMPARE(window->workbench().image_set().classes, 4);
    QTRY_VERIFY(settled(*window));
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    QVERIFY(settings_->value(QStringLiteral("recent/images")).toStringList().first().startsWith(images));
    QDir(folder_.path()).mkpath(QStringLiteral("nothing here"));
    dropped.setUrls({QUrl::fromLocalFile(folder_.filePath(QStringLiteral("nothing here")))});
    window->opening().open_dropped(dropped);
    QTRY_COMPARE(told_.size(), 1);
    QCOMPARE(window->workbench().image_set().count, 4);  // the good ones stay
    QVERIFY(window->workbench().possible().run);
}

void WindowImagesTest::a_second_start_opens_the_images_again()
{
    const auto window = open(options());
    QVERIFY(window);
    QCOMPARE(window->workbench().input(), RunKind::images);
    QCOMPARE(window->workbench().image_set().count, 4);
    QCOMPARE(window->workbench().image_set().classes, 4);
}

void WindowImagesTest::wrong_options_say_so()
{
    told_.clear();
    WindowOptions wish = over_images();
    wish.images = folder_.filePath(QStringLiteral("missing.npy"));
    const auto window = open(wish);
    QVERIFY(window);
    QVERIFY2(told_.join(QString()).contains(QStringLiteral("missing.npy")), qPrintable(told_.join(u'\n')));
    QVERIFY(!window->workbench().possible().run);
}

TTT_TEST(WindowImagesTest)
#include "tst_window_images.moc"

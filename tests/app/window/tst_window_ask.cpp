// Asking in the window, with the real engine: what is expected at a place is what the run logged there, an answer
// streams, stops and is kept.
#include "app/window/shell/appearance.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/unattended.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/lab/ask_arms.h"
#include "views/lab/ask_view.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace ttt;

class WindowAskTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void the_text_alone_can_be_asked();
    void a_place_says_what_the_run_logged();
    void typing_asks_anew();
    void an_answer_is_kept_at_its_place();
    void an_answer_can_be_stopped();
    void later_places_are_read_ahead();
    void cleanupTestCase();

private:
    AskView& view() { return *window_->findChild<AskView*>(); }
    AskModel& ask() { return window_->ask(); }
    /// Shown in front, as a person would.
    void show_panel()
    {
        window_->findChild<QTabWidget*>()->setCurrentWidget(&view());
        QVERIFY(view().isVisible());
    }
    bool answered()
    {
        return QTest::qWaitFor(
            [this] { return !ask().is_waiting() && !ask().is_going_on() && !ask().expected().empty(); }, patience);
    }
    void lock(std::int64_t item) { window_->selection().lock({window_->run().step_of(item), item}); }
    void picture(const char* name)
    {
        window_->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/ask-") + QLatin1String(name) +
                             QStringLiteral(".png"));
    }

    static constexpr int patience = 60'000;  // ms
    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<test::OwnWindow> window_;
};

void WindowAskTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    apply_theme(QStringLiteral("light"));
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    WindowOptions options;
    options.session = folder_.filePath(QStringLiteral("s.ttt"));
    options.size = {1366, 768};
    options.tokens = 1536;
    window_ = std::make_unique<test::OwnWindow>(options, *settings_, unattended_dialogs());
    QSignalSpy opened(&window_->documents(), &DocumentOpener::answered);
    window_->show();
    window_->open_at_start(options);
    QVERIFY(!opened.isEmpty() || opened.wait(patience));
}

/// Before anything is run nothing is kept, but a place can be asked.
void WindowAskTest::the_text_alone_can_be_asked()
{
    show_panel();
    QVERIFY(ask().closed().isEmpty());
    QVERIFY2(view().state_text().startsWith(QStringLiteral("Select a token")), qPrintable(view().state_text()));
    picture("empty");
    lock(70);
    QVERIFY(QTest::qWaitFor([&] { return ask().is_waiting() || !ask().expected().empty(); }, patience));
    QVERIFY(answered());
    QVERIFY(ask().expected().size() >= 2);
    QVERIFY(view().state_text().isEmpty());
}

void WindowAskTest::a_place_says_what_the_run_logged()
{
    window_->start_run();
    QVERIFY(QTest::qWaitFor([&] { return window_->controller().activity() == Activity::idle; }, patience));
    show_panel();
    constexpr std::int64_t item = 700;
    lock(item);
    QVERIFY(QTest::qWaitFor([&] { return ask().question().place.at == item; }, patience));
    QVERIFY(answered());
    for (const ArmAnswer& answer : ask().expected()) {
        if (answer.arm == Arm::twin)
            continue;
        const auto logged = window_->run().column(*column_of(Quantity::top_nll, answer.arm));
        QCOMPARE(answer.top.size(), static_cast<std::size_t>(top_k));
        for (std::size_t rank = 0; rank < answer.top.size(); ++rank)
            QVERIFY(std::abs(-std::log(answer.top[rank].probability) - logged[item * top_k + rank]) < 1e-3);
    }
    QVERIFY2(view().place_text().startsWith(QStringLiteral("Before token 700, in chunk 10")),
             qPrintable(view().place_text()));
}

void WindowAskTest::typing_asks_anew()
{
    const double before = ask().expected().front().top.front().probability;
    view().prompt().setFocus();
    QTest::keyClicks(&view().prompt(), QStringLiteral("Emma was"));
    QVERIFY(QTest::qWaitFor([&] { return ask().question().prompt == QStringLiteral("Emma was"); }, patience));
    QVERIFY(answered());
    QVERIFY(ask().expected().front().top.front().probability != before);
}

void WindowAskTest::an_answer_is_kept_at_its_place()
{
    view().button().click();
    QVERIFY(ask().is_going_on());
    QVERIFY(answered());
    QVERIFY(!ask().texts().empty());
    QVERIFY(view().arms().text(Arm::adapted).startsWith(QStringLiteral("Emma was")));
    picture("light");
    QVERIFY(QTest::qWaitFor([&] { return !window_->session().notes().empty(); }, patience));
    const Annotation& note = window_->session().notes().front();
    QCOMPARE(note.begin, 700);
    QVERIFY2(QString::fromStdString(note.text).startsWith(QStringLiteral("Asked “Emma was”")), note.text.c_str());
    QVERIFY(note.text.find("\nadapted: ") != std::string::npos);
    view().findChild<QAction*>(QStringLiteral("ask-options"))->trigger();
    QVERIFY(window_->height() <= 768);
    apply_theme(QStringLiteral("dark"));
    picture("dark");
    view().findChild<QAction*>(QStringLiteral("ask-options"))->trigger();
    apply_theme(QStringLiteral("light"));
}

void WindowAskTest::an_answer_can_be_stopped()
{
    ask().go_on(ask().question(), {.length = 4000});
    QVERIFY(QTest::qWaitFor([&] { return !ask().texts().empty(); }, patience));
    QCOMPARE(view().button().text(), QStringLiteral("Stop"));
    view().button().click();
    QVERIFY(answered());
    const std::int64_t tokens = ask().texts().front().tokens;
    QVERIFY(tokens > 0 && tokens < 4000);
    QCOMPARE(view().button().text(), QStringLiteral("Continue"));
}

void WindowAskTest::later_places_are_read_ahead()
{
    QVERIFY(QTest::qWaitFor([&] { return ask().kept().read >= 1024; }, patience));
    QVERIFY2(view().note().contains(QStringLiteral("states kept")), qPrintable(view().note()));
}

void WindowAskTest::cleanupTestCase()
{
    window_.reset();
}

TTT_TEST(WindowAskTest)
#include "tst_window_ask.moc"

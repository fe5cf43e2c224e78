// A run that goes on from a chunk of the shown one, and a text that is changed and read again, with the real engine.
#include "app/verify.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/unattended.h"
#include "engine/records/compare.h"
#include "sessions/session_reader.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/run_form.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ttt;

class WindowBranchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void nothing_is_branched_before_a_run();
    void the_form_says_where_the_next_run_begins();
    void a_branch_goes_on_from_the_chunk();
    void its_replay_can_be_branched_too();
    void an_edited_text_is_read_again();
    void cleanupTestCase();

private:
    QAction* action(const QString& words)
    {
        for (QAction* menu : window_->menuBar()->actions())
            for (QAction* action : menu->menu()->actions())
                if (action->text().remove(u'&').startsWith(words))
                    return action;
        return nullptr;
    }
    template <class Widget>
    Widget& in_form(const char* name)
    {
        return *window_->findChild<RunForm*>()->findChild<Widget*>(QLatin1String(name));
    }
    bool is_idle()
    {
        return QTest::qWaitFor([&] { return window_->controller().activity() == Activity::idle; }, patience);
    }
    void look_at(std::int64_t step) { window_->selection().lock({step, -1}); }
    SessionReader reader() const { return SessionReader(folder_.filePath(QStringLiteral("s.ttt")).toStdString()); }

    static constexpr int patience = 120'000;  // ms
    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<test::OwnWindow> window_;
    QString edited_;  // what the editor gives back
    QStringList told_;
};

void WindowBranchTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    qputenv("XDG_DATA_HOME", folder_.filePath(QStringLiteral("data")).toUtf8());
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    WindowOptions options;
    options.session = folder_.filePath(QStringLiteral("s.ttt"));
    options.size = {1366, 768};
    options.tokens = 1024;
    Dialogs dialogs = unattended_dialogs();
    dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
    dialogs.ask_text = [this](QWidget*, const QString&, const QString&, const QString& text, bool many_lines) {
        edited_ = QStringLiteral("Once more. ") + text;
        return many_lines ? std::optional(edited_) : std::nullopt;
    };
    window_ = std::make_unique<test::OwnWindow>(options, *settings_, dialogs);
    QSignalSpy opened(&window_->documents(), &DocumentOpener::answered);
    window_->show();
    window_->open_at_start(options);
    QVERIFY(!opened.isEmpty() || opened.wait(patience));
}

void WindowBranchTest::nothing_is_branched_before_a_run()
{
    QVERIFY(action(QStringLiteral("Branch from")));
    QVERIFY(!action(QStringLiteral("Branch from"))->isEnabled());
    QVERIFY(!in_form<QLabel>("branch").isVisibleTo(window_->findChild<RunForm*>()));
}

void WindowBranchTest::the_form_says_where_the_next_run_begins()
{
    window_->start_run();
    QVERIFY(is_idle());
    look_at(6);
    QAction* branch = action(QStringLiteral("Branch from chunk 6"));
    QVERIFY(branch && branch->isEnabled());
    branch->trigger();
    QVERIFY2(in_form<QLabel>("branch").text().startsWith(QStringLiteral("The next run goes on from chunk 6 of run ")),
             qPrintable(in_form<QLabel>("branch").text()));
    in_form<QPushButton>("leave_branch").click();
    QVERIFY(in_form<QLabel>("branch").text().isEmpty());
    look_at(9);
    action(QStringLiteral("Branch from chunk 9"))->trigger();
    QVERIFY(in_form<QLabel>("branch").text().contains(QStringLiteral("chunk 9")));
    window_->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/branch-form.png"));
}

void WindowBranchTest::a_branch_goes_on_from_the_chunk()
{
    const std::string parent = window_->run().header().run_id;
    RunConfig config = window_->findChild<RunForm*>()->config().value();
    config.inner_lr = {0.003};
    window_->findChild<RunForm*>()->set_config(config);
    window_->start_run();
    QVERIFY(is_idle());
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    const RunHeader& header = window_->run().header();
    QCOMPARE(header.before.size(), std::size_t{1});
    QCOMPARE(header.before.front().run_id, parent);
    QCOMPARE(header.before.front().steps, 9);
    QCOMPARE(header.config.inner_lr.front(), 0.003);
    QVERIFY(in_form<QLabel>("branch").text().isEmpty());
    const SessionReader session = reader();
    const auto then = session.steps(parent, 0, 9), now = session.steps(header.run_id, 0, 9);
    QCOMPARE(now.size(), std::size_t{9});
    for (std::size_t step = 0; step < 9; ++step)
        QVERIFY(!first_difference(then[step], now[step]));
    const Verdict verdict = verify(session, session.find(header.run_id), {}, [](const StepRecord&) {});
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
    QTest::qWait(300);
    window_->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/branch-run.png"));
}

void WindowBranchTest::its_replay_can_be_branched_too()
{
    const std::string first = window_->run().header().run_id;
    window_->open_run(QString::fromStdString(first));
    QVERIFY(is_idle());
    look_at(4);
    action(QStringLiteral("Branch from chunk 4"))->trigger();
    window_->start_run();
    QVERIFY(is_idle());
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    QCOMPARE(window_->run().header().before.size(), std::size_t{1});
    QCOMPARE(window_->run().header().before.front().steps, 4);
    QCOMPARE(window_->run().header().config.inner_lr.front(), 0.003);  // as the run that was shown
}

void WindowBranchTest::an_edited_text_is_read_again()
{
    QSignalSpy opened(&window_->documents(), &DocumentOpener::answered);
    action(QStringLiteral("Edit the document"))->trigger();
    QVERIFY(!opened.isEmpty() || opened.wait(patience));
    QVERIFY(QString::fromStdString(window_->document().path).contains(QStringLiteral("(edited).txt")));
    QTRY_VERIFY_WITH_TIMEOUT(window_->run().empty(), patience);
    window_->start_run();
    QVERIFY(is_idle());
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    const std::string id = window_->run().header().run_id;
    QVERIFY(QString::fromStdString(window_->run().document().bytes).startsWith(QStringLiteral("Once more. ")));
    QVERIFY(QFile::remove(QString::fromStdString(window_->run().header().config.document)));
    const SessionReader session = reader();
    const Verdict verdict = verify(session, session.find(id), {}, [](const StepRecord&) {});
    QVERIFY2(verdict.difference.empty(), verdict.difference.c_str());
}

void WindowBranchTest::cleanupTestCase()
{
    window_.reset();
}

TTT_TEST(WindowBranchTest)
#include "tst_window_branch.moc"

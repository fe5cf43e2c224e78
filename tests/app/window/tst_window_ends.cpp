// The window over its workbench: who outlives whom, one verification at a time, and what is kept under which name.
#include "app/window/shell/unattended.h"
#include "sessions/session_reader.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/run_form.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace ttt;

class WindowEndsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void a_second_verify_can_not_start();
    void a_window_goes_while_everything_goes_on();
    void a_run_outlives_its_window();
    void views_are_kept_under_their_ids();
    void views_of_older_versions_come_back();
    void every_panel_is_in_the_table_once();
    void a_kind_of_run_has_its_own_panels();

private:
    std::unique_ptr<MainWindow> open()
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        auto window = std::make_unique<MainWindow>(*workbench_, options_, *settings_, dialogs);
        window->show();
        return window;
    }
    bool open_document(MainWindow& window)
    {
        QSignalSpy opened(&workbench_->documents(), &DocumentOpener::answered);
        return window.open_at_start(options_) && (!opened.isEmpty() || opened.wait(patience));
    }
    bool run_to_its_end()
    {
        workbench_->start_run();
        return workbench_->controller().is_live() && QTest::qWaitFor([this] { return is_idle(); }, patience);
    }
    bool is_idle() const { return workbench_->controller().activity() == Activity::idle; }

    static constexpr int patience = 120'000;  // ms
    QTemporaryDir folder_;
    WindowOptions options_;
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<Workbench> workbench_;
    QStringList told_;
    int count_ = 0;
};

void WindowEndsTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
}

void WindowEndsTest::init()
{
    ++count_;
    settings_ =
        std::make_unique<QSettings>(folder_.filePath(QStringLiteral("%1.ini").arg(count_)), QSettings::IniFormat);
    workbench_ = std::make_unique<Workbench>();
    options_ = {};
    options_.session = folder_.filePath(QStringLiteral("%1.ttt").arg(count_));
    options_.tokens = 512;
    told_.clear();
}

/// Whatever is typed or clicked meanwhile.
void WindowEndsTest::a_second_verify_can_not_start()
{
    const auto window = open();
    QVERIFY(open_document(*window));
    QAction* verify = window->runs().verify_action();
    QVERIFY(!verify->isEnabled());  // there is no run
    QVERIFY(run_to_its_end());
    QVERIFY(verify->isEnabled());
    Verification& verification = workbench_->verification();
    QSignalSpy started(&verification, &Verification::started), ended(&verification, &Verification::ended);
    verify->trigger();
    QVERIFY(verification.is_running());
    QVERIFY(!verify->isEnabled());
    auto& form = window->panels().get<RunForm>();
    RunConfig other = form.config().value();
    other.seed = 3;
    form.set_config(other);
    Q_EMIT form.changed();
    Q_EMIT workbench_->session().changed();
    QVERIFY(!verify->isEnabled());
    verify->trigger();
    workbench_->verify();
    QVERIFY(!verification.start(workbench_->session().path(), workbench_->run().header().run_id));
    QVERIFY(ended.wait(patience));
    QCOMPARE(started.size(), 1);
    QCOMPARE(ended.size(), 1);
    QVERIFY2(ended[0][0].toString().startsWith(QStringLiteral("identical")), qPrintable(ended[0][0].toString()));
    QVERIFY(verify->isEnabled());
}

void WindowEndsTest::a_window_goes_while_everything_goes_on()
{
    auto window = open();
    QVERIFY(open_document(*window));
    QVERIFY(run_to_its_end());
    workbench_->verify();
    workbench_->lab().ask_heads();
    workbench_->lab().ask_theorem({});
    workbench_->lab().ask_reading();
    QVERIFY(workbench_->verification().is_running());
    workbench_->start_run();
    QVERIFY(workbench_->controller().is_live());
    workbench_->models().open(QString::fromStdString(workbench_->model().directory));
    workbench_->session().refresh();
    window.reset();
    QVERIFY(workbench_->controller().is_live());
    QCoreApplication::processEvents();
    workbench_.reset();
    QCoreApplication::processEvents();
    for (const RunInfo& run : SessionReader(options_.session.toStdString()).runs())
        QVERIFY(run.summary.state != RunState::running);
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
}

void WindowEndsTest::a_run_outlives_its_window()
{
    auto window = open();
    QVERIFY(open_document(*window));
    workbench_->start_run();
    QTRY_VERIFY_WITH_TIMEOUT(workbench_->run().step_count() > 0, patience);
    window.reset();
    QVERIFY(QTest::qWaitFor([this] { return is_idle(); }, patience));
    QCOMPARE(workbench_->run().summary().state, RunState::finished);
    window = open();  // and another one shows it
    QCOMPARE(workbench_->run().item_count(), options_.tokens);
    QVERIFY(window->runs().verify_action()->isEnabled());
}

void WindowEndsTest::views_are_kept_under_their_ids()
{
    {
        const auto window = open();
        window->panels().choose_tab(QStringLiteral("notes"));
        for (const Panels::Shown& shown : window->panels().views())
            if (shown.id == QStringLiteral("perplexity"))
                shown.view->restore(QStringLiteral("windowed"));
        window->close();
    }
    settings_->beginGroup(QStringLiteral("state/view"));
    const QStringList keys = settings_->childKeys();
    settings_->endGroup();
    QStringList ids;
    const auto window = open();
    for (const Panels::Shown& shown : window->panels().views())
        ids.append(shown.id);
    ids.sort();
    QCOMPARE(keys, ids);
    QCOMPARE(settings_->value(QStringLiteral("state/tab")).toString(), QStringLiteral("notes"));
    QCOMPARE(window->panels().tabs().tabText(window->panels().tabs().currentIndex()), QStringLiteral("Notes"));
}

void WindowEndsTest::views_of_older_versions_come_back()
{
    QString drift, title;
    {
        const auto window = open();
        for (const Panels::Shown& shown : window->panels().views())
            if (shown.id == QStringLiteral("drift")) {
                for (QAction* action : shown.view->title_actions())
                    if (action->isCheckable() && !action->isChecked() && drift.isEmpty()) {
                        const QString before = shown.view->save();
                        action->trigger();
                        if (shown.view->save() != before)
                            drift = shown.view->save();
                    }
                title = shown.view->title();
            }
    }
    QVERIFY(!drift.isEmpty());
    settings_->clear();
    settings_->setValue(QStringLiteral("state/view/") + title, drift);
    settings_->setValue(QStringLiteral("state/tab"), 3);  // a number, once
    const auto window = open();
    for (const Panels::Shown& shown : window->panels().views())
        if (shown.id == QStringLiteral("drift"))
            QCOMPARE(shown.view->save(), drift);
}

void WindowEndsTest::every_panel_is_in_the_table_once()
{
    QStringList ids;
    for (const PanelRow& row : panel_table())
        ids.append(QLatin1String(row.id));
    QCOMPARE(ids.removeDuplicates(), 0);
    const auto window = open();
    QStringList docks;
    for (const Panel* dock : window->panels().docks())
        docks.append(dock->objectName());
    QVERIFY(docks.size() > 5);
    for (const QString& dock : docks)
        QVERIFY(ids.contains(dock));
    window->panels().set_kind(QStringLiteral("another"));
    QVERIFY(!window->panels().dock(QStringLiteral("document")).toggleViewAction()->isEnabled());
    QVERIFY(window->panels().dock(QStringLiteral("drift")).toggleViewAction()->isEnabled());
    window->panels().set_kind(QStringLiteral("document"));
    for (const Panels::Shown& shown : window->panels().views())
        if (shown.dock)
            QCOMPARE(shown.dock->toggleViewAction()->isEnabled(), window->panels().can_show(shown));
}

/// In front when such a run comes, gone with it, and so again at the next start.
void WindowEndsTest::a_kind_of_run_has_its_own_panels()
{
    settings_->clear();
    const auto is_in_front = [](Panels& panels, const char* id) {
        return !panels.dock(QLatin1String(id)).widget()->visibleRegion().isEmpty();
    };
    {
        const auto window = open();
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        Panels& panels = window->panels();
        QTRY_VERIFY(is_in_front(panels, "document"));
        QVERIFY(panels.dock(QStringLiteral("images")).isHidden());
        panels.set_kind(QStringLiteral("images"));
        QTRY_VERIFY(is_in_front(panels, "images") && is_in_front(panels, "shifts"));
        QVERIFY(panels.dock(QStringLiteral("document")).isHidden() &&
                panels.dock(QStringLiteral("patterns")).isHidden());
        window->close();
    }
    const auto window = open();
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    window->panels().set_kind(QStringLiteral("document"));
    QTRY_VERIFY(is_in_front(window->panels(), "document"));
    QVERIFY(window->panels().dock(QStringLiteral("images")).isHidden());
}

TTT_TEST(WindowEndsTest)
#include "tst_window_ends.moc"

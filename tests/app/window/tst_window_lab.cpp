// The lab in the window, with the real engine: what is asked is answered, about the run that is shown.
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ttt;

class WindowLabTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void the_text_alone_can_be_looked_into();
    void nothing_is_answered_while_a_run_goes_on();
    void a_trace_explains_what_the_run_logged();
    void chunks_and_patterns_agree_with_the_trace();
    void nothing_moves_before_a_changed_token();
    void panels_can_be_looked_at();
    void cleanupTestCase();

private:
    /// The pattern with the largest logit change.
    const PatternEvent& largest() const
    {
        const auto all = window_->run().patterns();
        return *std::max_element(all.begin(), all.end(), [](const PatternEvent& a, const PatternEvent& b) {
            return a.logit_change < b.logit_change;
        });
    }
    void show_panel(const QString& name, int width, int height)
    {
        auto* panel = window_->findChild<QDockWidget*>(name);
        QVERIFY2(panel, qPrintable(name));
        panel->show();
        panel->raise();
        QTest::qWait(100);
        QVERIFY(panel->isVisible());
        QVERIFY(panel->width() > width && panel->height() > height);
        window_->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/lab-") + name + QStringLiteral(".png"));
    }

    static constexpr int patience = 60'000;  // ms
    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<test::OwnWindow> window_;
    QStringList told_;
};

void WindowLabTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    apply_theme(QStringLiteral("light"));
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    WindowOptions options;
    options.session = folder_.filePath(QStringLiteral("s.ttt"));
    options.size = {1600, 1000};
    options.tokens = 512;
    Dialogs dialogs = unattended_dialogs();
    dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
    dialogs.inform = dialogs.tell;
    window_ = std::make_unique<test::OwnWindow>(options, *settings_, dialogs);
    QSignalSpy opened(&window_->documents(), &DocumentOpener::answered);
    window_->show();
    window_->open_at_start(options);
    QVERIFY(!opened.isEmpty() || opened.wait(patience));
}

void WindowLabTest::the_text_alone_can_be_looked_into()
{
    QCOMPARE(window_->lab().state(), LabState::idle);
    QSignalSpy answered(&window_->lab(), &LabModel::heads_changed);
    window_->lab().ask_heads();
    QVERIFY(answered.wait(patience));
    const HeadSurvey& survey = *window_->lab().heads();
    QVERIFY(survey.heads.size() > 1);
    for (const HeadScore& head : survey.heads)
        QVERIFY(head.prefix_random >= 0 && head.prefix_random <= 1);
}

void WindowLabTest::nothing_is_answered_while_a_run_goes_on()
{
    window_->start_run();
    QCOMPARE(window_->lab().state(), LabState::closed);
    QVERIFY(!window_->lab().problem().isEmpty());
    QSignalSpy wanted(&window_->lab(), &LabModel::trace_wanted);
    window_->lab().ask_trace(100);
    QCOMPARE(wanted.size(), 0);
    QVERIFY(QTest::qWaitFor([&] { return window_->controller().activity() == Activity::idle; }, patience));
    QCOMPARE(window_->lab().state(), LabState::idle);
}

void WindowLabTest::a_trace_explains_what_the_run_logged()
{
    QSignalSpy answered(&window_->lab(), &LabModel::trace_changed);
    window_->lab().ask_trace(largest().position);
    QCOMPARE(window_->lab().state(), LabState::reading);
    QVERIFY(answered.wait(patience));
    QCOMPARE(window_->lab().state(), LabState::ready);
    const LogitTrace& trace = *window_->lab().trace();
    const double tolerance = 1e-3 * std::abs(trace.change);  // f32
    QVERIFY(std::abs(trace.change - largest().logit_change) < tolerance);
    QVERIFY(std::abs(trace.direct + trace.rescaled + trace.indirect - trace.change) < tolerance);
    QVERIFY(std::abs(std::accumulate(trace.by_chunk.begin(), trace.by_chunk.end(), 0.0) - trace.direct) < tolerance);
    QVERIFY(std::abs(std::accumulate(trace.by_token.begin(), trace.by_token.end(), 0.0) - trace.direct) < tolerance);
}

void WindowLabTest::chunks_and_patterns_agree_with_the_trace()
{
    const LogitTrace trace = *window_->lab().trace();
    QSignalSpy chunk_answered(&window_->lab(), &LabModel::chunk_changed);
    window_->lab().ask_chunk(0);
    QVERIFY(chunk_answered.wait(patience));
    const ChunkTrace& chunk = *window_->lab().chunk();
    const float taught = chunk.by_item.at(static_cast<std::size_t>(trace.item - chunk.first));
    QVERIFY(std::abs(taught - trace.by_chunk.front()) < 1e-3);
    QSignalSpy patterns_answered(&window_->lab(), &LabModel::patterns_changed);
    window_->lab().ask_patterns({trace.item});
    QVERIFY(patterns_answered.wait(patience));
    const PatternTrace& patterns = *window_->lab().patterns();
    QVERIFY(std::abs(patterns.predicted.at(0) - trace.direct) < 1e-3 * std::abs(trace.direct));
    QVERIFY(std::abs(patterns.measured.at(0) - trace.change) < 1e-3 * std::abs(trace.change));
}

void WindowLabTest::nothing_moves_before_a_changed_token()
{
    QSignalSpy answered(&window_->lab(), &LabModel::causality_changed);
    window_->lab().ask_causality(100);
    QVERIFY(answered.wait(patience));
    const CausalityCheck& check = *window_->lab().causality();
    QCOMPARE(check.item, 100);
    QCOMPARE(check.largest_before, 0.0);
    QCOMPARE(check.first_moved, 100);
    QCOMPARE(check.first_write, 100 / window_->run().header().config.chunk);
    QVERIFY2(told_.constLast().contains(QStringLiteral("exactly 0")), qPrintable(told_.constLast()));
}

void WindowLabTest::panels_can_be_looked_at()
{
    window_->selection().lock({window_->run().step_of(largest().position), largest().position});
    for (const char* name : {"theorem", "heads"})
        show_panel(QString::fromLatin1(name), 500, 300);
    for (const char* name : {"provenance", "pattern-chunks"})
        show_panel(QString::fromLatin1(name), 300, 200);
}

void WindowLabTest::cleanupTestCase()
{
    window_.reset();
}

TTT_TEST(WindowLabTest)
#include "tst_window_lab.moc"

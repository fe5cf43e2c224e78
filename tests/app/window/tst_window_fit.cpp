// Where a person sits: five screens. Every word of the window is on the screen and whole, charts and timeline are
// there.
#include "app/window/shell/appearance.h"
#include "app/window/shell/screen_fit.h"
#include "app/window/shell/unattended.h"
#include "tests/support/logged_run.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "tests/support/word_walk.h"
#include "views/plot/perplexity_view.h"
#include "views/timeline/timeline.h"
#include "views/token/token_view.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSettings>
#include <QStatusBar>
#include <QTemporaryDir>

using namespace ttt;

class WindowFitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void on_this_screen();
    void every_word_is_seen_data();
    void every_word_is_seen();
    void windows_come_back_to_the_screen();

private:
    QTemporaryDir folder_;
};

void WindowFitTest::initTestCase()
{
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    test::log_run(folder_.filePath(QStringLiteral("s.ttt")).toStdString(), 0, [](RunHeader& header) {
        header.remarks = {"Tensors that were not used: model.layers.0.self_attn.q_proj.bias and 11 more."};
    });
}

/// Opens the logged run as at a first start, and looks. The next test runs it in processes with other screens.
void WindowFitTest::on_this_screen()
{
    const QString session = qEnvironmentVariable("TTT_SEEN_SESSION");
    if (session.isEmpty())
        QSKIP("the screen of the tests is none that a person has");
    QSettings settings(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    apply_theme(QStringLiteral("light"));
    WindowOptions options;
    options.session = session;
    options.replay = QString();
    test::OwnWindow window(options, settings, unattended_dialogs());
    window.show();
    QVERIFY(window.open_at_start(options));
    QTRY_COMPARE_WITH_TIMEOUT(window.run().summary().state, RunState::finished, 60'000);
    QTest::qWait(500);
    window.grab().save(qEnvironmentVariable("TTT_SEEN_PICTURE"));
    const QStringList wrong = test::wrong_words(window);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QVERIFY2(test::is_on_screen(window), "the window");
    for (const QWidget* part :
         std::initializer_list<const QWidget*>{window.findChild<TokenView*>(), window.findChild<PerplexityView*>(),
                                               window.findChild<Timeline*>(), window.findChild<QStatusBar*>()})
        QVERIFY2(part && test::is_on_screen(*part), part ? part->metaObject()->className() : "none");
}

void WindowFitTest::every_word_is_seen_data()
{
    QTest::addColumn<QSize>("screen");
    QTest::addColumn<int>("dpi");
    QTest::addColumn<QString>("scale");
    QTest::newRow("1366x768") << QSize(1366, 768) << 96 << "1";
    QTest::newRow("1600x1000") << QSize(1600, 1000) << 96 << "1";
    QTest::newRow("scale 1.5") << QSize(1600, 1000) << 96 << "1.5";
    QTest::newRow("scale 2") << QSize(1920, 1200) << 96 << "2";
    QTest::newRow("144 dpi") << QSize(1600, 1000) << 144 << "1";
    QTest::newRow("1366x768, scale 1.5") << QSize(1366, 768) << 96 << "1.5";
}

void WindowFitTest::every_word_is_seen()
{
    QFETCH(QSize, screen);
    QFETCH(int, dpi);
    QFETCH(QString, scale);
    const QString screens = folder_.filePath(QStringLiteral("screens.json"));
    QFile file(screens);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QJsonObject one{{"name", "one"},
                          {"x", 0},
                          {"y", 0},
                          {"width", screen.width()},
                          {"height", screen.height()},
                          {"logicalDpi", dpi},
                          {"logicalBaseDpi", 96},
                          {"dpr", 1}};
    file.write(QJsonDocument(QJsonObject{{"synchronousWindowSystemEvents", false},
                                         {"windowFrameMargins", true},
                                         {"screens", QJsonArray{one}}})
                   .toJson());
    file.close();
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen:configfile=") + screens);
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), scale);
    environment.insert(QStringLiteral("TTT_RESOURCES"), QStringLiteral(TTT_RESOURCES_DIR));
    const QString picture = QStringLiteral(TTT_SCREENSHOTS_DIR "/fit-%1.png")
                                .arg(QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-').remove(u','));
    environment.insert(QStringLiteral("TTT_SEEN_SESSION"), folder_.filePath(QStringLiteral("s.ttt")));
    environment.insert(QStringLiteral("TTT_SEEN_PICTURE"), picture);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("tst_window_fit"), QStringLiteral("on_this_screen")});
    QVERIFY(child.waitForFinished(120'000));
    QString said = QString::fromUtf8(child.readAll());
    said.remove(0, std::max<qsizetype>(0, said.indexOf(QStringLiteral("FAIL"))));  // what comes before is of no matter
    QVERIFY2(child.exitCode() == 0, qPrintable(said));
}

void WindowFitTest::windows_come_back_to_the_screen()
{
    const QRect laptop(0, 0, 1366, 768);
    const QMargins frame(4, 30, 4, 4);
    for (const QRect& wished : {QRect(3000, 200, 1200, 800), QRect(-2500, -1500, 1200, 800), QRect(100, -700, 640, 480),
                                QRect(0, 0, 9000, 6000), QRect(100, 100, 640, 480)}) {
        const QRect place = fitted(wished, laptop, frame);
        QVERIFY(laptop.contains(place.marginsAdded(frame)));
        QVERIFY(place.width() == std::min(wished.width(), 1358) && place.height() == std::min(wished.height(), 734));
    }
    QCOMPARE(fitted(QRect(100, 100, 640, 480), laptop, frame), QRect(100, 100, 640, 480));
}

TTT_TEST(WindowFitTest)
#include "tst_window_fit.moc"

// A run over images in the window: replayed, looked at, filtered, left by the keyboard, and a document again behind it.
#include "app/places.h"
#include "app/record_run.h"
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "engine/runner.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/drift/drift_map.h"
#include "views/images/classes_view.h"
#include "views/images/image_canvas.h"
#include "views/images/image_detail.h"
#include "views/images/images_view.h"
#include "views/images/shift_chart.h"
#include "views/images/shifts_view.h"
#include "views/numbers/numbers_view.h"
#include "views/plot/perplexity_view.h"

#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace ttt;

class WindowGalleryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void a_replay_shows_its_images();
    void views_follow_one_selection();
    void zooming_one_axis_zooms_the_others();
    void every_view_has_a_table_and_a_picture();
    void a_text_brings_the_document_back();

private:
    static constexpr int patience = 60'000;  // ms
    bool is_in_front(const char* id) const
    {
        return !window_->panels().dock(QLatin1String(id)).widget()->visibleRegion().isEmpty();
    }

    QTemporaryDir folder_;
    WindowOptions options_;
    std::unique_ptr<QSettings> settings_;
    QStringList told_;
    std::unique_ptr<test::OwnWindow> window_;
};

/// TENT on 120 of the shipped images, in three steps of two shifts.
void WindowGalleryTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    tell_shipped_images();
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    RunConfig config;
    config.method = "tent";
    config.model = shipped_net("tent");
    config.images = "fashion-mnist";
    config.stream = "gaussian_noise:5,fog:5";
    config.order = "continual";
    config.batch = 20;
    config.count = 60;
    options_.session = folder_.filePath(QStringLiteral("s.ttt"));
    options_.size = {1600, 1000};
    options_.replay = QString();  // the latest
    {
        Runner runner(config);
        SessionLog log(options_.session.toStdString());
        QCOMPARE(record_run(runner, log, {}, [](const StepRecord&) {}).state, RunState::finished);
    }
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    Dialogs dialogs = unattended_dialogs();
    dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
    window_ = std::make_unique<test::OwnWindow>(options_, *settings_, dialogs);
    window_->show();
    QVERIFY(window_->open_at_start(options_));
    QTRY_VERIFY_WITH_TIMEOUT(window_->run().summary().state == RunState::finished, patience);
}

void WindowGalleryTest::a_replay_shows_its_images()
{
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
    QTRY_VERIFY(is_in_front("images") && is_in_front("shifts"));
    QVERIFY(window_->panels().dock(QStringLiteral("document")).isHidden());
    QCOMPARE(window_->panels().dock(QStringLiteral("perplexity")).windowTitle(), QStringLiteral("Error"));
    ImagesView& images = window_->panels().get<ImagesView>();
    QCOMPARE(images.canvas().items().shown(window_->run()), 120);
    const PictureKey first = images.canvas().key_of(0), last = images.canvas().key_of(119);
    PictureModel& pictures = window_->workbench().pictures();
    QTRY_VERIFY_WITH_TIMEOUT(!pictures.picture(first).isNull(), patience);
    QCOMPARE(pictures.picture(first).size(), QSize(28, 28));
    QTRY_VERIFY_WITH_TIMEOUT(!pictures.picture(last).isNull(), patience);  // all are in sight
    QVERIFY(window_->panels().get<NumbersView>().note() == QStringLiteral("Entropy"));
}

void WindowGalleryTest::views_follow_one_selection()
{
    ImagesView& images = window_->panels().get<ImagesView>();
    images.canvas().setFocus();
    QTest::keyClick(&images.canvas(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(window_->selection().locked().item, 119);
    QCOMPARE(window_->panels().get<ImageDetail>().item(), 119);
    QVERIFY(!window_->panels().get<ImageDetail>().facts(Arm::adapted).top.empty());
    QVERIFY(window_->panels().get<PerplexityView>().plot()->crosshair().has_value());
    for (const char* theme : {"light", "dark"}) {
        apply_theme(QString::fromLatin1(theme));
        QTest::qWait(300);
        window_->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/window-gallery-%1.png").arg(QLatin1String(theme)));
    }
    apply_theme(QStringLiteral("light"));
    ShiftChart& shifts = window_->panels().get<ShiftsView>().chart();
    QTest::mouseClick(shifts.viewport(), Qt::LeftButton, {}, shifts.row_rect(1).center().toPoint());
    QCOMPARE(window_->selection().locked().item, 60);
    QTest::keyClick(&images.canvas(), Qt::Key_Escape);
    QVERIFY(!window_->selection().locked());
}

void WindowGalleryTest::zooming_one_axis_zooms_the_others()
{
    Plot& numbers = window_->panels().get<NumbersView>().plot();
    DriftMap& classes = window_->panels().get<ClassesView>().map();
    window_->panels().get<NumbersView>().x_range_changed(20, 80);
    QCOMPARE(classes.chunks().first, 1.0);  // 20 images in a step
    QCOMPARE(classes.chunks().last, 4.0);
    window_->panels().get<ClassesView>().x_range_changed(0, 120);
    QCOMPARE(numbers.x_range().first, 0.0);
    QCOMPARE(numbers.x_range().second, 120.0);
}

void WindowGalleryTest::every_view_has_a_table_and_a_picture()
{
    for (const Panels::Shown& shown : window_->panels().views()) {
        if (!window_->panels().can_show(shown))
            continue;
        const ViewTable table = shown.view->table();
        for (const auto& row : table.rows)
            QCOMPARE(static_cast<qsizetype>(row.size()), table.header.size());
        shown.view->restore(shown.view->save());
    }
    for (const char* id : {"images", "shifts", "classes", "numbers"}) {
        window_->panels().raise(QLatin1String(id));
        QTRY_VERIFY(is_in_front(id));
        window_->panels()
            .dock(QLatin1String(id))
            .grab()
            .save(QStringLiteral(TTT_SCREENSHOTS_DIR "/panel-%1.png").arg(QLatin1String(id)));
    }
    window_->panels().raise(QStringLiteral("document"));  // for images: what stands in its place
    QTRY_VERIFY(is_in_front("images"));
}

void WindowGalleryTest::a_text_brings_the_document_back()
{
    QTRY_VERIFY_WITH_TIMEOUT(!window_->workbench().document().path.empty(), patience);
    window_->workbench().want_preview(true);
    window_->workbench().preview();
    QTRY_VERIFY(is_in_front("document") && is_in_front("patterns"));
    QVERIFY(window_->panels().dock(QStringLiteral("images")).isHidden());
    QCOMPARE(window_->panels().dock(QStringLiteral("perplexity")).windowTitle(), QStringLiteral("Perplexity"));
}

TTT_TEST(WindowGalleryTest)
#include "tst_window_gallery.moc"

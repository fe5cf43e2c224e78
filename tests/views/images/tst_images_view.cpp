// The view "Images" and the strip below it: frames, filters, real mouse, wheel and keys, pictures for a person to look
// at.
#include "../pointer_and_camera.h"
#include "sample_images.h"
#include "tests/support/test_main.h"
#include "views/images/image_canvas.h"
#include "views/images/image_detail.h"
#include "views/images/image_legend.h"
#include "views/images/images_view.h"
#include "views/selection.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>

using namespace ttt;
using test::move_to;

namespace {

struct Window : QWidget {
    Window() : view(run, selection, pictures), detail(run, selection, pictures)
    {
        auto* box = new QVBoxLayout(this);
        box->setContentsMargins(0, 0, 0, 0);
        box->setSpacing(0);
        box->addWidget(&view, 1);
        box->addWidget(&detail);
        resize(620, 480);
        show();
        (void)QTest::qWaitForWindowExposed(this);
    }
    ImageCanvas& canvas() { return view.canvas(); }
    QWidget& port() { return *view.canvas().viewport(); }
    QPoint at(std::int64_t item) { return canvas().rect_of(item).center().toPoint(); }
    QColor pixel(const QImage& image, QPointF point) const { return image.pixelColor(point.toPoint()); }

    RunModel run;
    Selection selection;
    PictureModel pictures;
    ImagesView view;
    ImageDetail detail;
};

QImage plain(const QColor& colour)
{
    QImage image(4, 4, QImage::Format_RGB32);
    image.fill(colour);
    return image;
}

void turn_wheel(QWidget& widget, QPoint at, int turn)
{
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, turn}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&widget, &event);
}

}  // namespace

class ImagesViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void frames_tell_what_became_of_an_image();
    void the_legend_counts();
    void only_what_is_in_sight_is_asked_for();
    void pictures_are_shown_when_they_come();
    void the_playhead_hides_what_was_not_seen();
    void filters_hide_the_rest();
    void hover_previews_and_click_locks();
    void the_surest_mended_one_is_found();
    void keys_move_among_those_shown();
    void sizes();
    void follows_until_scrolled_up();
    void ten_thousand_stay_smooth();
    void the_strip_tells_both_arms();
    void a_problem_is_a_sentence();
    void choices_come_back();
    void copies_and_tables();
    void images_that_are_not_run_yet();
    void pictures();
};

void ImagesViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void ImagesViewTest::frames_tell_what_became_of_an_image()
{
    Window window;
    for (const bool dark : {false, true}) {
        window.setPalette(application_palette(dark));
        sample::fill_images(window.run);
        const Theme& colours = theme(dark);
        const QImage image = window.port().grab().toImage();
        const auto frame = [&](std::int64_t item) {
            const QRectF cell = window.canvas().rect_of(item);
            return window.pixel(image, {cell.left() + 4, cell.top() + 1});
        };
        QCOMPARE(frame(0), colours.panel);  // quiet: its thin line is further in
        QCOMPARE(window.pixel(image, window.canvas().rect_of(0).topLeft() + QPointF(2, 8)), colours.border);
        QCOMPARE(frame(1), colours.adapted);
        QCOMPARE(frame(2), colours.failure);
        QCOMPARE(frame(3), colours.frozen);
        QCOMPARE(window.pixel(image, window.canvas().rect_of(1).center()),
                 colours.grid);  // its picture is not there yet
    }
}

void ImagesViewTest::the_legend_counts()
{
    Window window;
    sample::fill_images(window.run);
    QCOMPARE(window.view.legend().words(), (QStringList{"mended 10", "broken 10", "both wrong 10", "both right 10"}));
    window.run.set_shown_steps(1);
    QCOMPARE(window.view.legend().words(), (QStringList{"mended 3", "broken 2", "both wrong 2", "both right 3"}));
    sample::fill_images(window.run, {.frozen = false});
    QCOMPARE(window.view.legend().words(), (QStringList{"wrong 20", "right 20"}));
    sample::fill_images(window.run, {.labels = false});
    QCOMPARE(window.view.legend().words(), QStringList{"no label 40"});
}

void ImagesViewTest::only_what_is_in_sight_is_asked_for()
{
    Window window;
    std::vector<PictureKey> wanted;
    connect(&window.pictures, &PictureModel::wanted, this, [&](const auto& keys) { wanted = keys; });
    sample::fill_images(window.run, {.images = 2000, .batch = 100});
    (void)window.port().grab();
    const auto [begin, end] = window.canvas().grid().between(0, window.port().height());
    QVERIFY(begin == 0 && end > 20 && end < 400);
    QCOMPARE(static_cast<std::int64_t>(wanted.size()), end);
    QVERIFY(wanted.front() == PictureKey(0, 0) && wanted.back() == PictureKey(end - 1, 0));
    window.selection.lock({39, 3999});  // scrolls there
    (void)window.port().grab();
    QVERIFY(std::ranges::find(wanted, PictureKey(1999, 1)) != wanted.end());
    QVERIFY(std::ranges::find(wanted, PictureKey(1999, PictureKey::clean)) != wanted.end());  // of the strip
}

void ImagesViewTest::pictures_are_shown_when_they_come()
{
    Window window;
    sample::fill_images(window.run);
    window.pictures.add({{{3, 0}, plain(Qt::magenta)}, {{3, 1}, plain(Qt::cyan)}});
    const QImage image = window.port().grab().toImage();
    QCOMPARE(window.pixel(image, window.canvas().rect_of(3).center()), QColor(Qt::magenta));
    QCOMPARE(window.pixel(image, window.canvas().rect_of(23).center()), QColor(Qt::cyan));
}

void ImagesViewTest::the_playhead_hides_what_was_not_seen()
{
    Window window;
    sample::fill_images(window.run);
    QVERIFY(!window.canvas().rect_of(39).isEmpty());
    window.run.set_shown_steps(2);
    QVERIFY(window.canvas().rect_of(39).isEmpty());
    QVERIFY(!window.canvas().rect_of(19).isEmpty());
    QCOMPARE(window.view.note(), QStringLiteral("images 0 – 19 of 20"));
    window.run.set_shown_steps(0);
    QCOMPARE(window.view.note(), QString());
    QVERIFY(window.view.table().rows.empty());
}

void ImagesViewTest::filters_hide_the_rest()
{
    Window window;
    sample::fill_images(window.run);
    window.view.set_filter({FilterKind::mended, -1});
    QVERIFY(window.canvas().rect_of(0).isEmpty());
    QCOMPARE(window.canvas().item_at(window.canvas().grid().cell(1).center()), 5);
    QCOMPARE(window.view.note(), QStringLiteral("mended · 0 – 9 of 10"));
    window.view.set_filter({FilterKind::of_class, 1});
    QCOMPARE(window.canvas().item_at(window.canvas().grid().cell(1).center()), 4);
    QCOMPARE(window.view.note(), QStringLiteral("shirt · 0 – 12 of 13"));
    window.view.set_filter({FilterKind::of_shift, 1});
    QCOMPARE(window.canvas().item_at(window.canvas().grid().cell(0).center()), 20);
    sample::fill_images(window.run, {.shifts = {{"fog", 5}}});  // which has no such shift
    QVERIFY(window.canvas().items().filter() == ImageFilter{});
}

void ImagesViewTest::hover_previews_and_click_locks()
{
    Window window;
    sample::fill_images(window.run);
    move_to(window.port(), window.at(5));
    QVERIFY(window.selection.hovered() == Place(0, 5));
    QTest::mouseClick(&window.port(), Qt::LeftButton, {}, window.at(25));
    QVERIFY(window.selection.locked() == Place(2, 25));
    QImage image = window.port().grab().toImage();
    const QRectF cell = window.canvas().rect_of(25);
    QCOMPARE(window.pixel(image, {cell.center().x(), cell.top() - 1}), theme(false).mark);
    const QString words = window.canvas().accessibleDescription();
    QVERIFY2(words.startsWith(QStringLiteral("Image 25, shirt, clean, ")), qPrintable(words));
    QTest::mouseClick(&window.port(), Qt::LeftButton, {}, window.at(25));
    QVERIFY(!window.selection.locked());
    QTest::mouseDClick(&window.port(), Qt::LeftButton, {}, window.at(7));
    QVERIFY(window.selection.pinned() == Place(0, 7));
    QTest::keyClick(&window.canvas(), Qt::Key_Escape);
    QVERIFY(!window.selection.locked());
}

void ImagesViewTest::the_surest_mended_one_is_found()
{
    const sample::ImageRunShape shape;
    Window window;
    sample::fill_images(window.run, shape, 2);
    StepRecord step = sample::image_step(shape, 2);
    for (ItemColumn& column : step.columns)
        if (column.column == Column::top_nll_adapted)
            column.values[5 * top_k] = 0.01F;  // of item 25
    window.run.append({step});
    window.view.select_surest_mended();
    QCOMPARE(window.selection.locked().item, 25);
    window.run.set_shown_steps(2);
    window.view.select_surest_mended();
    QCOMPARE(window.selection.locked().item, 1);  // the first of equals
    sample::fill_images(window.run, {.labels = false});
    window.selection.free();
    window.view.select_surest_mended();
    QVERIFY(!window.selection.locked());
}

void ImagesViewTest::keys_move_among_those_shown()
{
    Window window;
    sample::fill_images(window.run, {.images = 500, .batch = 50});
    ImageCanvas& canvas = window.canvas();
    canvas.setFocus();
    const std::int64_t columns = canvas.grid().columns();
    const auto locked = [&] { return window.selection.locked().item; };
    QTest::keyClick(&canvas, Qt::Key_Right);
    QCOMPARE(locked(), 0);  // the first in sight
    QTest::keyClick(&canvas, Qt::Key_Right);
    QCOMPARE(locked(), 1);
    QTest::keyClick(&canvas, Qt::Key_Down);
    QCOMPARE(locked(), 1 + columns);
    QTest::keyClick(&canvas, Qt::Key_End);
    QCOMPARE(locked(), 2 * columns - 1);
    QTest::keyClick(&canvas, Qt::Key_Home);
    QCOMPARE(locked(), columns);
    QTest::keyClick(&canvas, Qt::Key_Up);
    QTest::keyClick(&canvas, Qt::Key_Up);
    QCOMPARE(locked(), 0);
    QTest::keyClick(&canvas, Qt::Key_PageDown);
    QVERIFY(locked() > columns && locked() % columns == 0);
    QTest::keyClick(&canvas, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(locked(), 999);
    QVERIFY(window.port().rect().contains(canvas.rect_of(999).toAlignedRect()));
    QKeyEvent taken(QEvent::ShortcutOverride, Qt::Key_End, Qt::ControlModifier),
        left(QEvent::ShortcutOverride, Qt::Key_B, Qt::ControlModifier);
    taken.ignore();
    left.ignore();
    QApplication::sendEvent(&canvas, &taken);
    QApplication::sendEvent(&canvas, &left);
    QVERIFY(taken.isAccepted() && !left.isAccepted());  // the window has commands with these keys
    window.view.set_filter({FilterKind::broken, -1});
    QTest::keyClick(&canvas, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(&canvas, Qt::Key_Right);
    QCOMPARE(locked(), 6);
}

void ImagesViewTest::sizes()
{
    Window window;
    sample::fill_images(window.run);
    QCOMPARE(window.canvas().side(), usual_side);
    const double before = window.canvas().rect_of(0).width();
    turn_wheel(window.port(), {50, 50}, 120);
    QVERIFY(window.canvas().rect_of(0).width() > before);
    QCOMPARE(window.view.actions().sides->checkedAction()->data().toInt(), window.canvas().side());
    QTest::keyClick(&window.canvas(), Qt::Key_Minus);
    QTest::keyClick(&window.canvas(), Qt::Key_Minus);
    QVERIFY(window.canvas().rect_of(0).width() < before);
    for (int turn = 0; turn < 20; ++turn)
        turn_wheel(window.port(), {50, 50}, 120);
    QCOMPARE(window.canvas().side(), image_sides.back());
}

void ImagesViewTest::follows_until_scrolled_up()
{
    const sample::ImageRunShape shape{.images = 2000, .batch = 500};
    Window window;
    sample::fill_images(window.run, shape, 1);
    window.view.follow_stream();
    QVERIFY(window.port().rect().contains(window.at(499)));
    window.run.append({sample::image_step(shape, 1)});
    QVERIFY(window.port().rect().contains(window.at(999)));
    QWheelEvent up(QPointF(50, 50), window.port().mapToGlobal(QPointF(50, 50)), {}, {0, 240}, Qt::NoButton,
                   Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&window.port(), &up);
    QVERIFY(!window.canvas().follows());
    QVERIFY(!window.view.actions().follow->isChecked());
    window.run.append({sample::image_step(shape, 2)});
    QVERIFY(!window.port().rect().contains(window.at(1499)));
}

/// As fast with 100,000 as with 100, whatever the machine: the smallest size, all cells painted.
void ImagesViewTest::ten_thousand_stay_smooth()
{
    Window window;
    window.canvas().set_side(image_sides.front());
    const auto fastest = [&](std::int64_t images) {
        sample::fill_images(window.run, {.images = images, .batch = 500, .shifts = {{"fog", 5}}});
        qint64 best = std::numeric_limits<qint64>::max();
        for (int turn = 0; turn < 5; ++turn) {
            QElapsedTimer clock;
            clock.start();
            (void)window.port().grab();
            best = std::min(best, clock.nsecsElapsed());
        }
        return best;
    };
    const qint64 few = fastest(500), many = fastest(100'000);
    QVERIFY2(many < 3 * few, qPrintable(QStringLiteral("%1 µs, %2 µs").arg(few / 1000).arg(many / 1000)));
}

void ImagesViewTest::the_strip_tells_both_arms()
{
    Window window;
    sample::fill_images(window.run);
    const int folded = window.detail.height();
    QCOMPARE(window.detail.item(), -1);
    window.selection.lock({2, 25});
    QCOMPARE(window.detail.item(), 25);
    QTRY_VERIFY(window.detail.height() > folded);
    const ArmFacts frozen = window.detail.facts(Arm::frozen), adapted = window.detail.facts(Arm::adapted);
    QCOMPARE(frozen.top.size(), 3U);
    QCOMPARE(frozen.top[0].text, QStringLiteral("bag"));
    QVERIFY(!frozen.top[0].is_true);
    QCOMPARE(adapted.top[0].text, QStringLiteral("shirt"));
    QVERIFY(adapted.top[0].is_true);
    window.pictures.add({{{5, PictureKey::clean}, plain(Qt::blue)}, {{5, 1}, plain(Qt::green)}});
    const QImage image = window.detail.grab().toImage();
    QCOMPARE(image.pixelColor(30, 30), QColor(Qt::blue));
    int green = 0;
    for (int x = 0; x < image.width(); ++x)
        green += image.pixelColor(x, 30) == QColor(Qt::green);
    QVERIFY(green > 40);
    window.run.set_shown_steps(1);  // it was not seen yet
    QCOMPARE(window.detail.item(), -1);
    window.selection.free();
    QTRY_COMPARE(window.detail.height(), folded);
}

void ImagesViewTest::a_problem_is_a_sentence()
{
    Window window;
    sample::fill_images(window.run);
    window.pictures.set_problem(QStringLiteral("The pictures can't be shown: the file is gone."));
    bool is_told = false;
    for (const QLabel* label : window.view.findChildren<QLabel*>())
        is_told |= label->isVisible() && label->text() == window.pictures.problem();
    QVERIFY(is_told);
    QTest::mouseClick(&window.port(), Qt::LeftButton, {}, window.at(4));  // the rest works
    QCOMPARE(window.selection.locked().item, 4);
}

void ImagesViewTest::choices_come_back()
{
    Window window, other;
    sample::fill_images(window.run);
    sample::fill_images(other.run);
    window.view.set_filter({FilterKind::broken, -1});
    window.canvas().set_side(84);
    window.view.follow_stream();
    other.view.restore(window.view.save());
    QVERIFY(other.canvas().items().filter() == ImageFilter(FilterKind::broken, -1));
    QCOMPARE(other.canvas().side(), 84);
    QVERIFY(other.canvas().follows());
    other.view.restore(QStringLiteral("nonsense 7 x"));
    QCOMPARE(other.canvas().side(), 84);
    other.view.restore({});
}

void ImagesViewTest::copies_and_tables()
{
    Window window;
    sample::fill_images(window.run);
    QVERIFY(!window.view.actions().copy->isEnabled());
    window.selection.lock({0, 5});
    window.pictures.add({{{5, 0}, plain(Qt::red)}});
    window.view.actions().copy->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Image 5, bag, fog:5, batch 0. Mended")));
    QCOMPARE(QApplication::clipboard()->image().pixelColor(0, 0), QColor(Qt::red));
    const ViewTable table = window.view.table();
    QCOMPARE(table.rows.size(), 40U);
    QCOMPARE(table.rows[25],
             (std::vector<QString>{"25", "2", "5", "shirt", "clean", "bag", "shirt", "mended", "0.9000", "0.3000"}));
    for (const auto& row : table.rows)
        QCOMPARE(static_cast<qsizetype>(row.size()), table.header.size());
    window.view.set_filter({FilterKind::mended, -1});
    QCOMPARE(window.view.table().rows.size(), 10U);
}

/// All of the set, clean; there is nothing to tell of them.
void ImagesViewTest::images_that_are_not_run_yet()
{
    Window window;
    RunHeader header;
    header.kind = images_kind;
    header.item_count = header.step_items = 500;
    header.step_count = 1;
    ImageSetRecord set = sample::image_set({.images = 500});
    set.shifts.clear();
    window.run.start(header, set);
    std::vector<PictureKey> wanted;
    connect(&window.pictures, &PictureModel::wanted, this, [&](const auto& keys) { wanted = keys; });
    (void)window.port().grab();
    QVERIFY(!wanted.empty() && wanted.front() == PictureKey(0, PictureKey::clean));
    QVERIFY(window.view.note().endsWith(QStringLiteral(" of 500")));
    QVERIFY(window.view.legend().words().isEmpty());
    window.canvas().setFocus();
    QTest::keyClick(&window.canvas(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(window.detail.item(), 499);
    QCOMPARE(window.canvas().accessibleDescription(), QStringLiteral("Image 499 of 500, not run yet."));
    QVERIFY(window.view.table().rows.empty());
    test::photograph(window, "images-not-run");
}

void ImagesViewTest::pictures()
{
    Window window;
    sample::fill_images(window.run, {.images = 300, .batch = 50});
    window.selection.lock({0, 22});
    test::photograph(window, "images");
    window.view.set_filter({FilterKind::of_class, 2});
    window.selection.free();
    test::photograph(window, "images-of-a-class");
}

TTT_TEST(ImagesViewTest)
#include "tst_images_view.moc"

// The view "Classes": shares of what the nets name, as cells of a map that shares the selection of the run.
#include "../pointer_and_camera.h"
#include "sample_images.h"
#include "tests/support/test_main.h"
#include "views/drift/drift_map.h"
#include "views/images/classes_view.h"
#include "views/selection.h"

#include <QAction>
#include <QApplication>
#include <QTest>

using namespace ttt;

namespace {

struct Window {
    Window() : view(run, selection)
    {
        view.resize(460, 230);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    double share(std::int32_t label, std::size_t step) const
    {
        return view.shares().run().metric(class_share, label)[step];
    }

    RunModel run;
    Selection selection;
    ClassesView view;
};

}  // namespace

class ClassesViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void shares_are_counted();
    void grows_with_a_live_run();
    void a_new_class_is_a_new_row();
    void the_playhead_and_the_selection_are_the_run_s();
    void another_kind_of_run_has_none();
    void choices_and_tables();
    void pictures();
};

void ClassesViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void ClassesViewTest::shares_are_counted()
{
    Window window;
    sample::fill_images(window.run);
    for (std::size_t step = 0; step < 4; ++step)
        for (std::int32_t label = 0; label < 3; ++label) {
            int count = 0;
            for (std::int64_t item = 0; item < 10; ++item)
                count += sample::said_of(Arm::adapted, static_cast<std::int64_t>(step) * 10 + item) == label;
            QCOMPARE(window.share(label, step), 10.0 * count);
        }
    window.view.title_actions()[2]->trigger();
    QCOMPARE(window.share(0, 0), 40.0);  // 0, 3, 6, 9
    QCOMPARE(window.view.note(), QStringLiteral("What the labels say"));
}

void ClassesViewTest::grows_with_a_live_run()
{
    Window window;
    sample::fill_images(window.run, {}, 1);
    QCOMPARE(window.view.shares().run().step_count(), 1);
    window.run.append({sample::image_step({}, 1), sample::image_step({}, 2)});
    QCOMPARE(window.view.shares().run().step_count(), 3);
    window.run.end({.state = RunState::cancelled, .message = {}});
    QVERIFY(window.view.shares().run().ended_early());
}

void ClassesViewTest::a_new_class_is_a_new_row()
{
    const sample::ImageRunShape shape{.names = false};
    Window window;
    window.run.start(sample::image_header(shape), sample::image_set(shape));
    window.run.append({sample::image_step(shape, 0)});
    QCOMPARE(window.view.shares().run().layers_of(class_share).size(), 3U);
    StepRecord step = sample::image_step(shape, 1);
    for (ItemColumn& column : step.columns)
        if (column.column == Column::top_ids_adapted)
            column.values[0] = 6;
    window.run.append({step});
    QCOMPARE(window.view.shares().run().layers_of(class_share).size(), 7U);
    QCOMPARE(window.share(6, 0), 0.0);
    QCOMPARE(window.share(6, 1), 10.0);
}

void ClassesViewTest::the_playhead_and_the_selection_are_the_run_s()
{
    Window window;
    sample::fill_images(window.run);
    DriftMap& map = window.view.map();
    (void)map.grab();
    const auto at = [&](double step, int row) {
        return QPoint(static_cast<int>(map.axis().to_px(step + 0.5)),
                      static_cast<int>(map.layout().row(row).center().y()));
    };
    test::move_to(map, at(2, 1));
    QTest::mouseClick(&map, Qt::LeftButton, {}, at(2, 1));
    QCOMPARE(window.selection.locked().step, 2);
    QVERIFY2(map.value_text().startsWith(QStringLiteral("batch 2 · shirt ")), qPrintable(map.value_text()));
    window.selection.free();
    test::move_to(map, QPoint(1, 1));
    const QImage full = map.grab().toImage();
    QVERIFY(full.pixelColor(at(3, 0)) != theme(false).panel);
    window.run.set_shown_steps(3);
    QCOMPARE(map.grab().toImage().pixelColor(at(3, 0)), theme(false).panel);
    QVERIFY(map.grab().toImage().pixelColor(at(2, 0)) != theme(false).panel);
}

void ClassesViewTest::another_kind_of_run_has_none()
{
    Window window;
    sample::fill_images(window.run);
    window.run.clear();
    QVERIFY(window.view.shares().run().empty());
    QVERIFY(test::is_drawn(window.view.grab().toImage(), false));  // a sentence
}

void ClassesViewTest::choices_and_tables()
{
    Window window;
    sample::fill_images(window.run);
    window.view.restore(QStringLiteral("frozen"));
    QCOMPARE(window.view.shares().source(), ClassSource::frozen);
    QCOMPARE(window.view.save(), QStringLiteral("frozen"));
    window.view.restore(QStringLiteral("nonsense"));
    QCOMPARE(window.view.save(), QStringLiteral("frozen"));
    const ViewTable table = window.view.table();
    QCOMPARE(table.header, (QStringList{"batch", "shoe", "shirt", "bag"}));
    QCOMPARE(table.rows.size(), 4U);
    double sum = 0;
    for (std::size_t cell = 1; cell < 4; ++cell)
        sum += table.rows[0][cell].toDouble();
    QCOMPARE(sum, 100.0);
}

void ClassesViewTest::pictures()
{
    Window window;
    sample::fill_images(window.run, {.images = 200, .batch = 10});
    window.selection.lock({12, 125});
    test::photograph(window.view, "classes");
}

TTT_TEST(ClassesViewTest)
#include "tst_classes_view.moc"

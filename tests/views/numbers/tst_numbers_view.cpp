// The view "Numbers": every metric of whole steps in one chart, of documents and of images; a collapse in a sentence.
#include "../images/sample_images.h"
#include "../pointer_and_camera.h"
#include "../sample_stream.h"
#include "tests/support/test_main.h"
#include "views/numbers/numbers_view.h"
#include "views/plot/minmax_pyramid.h"
#include "views/plot/plot.h"
#include "views/selection.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QLabel>
#include <QTest>

#include <set>

using namespace ttt;

namespace {

struct Window {
    Window() : view(run, selection)
    {
        view.resize(460, 260);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    void choose(const char* key)
    {
        for (QAction* action : view.actions().charts->actions())
            if (action->objectName() == QLatin1String(key))
                action->trigger();
    }
    QStringList names() const
    {
        QStringList names;
        for (const PlotLine& line : const_cast<NumbersView&>(view).plot().data().lines)
            names += line.name;
        return names;
    }

    RunModel run;
    Selection selection;
    NumbersView view;
};

}  // namespace

class NumbersViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void every_metric_has_its_chart();
    void entropies_of_images();
    void documents_have_theirs();
    void metrics_of_the_run_s_own_are_offered();
    void what_few_steps_have_is_dots();
    void a_collapse_is_told_when_it_was_seen();
    void the_playhead_cuts();
    void points_lock_their_image();
    void choices_come_back_when_the_run_has_them();
    void tables_hold_every_step();
    void pictures();

private:
    static StepRecord collapsing(std::int64_t index);
};

void NumbersViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void NumbersViewTest::every_metric_has_its_chart()
{
    std::multiset<Metric> drawn;
    for (const NumberChart& chart : number_charts())
        drawn.insert(chart.metrics.begin(), chart.metrics.end());
    for (const MetricInfo& info : metric_table)
        QCOMPARE(drawn.count(info.id), info.per_layer ? 0U : 1U);
    for (const NumberChart& chart : number_charts())  // one y axis
        for (const Metric metric : chart.metrics)
            QCOMPARE(find_metric(static_cast<std::int32_t>(metric))->unit,
                     find_metric(static_cast<std::int32_t>(chart.metrics.front()))->unit);
}

void NumbersViewTest::entropies_of_images()
{
    Window window;
    sample::fill_images(window.run);
    QCOMPARE(window.names(), (QStringList{"adapted", "frozen", "adapted, mean prediction", "frozen, mean prediction"}));
    const PlotData& data = window.view.plot().data();
    QCOMPARE(data.lines[0].points->x(1), 14.5);  // the middle of images 10 to 19
    QCOMPARE(data.lines[0].points->y(1), 0.3F);
    QCOMPARE(data.lines[0].style, Qt::SolidLine);
    QCOMPARE(data.lines[2].style, Qt::DashLine);
    QCOMPARE(data.marks.size(), 2U);
    QCOMPARE(data.marks[1].at, 20.0);
    QCOMPARE(window.view.plot().axes().x_name, QStringLiteral("image"));
    QCOMPARE(window.view.note(), QStringLiteral("Entropy"));
}

void NumbersViewTest::documents_have_theirs()
{
    Window window;
    sample::fill(window.run);
    QVERIFY(!window.names().isEmpty());
    QCOMPARE(window.view.plot().axes().x_name, QStringLiteral("token"));
    window.choose("perplexity");
    QVERIFY(window.names().contains(QStringLiteral("twin")));
    sample::fill_images(window.run);
    QCOMPARE(window.view.note(), QStringLiteral("Entropy"));  // which it has; the choice waits
    sample::fill(window.run);
    QCOMPARE(window.view.note(), QStringLiteral("Perplexity so far"));
}

void NumbersViewTest::metrics_of_the_run_s_own_are_offered()
{
    const sample::StreamShape shape;
    Window window;
    RunHeader header = sample::stream_header(shape);
    sample::name_own(header);
    window.run.start(header, sample::stream_document(shape));
    StepRecord step = sample::stream_step(shape, 0);
    sample::add_own(step);
    window.run.append({step});
    const std::vector<NumberChart> charts = charts_of(window.run);
    QVERIFY(std::ranges::any_of(
        charts, [](const NumberChart& chart) { return chart.metrics == std::vector{sample::own_loss}; }));
    window.choose(charts.back().key.c_str());
    QCOMPARE(window.names().size(), 1);
}

void NumbersViewTest::what_few_steps_have_is_dots()
{
    Window window;
    const sample::ImageRunShape shape;
    window.run.start(sample::image_header(shape), sample::image_set(shape));
    for (std::int64_t index = 0; index < 4; ++index) {
        StepRecord step = sample::image_step(shape, index);
        step.metrics.push_back({Metric::error_adapted, -1, 30.0});
        if (index == 3)
            step.metrics.push_back({Metric::clean_error, -1, 7.5});
        window.run.append({step});
    }
    window.choose("errors");
    const PlotData& data = window.view.plot().data();
    QCOMPARE(data.lines.size(), 1U);
    QCOMPARE(data.dots.size(), 1U);
    QCOMPARE(data.dots[0].points->front(), QPointF(34.5, 7.5));
    QCOMPARE(data.dots[0].count, 1);
    window.run.set_shown_steps(3);
    QCOMPARE(window.view.plot().data().dots[0].count, 0);
}

StepRecord NumbersViewTest::collapsing(std::int64_t index)
{
    StepRecord step = sample::image_step({}, index);
    EventRows& rows = rows_of(step, EventKind::collapse);
    rows.items = {step.end - 1, step.begin - 5};
    rows.values = {0.31, 2.1};
    return step;
}

void NumbersViewTest::a_collapse_is_told_when_it_was_seen()
{
    Window window;
    sample::fill_images(window.run, {}, 2);
    QCOMPARE(window.view.collapse_text(), QString());
    window.run.append({collapsing(2)});
    const QString sentence = QStringLiteral("From image 15 on the predictions collapse: the mean prediction has an "
                                            "entropy of 0.31 nats, that of the frozen net 2.10.");
    QCOMPARE(window.view.collapse_text(), sentence);
    const auto is_told = [&] {
        const auto labels = window.view.findChildren<QLabel*>();
        return std::ranges::any_of(
            labels, [&](const QLabel* label) { return label->isVisible() && label->text() == sentence; });
    };
    QVERIFY(is_told());
    QCOMPARE(window.view.plot().data().marks.back().at, 15.0);
    window.run.set_shown_steps(2);
    QVERIFY(!is_told());
}

void NumbersViewTest::the_playhead_cuts()
{
    Window window;
    sample::fill_images(window.run);
    window.run.set_shown_steps(2);
    QCOMPARE(window.view.plot().data().lines[0].count, 2);
    QCOMPARE(window.view.plot().data().marks.size(), 1U);
    QCOMPARE(window.view.table().rows.size(), 2U);
    window.run.set_shown_steps(0);
    QCOMPARE(window.view.plot().data().lines[0].count, 0);
}

void NumbersViewTest::points_lock_their_image()
{
    Window window;
    sample::fill_images(window.run);
    const PlotScale scale = window.view.plot().scale();
    QTest::mouseClick(&window.view.plot(), Qt::LeftButton, {},
                      QPoint(static_cast<int>(scale.x_pixel(25)), static_cast<int>(scale.area.center().y())));
    QCOMPARE(window.selection.locked().step, 2);
    QVERIFY(std::abs(window.selection.locked().item - 25) <= 1);
    window.selection.hover({3, 35});
    QCOMPARE(window.view.plot().crosshair(), std::optional(35.0));
}

void NumbersViewTest::choices_come_back_when_the_run_has_them()
{
    Window window, other;
    sample::fill(window.run);
    window.choose("time");
    window.view.actions().logarithmic->trigger();
    other.view.restore(window.view.save());
    QCOMPARE(other.view.note(), QString());  // no run yet
    sample::fill(other.run);
    QCOMPARE(other.view.note(), QStringLiteral("Time"));
    QVERIFY(other.view.plot().axes().log_y);
    other.view.restore(QStringLiteral("nonsense"));
    QCOMPARE(other.view.note(), QStringLiteral("Time"));
}

void NumbersViewTest::tables_hold_every_step()
{
    Window window;
    sample::fill_images(window.run);
    const ViewTable table = window.view.table();
    QCOMPARE(table.rows.size(), 4U);
    QCOMPARE(table.header.size(), 6);
    QCOMPARE(table.rows[1][1], QStringLiteral("10"));
    QCOMPARE(table.rows[1][2], QStringLiteral("0.3"));
}

void NumbersViewTest::pictures()
{
    Window window;
    sample::fill_images(window.run, {.images = 200, .batch = 10}, 2);
    window.run.append({[] {
        StepRecord step = sample::image_step({.images = 200, .batch = 10}, 2);
        EventRows& rows = rows_of(step, EventKind::collapse);
        rows.items = {29, 5};
        rows.values = {0.31, 2.1};
        return step;
    }()});
    test::photograph(window.view, "numbers");
}

TTT_TEST(NumbersViewTest)
#include "tst_numbers_view.moc"

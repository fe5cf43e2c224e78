// The chart: geometry at known values, pointer and keys through real events, safety with bad values, both palettes.
#include "plot_shot.h"
#include "tests/support/test_main.h"
#include "views/number_text.h"
#include "views/plot/plot.h"
#include "views/plot/plot_clip.h"
#include "views/plot/plot_dash.h"
#include "views/plot/plot_paint.h"

#include <QBuffer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QWheelEvent>
#include <QXmlStreamReader>

#include <cmath>

using namespace ttt;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class Function>
std::shared_ptr<const MinMaxPyramid> curve(std::int64_t size, Function y)
{
    auto points = std::make_shared<MinMaxPyramid>();
    for (std::int64_t at = 0; at < size; ++at)
        points->append(y(static_cast<double>(at)));
    return points;
}

PlotData one_line(std::int64_t size = 1001)
{
    PlotData data;
    data.lines.push_back({.name = QStringLiteral("line"), .points = curve(size, [](double x) { return x / 10; })});
    return data;
}

std::shared_ptr<const std::vector<QPointF>> three_dots()
{
    return std::make_shared<std::vector<QPointF>>(std::vector<QPointF>{{10, 1}, {50, 2}, {90, 3}});
}

QStringList labels(const std::vector<Tick>& ticks)
{
    QStringList list;
    for (const Tick& tick : ticks)
        list += tick.label;
    return list;
}

bool close_to(const QColor& pixel, const QColor& expected)
{
    return std::abs(pixel.red() - expected.red()) < 4 && std::abs(pixel.blue() - expected.blue()) < 4;
}

int count_of(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == colour ? 1 : 0;
    return count;
}

}  // namespace

class PlotTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void scale_maps_both_ways();
    void clamps_to_limits();
    void ticks();
    void numbers_beyond_sense();
    void outliers_do_not_scale_the_axis();
    void logarithmic_y();
    void axes_have_titles();
    void legend_by_mouse();
    void legend_by_keys();
    void vectors_on_paper();
    void clips_at_the_edges();
    void legend_wraps();
    void box_stays_inside();
    void layout_of_ranges();
    void finds_dots();
    void wheel_zooms_around_the_pointer();
    void drag_pans_and_double_click_resets();
    void linked_range_emits_nothing();
    void hover_click_and_leave();
    void keys_move_the_caret();
    void dots_by_pointer_and_keys();
    void growing_data_is_seen();
    void dashes_run_along_x();
    void bad_values_are_safe_data();
    void bad_values_are_safe();
    void deep_zoom_is_safe();
    void line_is_where_the_scale_says();
    void palettes_and_empty();
    void sharp_on_a_fine_screen();
    void patterns_screenshot();

private:
    QPoint at(double x, double y) const
    {
        return QPointF(plot_->scale().x_pixel(x), plot_->scale().y_pixel(y)).toPoint();
    }
    void wheel(QPoint at, int delta, Qt::KeyboardModifiers keys = {})
    {
        QWheelEvent event(at, plot_->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
        QApplication::sendEvent(plot_.get(), &event);
    }

    std::unique_ptr<test::WarningGuard> guard_;  // of one test: QTest has its own handler outside
    std::unique_ptr<Plot> plot_;
};

void PlotTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void PlotTest::init()
{
    guard_ = std::make_unique<test::WarningGuard>();
    plot_ = std::make_unique<Plot>();
    plot_->resize(460, 260);
    plot_->show();
    QVERIFY(QTest::qWaitForWindowExposed(plot_.get()));
}

void PlotTest::cleanup()
{
    plot_->grab();
    plot_.reset();
    const QStringList warnings = guard_->take();
    guard_.reset();
    QVERIFY2(warnings.isEmpty(), qPrintable(warnings.join(u'\n')));
}

void PlotTest::scale_maps_both_ways()
{
    const PlotScale linear{.area = {40, 10, 400, 200}, .x_min = 0, .x_max = 100, .y_min = 20, .y_max = 60};
    QCOMPARE(linear.x_pixel(25), 140.0);
    QCOMPARE(linear.x_at(140), 25.0);
    QCOMPARE(linear.y_pixel(20), 210.0);
    QCOMPARE(linear.y_pixel(50), 60.0);
    QCOMPARE(linear.y_at(60), 50.0);
    QCOMPARE(linear.x_zoomed(0.5, 140), Span(12.5, 62.5));
    QCOMPARE(linear.x_panned(40), Span(-10, 90));
    QCOMPARE(linear.y_panned(20), Span(24, 64));
    const PlotScale log{.area = {0, 0, 400, 100}, .x_min = 256, .x_max = 4096, .log_x = true};
    QCOMPARE(log.x_pixel(1024), 200.0);
    QCOMPARE(log.x_at(100), 512.0);
    QCOMPARE(log.x_zoomed(0.5, 200), Span(512, 2048));
    QCOMPARE(log.x_panned(-100), Span(512, 8192));
}

void PlotTest::clamps_to_limits()
{
    QCOMPARE(clamped({-5, 10}, {0, 100}, false), Span(0, 15));
    QCOMPARE(clamped({95, 105}, {0, 100}, false), Span(90, 100));
    QCOMPARE(clamped({-50, 150}, {0, 100}, false), Span(0, 100));
    QCOMPARE(clamped({64, 256}, {128, 4096}, true), Span(128, 512));
    const Span deep = clamped({50, 50}, {0, 100}, false);
    QVERIFY(deep.second > deep.first && deep.second - deep.first < 1e-4);
}

void PlotTest::ticks()
{
    QCOMPARE(labels(linear_ticks(0, 256, 6)), (QStringList{"0", "50", "100", "150", "200", "250"}));
    QCOMPARE(labels(linear_ticks(-2.4, 6, 5)), (QStringList{QStringLiteral("−2"), "0", "2", "4", "6"}));
    QCOMPARE(labels(linear_ticks(0, 0.45, 4)), (QStringList{"0.0", "0.2", "0.4"}));
    QCOMPARE(labels(linear_ticks(0, 32'768, 4)), (QStringList{"0", "10,000", "20,000", "30,000"}));
    QCOMPARE(labels(linear_ticks(0, 400'000, 4)), (QStringList{"0", "100k", "200k", "300k", "400k"}));
    QCOMPARE(labels(linear_ticks(0, 1'048'576, 4)), (QStringList{"0.0", "0.5M", "1.0M"}));
    QCOMPARE(labels(log_ticks(256, 32'768, 5)), (QStringList{"256", "1k", "4k", "16k"}));
    QCOMPARE(labels(log_ticks(256, 16'384, 9)), (QStringList{"256", "512", "1k", "2k", "4k", "8k", "16k"}));
    QCOMPARE(labels(log_ticks(1000, 1500, 5)), (QStringList{"1,000", "1,100", "1,200", "1,300", "1,400", "1,500"}));
    QVERIFY(linear_ticks(1e300, 1.0000000001e300, 5).size() < 20);
    QCOMPARE(labels(linear_ticks(0, 3e51, 4)), (QStringList{"0", "1e51", "2e51", "3e51"}));
    QCOMPARE(labels(linear_ticks(0, 4e-6, 4)), (QStringList{"0", QStringLiteral("1e−6"), QStringLiteral("2e−6"),
                                                            QStringLiteral("3e−6"), QStringLiteral("4e−6")}));
    QCOMPARE(labels(decade_ticks(1, 100, 8)), (QStringList{"1", "2", "5", "10", "20", "50", "100"}));
    QCOMPARE(labels(decade_ticks(0.001, 1e6, 4)), (QStringList{"0.001", "1", "1,000", "1e6"}));
    QCOMPARE(labels(decade_ticks(20, 50, 4)), (QStringList{"20", "30", "40", "50"}));
}

void PlotTest::numbers_beyond_sense()
{
    QCOMPARE(fixed_text(1e51, 2), QStringLiteral("1e51"));
    QCOMPARE(fixed_text(-2.5e12, 0), QStringLiteral("−2.5e12"));
    QCOMPARE(fixed_text(-0.001, 2), QStringLiteral("0.00"));
    QCOMPARE(number_text(1e300), QStringLiteral("1e300"));
    // A run that diverged: the sane part is shown, the rest is told.
    PlotData data;
    data.lines.push_back({.points = curve(1000, [](double x) { return x < 980 ? 40 + std::sin(x) : 1e51; })});
    plot_->set_data(data);
    QVERIFY(plot_->scale().y_max < 100);
    QCOMPARE(plot_->layout_of_chart().unseen.above, 20);
    for (const bool log_y : {false, true}) {  // all of it
        data.lines[0].points = curve(1000, [](double x) { return x < 500 ? 40 : 1e51; });
        plot_->set_axes({.log_y = log_y});
        plot_->set_data(data);
        QVERIFY(plot_->scale().y_max > 1e38);
        QVERIFY(plot_->layout_of_chart().y_ticks.size() >= 2);
        for (const Tick& tick : plot_->layout_of_chart().y_ticks)
            QVERIFY2(tick.label.size() <= 8, qPrintable(tick.label));
    }
}

void PlotTest::outliers_do_not_scale_the_axis()
{
    PlotData data = one_line(0);
    data.lines[0].points = curve(400, [](double x) { return x < 3 ? 2000 - x : 40 + std::sin(x); });
    plot_->set_data(data);
    QVERIFY2(plot_->scale().y_max < 60, qPrintable(QString::number(plot_->scale().y_max)));
    QCOMPARE(plot_->layout_of_chart().unseen.above, 3);
    QCOMPARE(unseen_text(3, true, plot_->scale().y_max, {}),
             QStringLiteral("3 values above %1 not shown").arg(plot_->scale().y_max));
    QCOMPARE(unseen_text(1, false, -2.5, QStringLiteral(" %")), QStringLiteral("1 value below −2.5 % not shown"));
    QVERIFY(unseen_text(0, true, 1, {}).isEmpty());
    // A second series far away is no outlier, nor is a ramp, a step or a curve that falls fast.
    data.lines.push_back({.points = curve(400, [](double) { return 3000.0; })});
    plot_->set_data(data);
    QVERIFY(plot_->scale().y_max >= 3000);
    for (const auto& shape : std::vector<std::function<double(double)>>{
             [](double x) { return x; }, [](double x) { return x < 320 ? 0 : x - 320; },
             [](double x) { return 40 + 2000 / (1 + x / 40); }}) {
        data.lines = {{.points = curve(400, shape)}};
        plot_->set_data(data);
        const UnseenValues unseen = plot_->layout_of_chart().unseen;
        QCOMPARE(unseen.above + unseen.below, 0);
    }
    // Whoever zooms y sees what he asks for, and is told nothing.
    data.lines[0].points = curve(400, [](double x) { return x < 3 ? 2000 - x : 40 + std::sin(x); });
    plot_->set_data(data);
    const PlotScale home = plot_->scale();
    wheel(plot_->rect().center(), -480, Qt::ControlModifier);
    QVERIFY(plot_->scale().y_max > home.y_max);
    QCOMPARE(plot_->layout_of_chart().unseen.above, 0);
}

void PlotTest::logarithmic_y()
{
    const PlotScale scale{.area = {0, 0, 100, 100}, .y_min = 1, .y_max = 100, .log_y = true};
    QCOMPARE(scale.y_pixel(10), 50.0);
    QVERIFY(std::abs(scale.y_at(50) - 10) < 1e-9);
    QVERIFY(std::isnan(scale.y_pixel(0)));
    PlotData data;
    data.lines.push_back({.width = 3, .points = curve(101, [](double x) {
                                          return x < 50 ? 2.0 : x < 80 ? 200.0 : -1;
                                      })});
    data.dots.push_back({.points = three_dots()});
    plot_->set_axes({.log_y = true});
    plot_->set_data(data);
    QVERIFY(plot_->scale().log_y && plot_->scale().y_min > 0);
    QCOMPARE(plot_->scale().y_min, 1.0);
    QCOMPARE(plot_->scale().y_max, 200.0);
    const QImage image = plot_->grab().toImage();
    for (const double x : {20.0, 60.0})
        QVERIFY(close_to(image.pixelColor(at(x, x < 50 ? 2 : 200)), theme(plot_->palette()).adapted));
    for (int turn = 0; turn < 6; ++turn)
        wheel(plot_->rect().center(), turn < 3 ? 480 : -480, Qt::ControlModifier);
    QVERIFY(plot_->scale().y_min > 0 && plot_->scale().y_min < plot_->scale().y_max);
    plot_->grab();
}

void PlotTest::axes_have_titles()
{
    plot_->set_data(one_line());
    const QRectF without = plot_->scale().area;
    plot_->set_axes({.x_name = QStringLiteral("token"), .y_name = QStringLiteral("perplexity")});
    const QRectF with = plot_->scale().area;
    QVERIFY(with.left() > without.left() && with.bottom() < without.bottom());
    const QImage image = plot_->grab().toImage();
    const QPointF x_title = plot_->layout_of_chart().x_title, y_title = plot_->layout_of_chart().y_title;
    const auto has_ink = [&](const QRect& place) {
        int ink = 0;
        for (int y = place.top(); y <= place.bottom(); ++y)
            for (int x = place.left(); x <= place.right(); ++x)
                ink += image.pixelColor(x, y) != theme(plot_->palette()).panel ? 1 : 0;
        return ink > 20;
    };
    QVERIFY(has_ink(QRect(x_title.toPoint() - QPoint(15, 5), QSize(30, 10)) & plot_->rect()));
    QVERIFY(has_ink(QRect(y_title.toPoint() - QPoint(5, 25), QSize(10, 50)) & plot_->rect()));
}

void PlotTest::legend_by_mouse()
{
    PlotData data = one_line();
    data.lines.push_back(
        {.name = QStringLiteral("other"), .points = curve(1001, [](double x) { return 500 - x / 10; })});
    data.lines.push_back({.part_of = QStringLiteral("other"), .faint = true, .points = data.lines[1].points});
    data.bands.push_back(
        {.part_of = QStringLiteral("other"), .low = data.lines[1].points, .high = data.lines[1].points});
    plot_->set_data(data);
    QCOMPARE(plot_->scale().y_max, 500.0);
    QSignalSpy clicks(plot_.get(), &Plot::clicked);
    const auto entry = [this](std::size_t at) { return plot_->layout_of_chart().legend_places[at].center().toPoint(); };
    QTest::mouseClick(plot_.get(), Qt::LeftButton, {}, entry(1));
    QCOMPARE(plot_->hidden(), QSet<QString>{QStringLiteral("other")});
    QCOMPARE(plot_->scale().y_max, 100.0);  // without its band and its raw line, too
    QVERIFY(plot_->layout_of_chart().legend[1].hidden);
    QCOMPARE(clicks.size(), 0);
    plot_->set_data(data);  // what comes later stays hidden
    QCOMPARE(plot_->scale().y_max, 100.0);
    QTest::mouseClick(plot_.get(), Qt::LeftButton, {}, entry(1));
    QVERIFY(plot_->hidden().isEmpty());
    QTest::mouseDClick(plot_.get(), Qt::LeftButton, {}, entry(1));
    QCOMPARE(plot_->hidden(), QSet<QString>{QStringLiteral("line")});
    QTest::mouseDClick(plot_.get(), Qt::LeftButton, {}, entry(1));
    QVERIFY(plot_->hidden().isEmpty());
    for (const std::size_t at : {0U, 1U})
        QTest::mouseClick(plot_.get(), Qt::LeftButton, {}, entry(at));
    QCOMPARE(count_of(plot_->grab().toImage(), theme(plot_->palette()).adapted), 0);  // nothing, and its legend
    QCOMPARE(plot_->layout_of_chart().legend.size(), 2U);
}

void PlotTest::legend_by_keys()
{
    PlotData data = one_line();
    data.lines.push_back(
        {.name = QStringLiteral("other"), .points = curve(1001, [](double x) { return 500 - x / 10; })});
    plot_->set_data(data);
    plot_->setFocus();
    QTest::keyClick(plot_.get(), Qt::Key_H);
    QVERIFY(plot_->hidden().isEmpty());  // no series is chosen yet
    QTest::keyClick(plot_.get(), Qt::Key_Down);
    QCOMPARE(plot_->accessibleDescription(), QStringLiteral("Series line, shown: H hides it, O shows it only."));
    QTest::keyClick(plot_.get(), Qt::Key_Down);
    QTest::keyClick(plot_.get(), Qt::Key_H);
    QCOMPARE(plot_->hidden(), QSet<QString>{QStringLiteral("other")});
    QCOMPARE(plot_->accessibleDescription(), QStringLiteral("Series other, hidden: H shows it."));
    QTest::keyClick(plot_.get(), Qt::Key_O);
    QCOMPARE(plot_->hidden(), QSet<QString>{QStringLiteral("line")});
    QTest::keyClick(plot_.get(), Qt::Key_O);
    QVERIFY(plot_->hidden().isEmpty());
    QTest::keyClick(plot_.get(), Qt::Key_Right);  // the caret goes on
    QVERIFY(plot_->crosshair());
    QVERIFY(!plot_->accessibleDescription().startsWith(QStringLiteral("Series")));
}

/// An SVG of every kind of series holds lines and letters, no picture, and nothing outside of the chart's area.
void PlotTest::vectors_on_paper()
{
    PlotData data = one_line();
    data.lines.push_back({.name = QStringLiteral("dashed"),
                          .style = Qt::DashLine,
                          .points = curve(1001, [](double x) { return x < 3 ? 9e9 : 50 + 40 * std::sin(x / 9); })});
    data.bands.push_back(
        {.low = curve(1001, [](double) { return 20.0; }), .high = curve(1001, [](double) { return 9e9; })});
    data.dots.push_back({.name = QStringLiteral("dots"), .points = three_dots()});
    data.bars.push_back({.bars = std::make_shared<std::vector<PlotBar>>(std::vector<PlotBar>{{20, 1, 9}, {30, 2, 5}})});
    plot_->set_axes(
        {.y_min = 0, .y_max = 100, .x_name = QStringLiteral("token"), .y_name = QStringLiteral("perplexity")});
    plot_->set_data(data);
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(plot_->size());
    svg.setViewBox(plot_->rect());
    plot_->render(&svg);
    QMap<QString, int> elements;
    QString words;
    QXmlStreamReader reader(buffer.data());
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement)
            ++elements[reader.name().toString()];
        else if (reader.isCharacters())
            words += reader.text();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QCOMPARE(elements.value(QStringLiteral("image")), 0);
    int curves = 0;
    for (const char* shape : {"path", "circle", "ellipse"})
        curves += elements.value(QLatin1String(shape));
    QVERIFY2(curves >= 6, qPrintable(QString::number(curves)));  // two lines, three dots, the sign of a dot
    QVERIFY(elements.value(QStringLiteral("text")) > 10);
    QVERIFY(elements.value(QStringLiteral("polyline")) < 60);  // a curve is one path, not a thousand pieces
    for (const char* word : {"perplexity", "token", "dashed"})
        QVERIFY2(words.contains(QString::fromUtf8(word)), word);
    static const QRegularExpression far(QStringLiteral("[ ,-][0-9]{5,}"));
    QVERIFY(!QString::fromUtf8(buffer.data()).contains(far));
}

void PlotTest::clips_at_the_edges()
{
    const ClipBand band{0, 10};
    using Line = QList<QPointF>;
    using Lines = std::vector<Line>;
    QCOMPARE(clipped_line({{0, 5}, {1, 6}, {2, 7}}, band), (Lines{{{0, 5}, {1, 6}, {2, 7}}}));
    QCOMPARE(clipped_line({{0, 5}, {1, 15}, {2, 5}}, band), (Lines{{{0, 5}, {0.5, 10}}, {{1.5, 10}, {2, 5}}}));
    QCOMPARE(clipped_line({{0, -10}, {1, 20}}, band), (Lines{{{1.0 / 3, 0}, {2.0 / 3, 10}}}));
    QCOMPARE(clipped_line({{0, 20}, {1, 30}}, band), Lines{});
    QCOMPARE(clipped_line({{0, 5}, {1, not_a_number}, {2, 5}, {3, 6}}, band), (Lines{{{0, 5}}, {{2, 5}, {3, 6}}}));
    QCOMPARE(clipped_line({}, band), Lines{});
    const Line cut = clipped_polygon({{0, -5}, {10, -5}, {10, 15}, {0, 15}}, band);
    QCOMPARE(QPolygonF(cut).boundingRect(), QRectF(0, 0, 10, 10));
    QVERIFY(clipped_polygon({{0, 20}, {1, 30}, {2, 20}}, band).empty());
}

void PlotTest::legend_wraps()
{
    const auto places = legend_places({100, 100, 100, 500}, 320, 20, 10);
    QCOMPARE(places[1], QRectF(110, 0, 100, 20));
    QCOMPARE(places[2], QRectF(220, 0, 100, 20));
    QCOMPARE(places[3], QRectF(0, 20, 320, 20));
    PlotData data = one_line();
    data.dots.push_back({.name = QStringLiteral("dots")});
    data.lines.push_back({.name = QStringLiteral("line")});
    data.lines.push_back({});
    const auto entries = legend_entries(data);
    QCOMPARE(entries.size(), 2U);
    QVERIFY(entries[0].sign == LegendSign::dot && entries[1].name == QStringLiteral("line"));
}

void PlotTest::box_stays_inside()
{
    const QRectF area(40, 20, 400, 200);
    QCOMPARE(value_box_place({100, 50}, 100, area).left(), 107.0);
    QCOMPARE(value_box_place({100, 50}, 400, area).right(), 393.0);
    QVERIFY(area.contains(value_box_place({380, 50}, 240, area)));
}

void PlotTest::layout_of_ranges()
{
    plot_->set_data(one_line());
    QCOMPARE(plot_->x_range(), (Span{0, 1000}));
    QCOMPARE(plot_->scale().y_min, 0.0);
    QCOMPARE(plot_->scale().y_max, 100.0);
    QCOMPARE(plot_->stored_points(), 1001);
    QVERIFY(plot_->drawn_points() > 300 && plot_->drawn_points() < 1001);
    plot_->set_axes({.log_x = true});
    QCOMPARE(plot_->x_range(), (Span{1, 1000}));
    plot_->set_axes({.x_min = -10, .x_max = 2000, .y_min = -3, .y_max = 120});
    QCOMPARE(plot_->x_range(), (Span{-10, 2000}));
    QCOMPARE(plot_->scale().y_min, -3.0);
    QCOMPARE(plot_->scale().y_max, 120.0);
    plot_->set_axes({.log_x = true, .x_min = 0});
    QCOMPARE(plot_->x_range(), (Span{1, 1000}));
}

void PlotTest::finds_dots()
{
    std::vector<PlotDots> all(2);
    all[0].points = three_dots();
    all[1].points = std::make_shared<std::vector<QPointF>>(std::vector<QPointF>{{50, 3}, {60, not_a_number}});
    const PlotScale scale{.area = {0, 0, 100, 100}, .x_min = 0, .x_max = 100, .y_min = 0, .y_max = 4};
    QVERIFY(nearest_dot(all, scale, {51, 49}, 6) == (DotPlace{0, 1}));
    QVERIFY(nearest_dot(all, scale, {51, 26}, 6) == (DotPlace{1, 0}));
    QVERIFY(!nearest_dot(all, scale, {30, 50}, 6) && !nearest_dot(all, scale, {60, 50}, 6));
    all[0].count = 1;
    QVERIFY(nearest_dot(all, scale, {51, 49}, 6) == DotPlace{});
    all[0].count = -1;
    std::vector<DotPlace> walk;
    for (DotPlace dot = next_dot(all, {}, 0, true); dot; dot = next_dot(all, dot, 0, true))
        walk.push_back(dot);
    QVERIFY(walk == (std::vector<DotPlace>{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}}));
    QVERIFY(next_dot(all, {0, 2}, 0, false) == (DotPlace{1, 1}));
    QVERIFY(next_dot(all, {}, 50, true) == (DotPlace{0, 1}));
    QVERIFY(next_dot(all, {}, 50, false) == (DotPlace{1, 0}));
    QVERIFY(!next_dot(all, {0, 0}, 0, false));
}

void PlotTest::wheel_zooms_around_the_pointer()
{
    plot_->set_data(one_line());
    QSignalSpy ranges(plot_.get(), &Plot::x_range_changed);
    const QPoint pointer = at(250, 50);
    const double before = plot_->scale().x_at(pointer.x());
    wheel(pointer, 480);
    QVERIFY(std::abs(plot_->scale().x_at(pointer.x()) - before) < 1e-6);
    QVERIFY(std::abs(plot_->x_range().second - plot_->x_range().first - 500) < 1e-6);
    QCOMPARE(ranges.size(), 1);
    QCOMPARE(ranges[0][0].toDouble(), plot_->x_range().first);
    const PlotScale scale = plot_->scale();
    wheel(pointer, 480, Qt::ControlModifier);
    QCOMPARE(plot_->x_range().first, scale.x_min);
    QVERIFY(std::abs((plot_->scale().y_max - plot_->scale().y_min) / (scale.y_max - scale.y_min) - 0.5) < 1e-9);
    QVERIFY(plot_->is_zoomed());
    for (int turn = 0; turn < 40; ++turn)
        wheel(pointer, -480);
    QCOMPARE(plot_->x_range(), (Span{0, 1000}));
}

void PlotTest::drag_pans_and_double_click_resets()
{
    plot_->set_data(one_line());
    wheel(at(500, 50), 960);
    const Span before = plot_->x_range();
    QSignalSpy clicks(plot_.get(), &Plot::clicked), ranges(plot_.get(), &Plot::x_range_changed);
    const QPoint from = plot_->scale().area.center().toPoint(), to = from - QPoint(100, 0);
    QTest::mousePress(plot_.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(plot_.get(), to);
    QTest::mouseRelease(plot_.get(), Qt::LeftButton, {}, to);
    const double by = 100 / plot_->scale().area.width() * (before.second - before.first);
    QVERIFY(std::abs(plot_->x_range().first - before.first - by) < 1e-6);
    QVERIFY(std::abs(plot_->x_range().second - before.second - by) < 1e-6);
    QCOMPARE(clicks.size(), 0);
    QCOMPARE(ranges.size(), 1);
    QTest::mouseDClick(plot_.get(), Qt::LeftButton, {}, from);
    QTest::mouseRelease(plot_.get(), Qt::LeftButton, {}, from);
    QCOMPARE(plot_->x_range(), (Span{0, 1000}));
    QVERIFY(!plot_->is_zoomed());
    QCOMPARE(ranges.size(), 2);
}

void PlotTest::linked_range_emits_nothing()
{
    plot_->set_data(one_line());
    QSignalSpy ranges(plot_.get(), &Plot::x_range_changed);
    plot_->set_x_range(100, 200);
    QCOMPARE(plot_->x_range(), (Span{100, 200}));
    plot_->set_x_range(200, 100);
    plot_->set_x_range(0, not_a_number);
    QCOMPARE(plot_->x_range(), (Span{100, 200}));
    plot_->set_x_range(0, 1000);
    QVERIFY(!plot_->is_zoomed());
    QCOMPARE(ranges.size(), 0);
    plot_->set_axes({.log_x = true});
    plot_->set_x_range(0, 10);
    QCOMPARE(plot_->x_range(), (Span{1, 1000}));
}

void PlotTest::hover_click_and_leave()
{
    plot_->set_data(one_line());
    QSignalSpy hovers(plot_.get(), &Plot::hovered), clicks(plot_.get(), &Plot::clicked), left(plot_.get(), &Plot::left);
    QTest::mouseMove(plot_.get(), at(300, 20));
    QCOMPARE(hovers.size(), 1);
    QVERIFY(std::abs(hovers[0][0].toDouble() - 300) < 2);
    QCOMPARE(plot_->crosshair(), std::optional(hovers[0][0].toDouble()));
    QTest::mouseClick(plot_.get(), Qt::LeftButton, {}, at(700, 20));
    QCOMPARE(clicks.size(), 1);
    QVERIFY(std::abs(clicks[0][0].toDouble() - 700) < 2);
    QTest::mouseClick(plot_.get(), Qt::RightButton, {}, at(700, 20));
    QCOMPARE(clicks.size(), 1);
    QTest::mouseMove(plot_.get(), QPoint(2, 2));  // outside the area
    QCOMPARE(left.size(), 1);
    QVERIFY(!plot_->crosshair());
    plot_->set_value_text([](double x) { return QStringLiteral("x %1").arg(x); });
    const QImage without = plot_->grab().toImage();
    plot_->set_crosshair(500);
    QVERIFY(count_of(plot_->grab().toImage(), theme(plot_->palette()).mark) > 100);
    QVERIFY(count_of(without, theme(plot_->palette()).mark) == 0);
}

void PlotTest::keys_move_the_caret()
{
    plot_->set_data(one_line());
    plot_->set_value_text([](double x) { return QStringLiteral("token %1").arg(x); });
    plot_->setFocus();
    QSignalSpy hovers(plot_.get(), &Plot::hovered), clicks(plot_.get(), &Plot::clicked), left(plot_.get(), &Plot::left);
    QTest::keyClick(plot_.get(), Qt::Key_Right);
    QCOMPARE(plot_->crosshair(), std::optional(0.0));
    QTest::keyClick(plot_.get(), Qt::Key_Right);
    const double pixel = 1000 / plot_->scale().area.width();
    QCOMPARE(plot_->crosshair(), std::optional(std::ceil(pixel)));  // the first point a pixel away
    QTest::keyClick(plot_.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(plot_->crosshair(), std::optional(std::ceil(std::ceil(pixel) + 10 * pixel)));
    QTest::keyClick(plot_.get(), Qt::Key_End);
    QCOMPARE(plot_->crosshair(), std::optional(1000.0));
    QTest::keyClick(plot_.get(), Qt::Key_Right);
    QCOMPARE(plot_->crosshair(), std::optional(1000.0));
    plot_->set_x_range(100, 110);
    plot_->set_crosshair(105);
    QTest::keyClick(plot_.get(), Qt::Key_Left);
    QCOMPARE(plot_->crosshair(), std::optional(104.0));
    QCOMPARE(plot_->accessibleDescription(), QStringLiteral("token 104"));
    QTest::keyClick(plot_.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(plot_->crosshair(), std::optional(94.0));
    QVERIFY(plot_->x_range().first <= 94.0 && std::abs(plot_->x_range().second - 104) < 1e-6);  // moved along
    QTest::keyClick(plot_.get(), Qt::Key_Return);
    QCOMPARE(clicks.size(), 1);
    QCOMPARE(clicks[0][0].toDouble(), 94.0);
    QTest::keyClick(plot_.get(), Qt::Key_0);
    QCOMPARE(plot_->x_range(), (Span{0, 1000}));
    QTest::keyClick(plot_.get(), Qt::Key_Plus);
    QVERIFY(std::abs(plot_->x_range().second - plot_->x_range().first - 1000 / 1.5) < 1e-6);
    QTest::keyClick(plot_.get(), Qt::Key_Minus);
    QVERIFY(!plot_->is_zoomed());
    QTest::keyClick(plot_.get(), Qt::Key_Escape);
    QCOMPARE(left.size(), 1);
    QVERIFY(!plot_->crosshair());
    QCOMPARE(hovers.size(), 7);
}

void PlotTest::dots_by_pointer_and_keys()
{
    PlotData data;
    data.dots.push_back({.name = QStringLiteral("dots"), .points = three_dots()});
    plot_->set_data(data);
    QSignalSpy dots(plot_.get(), &Plot::dot_hovered), dot_clicks(plot_.get(), &Plot::dot_clicked),
        clicks(plot_.get(), &Plot::clicked);
    QTest::mouseMove(plot_.get(), at(50, 2) + QPoint(2, 2));
    QCOMPARE(dots.size(), 1);
    QCOMPARE(dots[0][0].toInt(), 0);
    QCOMPARE(dots[0][1].toLongLong(), 1);
    QTest::mouseClick(plot_.get(), Qt::LeftButton, {}, at(90, 3));
    QCOMPARE(dot_clicks.size(), 1);
    QCOMPARE(dot_clicks[0][1].toLongLong(), 2);
    QTest::mouseClick(plot_.get(), Qt::LeftButton, {}, at(70, 1));
    QCOMPARE(clicks.size(), 1);
    QCOMPARE(dots.back()[1].toLongLong(), -1);
    plot_->setFocus();
    QTest::keyClick(plot_.get(), Qt::Key_Left);
    QCOMPARE(dots.back()[1].toLongLong(), 1);
    QCOMPARE(plot_->crosshair(), std::optional(50.0));
    QTest::keyClick(plot_.get(), Qt::Key_Left);
    QTest::keyClick(plot_.get(), Qt::Key_Left);
    QCOMPARE(dots.back()[1].toLongLong(), 0);
    QTest::keyClick(plot_.get(), Qt::Key_Return);
    QCOMPARE(dot_clicks.back()[1].toLongLong(), 0);
    const QColor mark = theme(plot_->palette()).mark;
    plot_->set_crosshair({});
    QCOMPARE(count_of(plot_->grab().toImage(), mark), 0);
    plot_->set_highlight(0, 2);
    QVERIFY(count_of(plot_->grab().toImage(), mark) > 3);
}

void PlotTest::growing_data_is_seen()
{
    auto points = std::make_shared<MinMaxPyramid>();
    PlotData data;
    data.lines.push_back({.points = points});
    plot_->set_axes({.x_max = 1000.0});
    QSignalSpy drawn(plot_.get(), &Plot::drawn_changed);
    for (int tick = 0; tick < 5; ++tick) {
        for (int at = 0; at < 100; ++at)
            points->append(at);
        plot_->set_data(data);
        QCOMPARE(plot_->stored_points(), 100 * (tick + 1));
        plot_->grab();
        QTRY_VERIFY(drawn.size() > tick);
    }
    QCOMPARE(plot_->scale().y_max, 100.0);
    data.lines[0].count = 50;
    plot_->set_data(data);
    QCOMPARE(plot_->stored_points(), 50);
    QCOMPARE(plot_->scale().y_max, 50.0);
}

void PlotTest::dashes_run_along_x()
{
    const QList<QPointF> line{{0, 0}, {10, 10}, {30, 10}};
    QCOMPARE(dashes(line, Qt::SolidLine, 1), (std::vector<QList<QPointF>>{line}));
    const auto pieces = dashes(line, Qt::DashLine, 2);  // 7.2 drawn, 4.4 left out
    QCOMPARE(pieces.size(), 3U);
    const auto close = [](QPointF a, QPointF b) { return (a - b).manhattanLength() < 1e-9; };
    QVERIFY(close(pieces[0][0], {0, 0}) && close(pieces[0][1], {7.2, 7.2}));
    QVERIFY(close(pieces[1][0], {11.6, 10}) && close(pieces[1][1], {18.8, 10}));
    QVERIFY(close(pieces[2][0], {23.2, 10}) && close(pieces[2][1], {30, 10}));
    const auto later = dashes({{9, 9}, {10, 10}, {30, 10}}, Qt::DashLine, 2);  // stands still, whatever is in sight
    QVERIFY(close(later[0][0], {11.6, 10}));
    for (const Qt::PenStyle style : {Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine}) {
        double drawn = 0;
        for (const auto& piece : dashes({{-50, 1}, {950, 1}}, style, 1))
            drawn += piece.back().x() - piece.front().x();
        QVERIFY(drawn > 400 && drawn < 700);
    }
    QCOMPARE(dashes({{1, 1}}, Qt::DashLine, 1).size(), 1U);
    QVERIFY(dashes({{1, 1}, {1, 5}, {2, 5}}, Qt::DashLine, 1).front().size() == 3);  // straight up
}

void PlotTest::bad_values_are_safe_data()
{
    QTest::addColumn<QList<double>>("values");
    const double infinite = std::numeric_limits<double>::infinity();
    QTest::newRow("none") << QList<double>{};
    QTest::newRow("one") << QList<double>{3};
    QTest::newRow("all NaN") << QList<double>{not_a_number, not_a_number, not_a_number};
    QTest::newRow("NaN first") << QList<double>{not_a_number, 1, 2, 3};
    QTest::newRow("Inf") << QList<double>{1, infinite, -infinite, 2};
    QTest::newRow("huge") << QList<double>{1, 1e300, 1e38, -1e38, 2};
    QTest::newRow("not positive") << QList<double>{0, -1, -2, 0};
    QTest::newRow("flat") << QList<double>{5, 5, 5};
}

void PlotTest::bad_values_are_safe()
{
    QFETCH(const QList<double>, values);
    for (const bool log_x : {false, true})
        for (const Qt::PenStyle style : {Qt::SolidLine, Qt::DashLine}) {
            const auto points = curve(values.size(), [&](double x) { return values[static_cast<qsizetype>(x)]; });
            auto dots = std::make_shared<std::vector<QPointF>>();
            auto bars = std::make_shared<std::vector<PlotBar>>();
            for (qsizetype at = 0; at < values.size(); ++at) {
                dots->push_back({static_cast<double>(at), values[at]});
                bars->push_back({static_cast<double>(at), values[at], values[at] + 1});
            }
            PlotData data;
            data.lines.push_back({.style = style, .points = points});
            data.bands.push_back({.low = points, .high = points});
            data.dots.push_back({.points = dots});
            data.bars.push_back({.bars = bars});
            data.references.push_back({.at = not_a_number});
            data.marks.push_back({.at = -1});
            plot_->set_axes({.log_x = log_x});
            plot_->set_data(data);
            plot_->set_crosshair(0);
            plot_->grab();
            wheel(plot_->rect().center(), 480);
            QTest::mouseMove(plot_.get(), plot_->rect().center());
            plot_->grab();
            QTest::keyClick(plot_.get(), Qt::Key_0);
        }
}

void PlotTest::deep_zoom_is_safe()
{
    PlotData data = one_line(1'000'000);
    data.lines[0].style = Qt::DashLine;
    plot_->set_data(data);
    for (const bool log_x : {false, true}) {
        plot_->set_axes({.log_x = log_x});
        for (int turn = 0; turn < 60; ++turn) {
            wheel(at(654'321, plot_->scale().y_min), 480);
            plot_->grab();
        }
        QVERIFY(plot_->x_range().second - plot_->x_range().first < 20);
        QVERIFY(plot_->x_range().second > plot_->x_range().first);
        for (int turn = 0; turn < 20; ++turn)
            wheel(plot_->rect().center(), 480, Qt::ControlModifier);
        plot_->grab();
        plot_->reset_zoom();
    }
}

void PlotTest::line_is_where_the_scale_says()
{
    PlotData data;
    data.lines.push_back({.width = 3, .points = curve(101, [](double x) { return x < 50 ? 2.0 : 8.0; })});
    plot_->set_data(data);
    for (const bool log_x : {false, true}) {
        plot_->set_axes({.log_x = log_x, .y_min = 0, .y_max = 10});
        const QImage image = plot_->grab().toImage();
        for (const double x : {3.0, 20.0, 45.0, 60.0, 90.0}) {
            QVERIFY(close_to(image.pixelColor(at(x, x < 50 ? 2 : 8)), theme(plot_->palette()).adapted));
        }
        QVERIFY(image.pixelColor(at(20, 5)) != theme(plot_->palette()).adapted);
    }
}

void PlotTest::palettes_and_empty()
{
    plot_->set_empty_text(QStringLiteral("No run yet. Press Run, or open a saved one."));
    for (const bool dark : {true, false}) {
        QApplication::setPalette(application_palette(dark));
        QApplication::processEvents();
        const Theme& colours = theme(application_palette(dark));
        plot_->set_data({});
        QImage image = plot_->grab().toImage();
        QCOMPARE(image.pixelColor(5, 5), colours.panel);
        QVERIFY(count_of(image, colours.muted) > 5);
        plot_->set_data(one_line());
        image = plot_->grab().toImage();
        QCOMPARE(image.pixelColor(2, 100), colours.panel);
        QVERIFY(count_of(image, colours.grid) > 300);
        QVERIFY(count_of(image, colours.adapted) > 10);
    }
}

void PlotTest::sharp_on_a_fine_screen()
{
    plot_->set_data(one_line());
    QImage image(plot_->size() * 2, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(2);
    plot_->render(&image);
    QVERIFY(image.pixelColor(2, 2) == theme(plot_->palette()).panel);
}

void PlotTest::patterns_screenshot()
{
    auto dots = std::make_shared<std::vector<QPointF>>();
    auto bars = std::make_shared<std::vector<PlotBar>>();
    for (int step = 0; step < 186; ++step) {
        bars->push_back({static_cast<double>(step), -0.3 + 0.1 * std::sin(step), 0.4 + 0.1 * std::cos(3 * step)});
        dots->push_back({static_cast<double>(step), 3 * std::log1p(step / 20.0) / 2 + 1.3 * std::sin(step * 12.9898)});
    }
    PlotData data;
    data.dots.push_back({.name = QStringLiteral("next token B"), .points = dots, .highlighted = 111});
    data.bars.push_back({.name = QStringLiteral("all other tokens, 5–95 %"), .bars = bars});
    data.references.push_back({.at = 0.1});
    plot_->set_axes(
        {.x_min = 0, .x_max = 256, .x_name = QStringLiteral("chunk"), .y_name = QStringLiteral("logit change")});
    plot_->set_data(data);
    test::shoot(*plot_, QStringLiteral("plot-patterns"));
    const QImage image = plot_->grab().toImage();
    QVERIFY(image.pixelColor(at(30, (*dots)[30].y())) != theme(plot_->palette()).panel);
    QVERIFY(count_of(image, theme(plot_->palette()).mark) > 3);  // the ring
}

TTT_TEST(PlotTest)
#include "tst_plot.moc"

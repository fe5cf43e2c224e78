// The perplexity view through real events: linked both ways, its modes and menus, and what it looks like.
#include "../images/sample_images.h"
#include "engine/records/guard.h"
#include "learning_run.h"
#include "plot_shot.h"
#include "tests/support/test_main.h"
#include "views/number_text.h"
#include "views/plot/perplexity_text.h"
#include "views/plot/perplexity_view.h"

#include <QAction>
#include <QSignalSpy>

#include <algorithm>

using namespace ttt;

namespace {

const test::LearningRun shape{};
constexpr QSize panel(460, 260);

}  // namespace

class PerplexityViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void hover_and_click_select_a_token();
    void selection_moves_the_crosshair();
    void keys_select_too();
    void value_box();
    void modes_and_notes();
    void actions_choose();
    void split_without_the_rule_is_off();
    void saves_and_restores();
    void table_has_every_point();
    void playhead_goes_back();
    void arms_that_are_missing();
    void says_why_it_is_empty();
    void frozen_is_not_hidden();
    void the_first_tokens_do_not_scale_the_axis();
    void other_runs();
    void where_it_gets_worse_is_marked();
    void errors_of_images();
    void screenshots();

private:
    QPoint pixel_of(double token, double part_of_height = 0.5) const
    {
        const PlotScale scale = view_->plot()->scale();
        return QPointF(scale.x_pixel(token), scale.area.top() + part_of_height * scale.area.height()).toPoint();
    }
    void show_run(const test::LearningRun& of, std::int64_t steps = -1)
    {
        run_->start(test::header_of(of), {});
        run_->append(test::steps_of(of, 0, steps));
        finish();
    }
    /// Until the bands are resampled.
    void finish()
    {
        QTRY_VERIFY_WITH_TIMEOUT(bands_are_whole(), 20'000);
        QTest::qWait(1);
    }
    bool bands_are_whole() const
    {
        const auto& bands = view_->plot()->data().bands;
        return std::all_of(bands.begin(), bands.end(),
                           [this](const PlotBand& band) { return band.low->size() == run_->step_count(); });
    }

    std::unique_ptr<test::WarningGuard> guard_;  // of one test: QTest has its own handler outside
    std::unique_ptr<RunModel> run_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<PerplexityView> view_;
};

void PerplexityViewTest::initTestCase()
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(application_palette(false));
}

void PerplexityViewTest::init()
{
    guard_ = std::make_unique<test::WarningGuard>();
    run_ = std::make_unique<RunModel>();
    selection_ = std::make_unique<Selection>();
    view_ = std::make_unique<PerplexityView>(*run_, *selection_);
    view_->resize(panel);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
}

void PerplexityViewTest::cleanup()
{
    view_.reset();
    const QStringList warnings = guard_->take();
    guard_.reset();
    QVERIFY2(warnings.isEmpty(), qPrintable(warnings.join(u'\n')));
}

void PerplexityViewTest::hover_and_click_select_a_token()
{
    show_run(shape);
    QTest::mouseMove(view_->plot(), pixel_of(14'256));
    const Place hovered = selection_->hovered();
    QVERIFY(std::abs(hovered.item - 14'256) < 400);
    QCOMPARE(hovered.step, hovered.item / 128);
    QCOMPARE(view_->plot()->crosshair(), std::optional(static_cast<double>(hovered.item)));
    QTest::mouseClick(view_->plot(), Qt::LeftButton, {}, pixel_of(2000));
    QVERIFY(std::abs(selection_->locked().item - 2000) < 60);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(view_->plot(), &leave);
    QVERIFY(!selection_->hovered());
    QCOMPARE(view_->plot()->crosshair(), std::optional(static_cast<double>(selection_->locked().item)));
}

void PerplexityViewTest::selection_moves_the_crosshair()
{
    show_run(shape);
    selection_->hover({111, 14'256});
    QCOMPARE(view_->plot()->crosshair(), std::optional(14'256.0));
    selection_->lock({2, -1});
    QCOMPARE(view_->plot()->crosshair(), std::optional(383.0));  // the last token of the step
    selection_->free();
    QCOMPARE(view_->plot()->crosshair(), std::optional<double>());
    selection_->pin({3, 400});
    QCOMPARE(view_->plot()->data().marks.size(), 1U);
    QCOMPARE(view_->plot()->data().marks[0].at, 400.0);
}

void PerplexityViewTest::keys_select_too()
{
    show_run(shape);
    view_->setFocus();
    QTest::keyClick(view_->plot(), Qt::Key_End);
    QCOMPARE(selection_->hovered().item, 32'767);
    QTest::keyClick(view_->plot(), Qt::Key_Left);
    QVERIFY(selection_->hovered().item < 32'767);
    QVERIFY(view_->plot()->accessibleDescription().startsWith(QStringLiteral("token 32,")));
    QTest::keyClick(view_->plot(), Qt::Key_Return);
    QVERIFY(selection_->locked());
    QTest::keyClick(view_->plot(), Qt::Key_Escape);
    QVERIFY(!selection_->hovered());
}

void PerplexityViewTest::value_box()
{
    show_run(shape);
    PerplexityFeed feed(*run_);
    feed.set_choice({});
    feed.catch_up();
    const QStringList lines = perplexity_value_text(feed, 14'256).split(u'\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], QStringLiteral("token 14,256 · chunk 111"));
    const double frozen = feed.series().frozen().line.points->y(14'256);
    const double adapted = feed.series().adapted().line.points->y(14'256);
    QVERIFY(lines[1].startsWith(QStringLiteral("frozen %1 twin ").arg(frozen, 0, 'f', 1)));
    QCOMPARE(lines[2], QStringLiteral("adapted %1 (%2 %)")
                           .arg(perplexity_number(adapted), fixed_text(100 * (adapted / frozen - 1), 0)));
    QVERIFY(lines[2].contains(QChar(0x2212)));
}

void PerplexityViewTest::modes_and_notes()
{
    show_run(shape);
    QVERIFY(view_->note().startsWith(QStringLiteral("so far · ")));
    QVERIFY(view_->note().endsWith(QStringLiteral(" of 32,768 points")));
    QCOMPARE(view_->plot()->data().bands.size(), 1U);
    QCOMPARE(view_->plot()->data().bands[0].low->size(), run_->step_count());
    view_->actions().set_mode(PerplexityMode::per_chunk);
    QVERIFY(view_->note().startsWith(QStringLiteral("per chunk · 2")));  // from token 256 on
    QVERIFY(view_->note().endsWith(QStringLiteral(" of 256 points")));
    QVERIFY(view_->plot()->data().bands.empty());
    view_->actions().set_mode(PerplexityMode::difference);
    finish();
    QCOMPARE(view_->plot()->data().lines.size(), 2U);
    QCOMPARE(view_->plot()->data().bands.size(), 2U);
    QCOMPARE(view_->plot()->data().bands[1].high->size(), run_->step_count());
    view_->actions().set_mode(PerplexityMode::windowed);
    view_->actions().set_smooth(true);
    QCOMPARE(view_->plot()->data().lines.size(), 6U);
    QVERIFY(view_->plot()->data().lines[0].faint && !view_->plot()->data().lines[1].faint);
}

void PerplexityViewTest::actions_choose()
{
    show_run(shape);
    for (QAction* action : view_->title_actions())
        QVERIFY(!action->toolTip().isEmpty() && action->isEnabled());
    const auto actions = view_->title_actions();
    QCOMPARE(actions.size(), 11U);
    actions[2]->trigger();
    QVERIFY(view_->note().startsWith(QStringLiteral("per chunk")));
    actions[4 + 1]->trigger();
    QVERIFY(view_->note().contains(QStringLiteral("induced tokens")));
    actions[7 + 1]->trigger();
    QVERIFY(!view_->plot()->axes().log_x);
    actions[9]->trigger();
    QVERIFY(view_->note().contains(QStringLiteral("smoothed")));
    actions[10]->trigger();
    QVERIFY(view_->plot()->axes().log_y);
    actions[3]->trigger();  // a difference goes below 0
    QVERIFY(!view_->plot()->axes().log_y && !actions[10]->isEnabled());
}

void PerplexityViewTest::split_without_the_rule_is_off()
{
    view_->actions().set_split(TokenSplit::rest);
    show_run({.tokens = 2048, .induction = false});
    const auto actions = view_->title_actions();
    QVERIFY(actions[4]->isEnabled() && actions[4]->isChecked());
    QVERIFY(!actions[5]->isEnabled() && !actions[6]->isEnabled());
    QVERIFY(actions[6]->toolTip().contains(QStringLiteral("without the induction column")));
    show_run({.tokens = 2048});
    QVERIFY(actions[6]->isEnabled() && actions[6]->isChecked());
}

void PerplexityViewTest::saves_and_restores()
{
    QCOMPARE(view_->save(), QStringLiteral("so-far all log raw"));
    view_->restore(QStringLiteral("difference rest linear smooth"));
    QCOMPARE(view_->save(), QStringLiteral("difference rest linear smooth"));
    view_->restore(QStringLiteral("nonsense all log raw"));
    QCOMPARE(view_->save(), QStringLiteral("difference all log raw"));
    view_->restore(QStringLiteral("windowed all log raw log-y"));
    QCOMPARE(view_->save(), QStringLiteral("windowed all log raw log-y"));
    view_->restore(QStringLiteral("difference all log raw"));
    view_->restore(QStringLiteral("too short"));
    QCOMPARE(view_->save(), QStringLiteral("difference all log raw"));
}

void PerplexityViewTest::table_has_every_point()
{
    show_run({.tokens = 3000});
    const ViewTable table = view_->table();
    QCOMPARE(table.rows.size(), 3000U);
    QCOMPARE(table.header,
             (QStringList{"token", "chunk", "frozen", "twin", "adapted", "adapted, 95 % from", "adapted, 95 % to"}));
    for (const auto& row : table.rows)
        QCOMPARE(static_cast<qsizetype>(row.size()), table.header.size());
    QCOMPARE(table.rows[0][2], QString());  // no NLL
    QCOMPARE(table.rows[2999][1], QStringLiteral("23"));
    QVERIFY(table.rows[2999][5].toDouble() < table.rows[2999][4].toDouble());
    QVERIFY(table.rows[2998][5].isEmpty());  // a band at the end of each chunk
    view_->actions().set_mode(PerplexityMode::per_chunk);
    run_->set_shown_steps(7);
    QCOMPARE(view_->table().rows.size(), 7U);
    QCOMPARE(view_->table().rows[6][2], QStringLiteral("895"));
}

void PerplexityViewTest::playhead_goes_back()
{
    show_run(shape);
    run_->set_shown_steps(100);
    QCOMPARE(view_->plot()->stored_points(), 12'800);
    const auto& line = view_->plot()->data().lines.front();
    QCOMPARE(line.count, 12'800);
    QCOMPARE(line.points->size(), 32'768);
    QCOMPARE(view_->plot()->data().bands[0].count, 100);
    QTest::mouseMove(view_->plot(), pixel_of(30'000));
    QCOMPARE(selection_->hovered().item, 12'799);  // never beyond what is shown
    selection_->hover({200, 25'600});              // from a view that shows more
    QTest::keyClick(view_->plot(), Qt::Key_0);
    view_->grab();
    run_->set_shown_steps(256);
    QCOMPARE(view_->plot()->stored_points(), 32'768);
}

void PerplexityViewTest::arms_that_are_missing()
{
    show_run({.tokens = 4096, .frozen = false, .twin = false});
    QCOMPARE(view_->plot()->data().lines.size(), 1U);
    QTest::mouseMove(view_->plot(), pixel_of(2000));
    show_run({.tokens = 4096, .adapted = false, .twin = false});
    QCOMPARE(view_->plot()->data().lines.size(), 1U);
    QCOMPARE(view_->plot()->data().lines[0].name, QStringLiteral("frozen"));
    view_->actions().set_mode(PerplexityMode::difference);
    QVERIFY(view_->plot()->data().lines.empty());
    QCOMPARE(view_->note(), QString());
    view_->grab();
}

void PerplexityViewTest::says_why_it_is_empty()
{
    test::shoot(*view_, QStringLiteral("perplexity-empty"));
    run_->start(test::header_of(shape), {});
    view_->grab();
    QCOMPARE(view_->note(), QString());
    QTest::mouseMove(view_->plot(), QPoint(200, 100));
    QTest::keyClick(view_->plot(), Qt::Key_Right);
    QVERIFY(!selection_->current());
}

/// Where both arms are the same, both are seen: the thin dashes of frozen lie on the wide line of adapted.
void PerplexityViewTest::frozen_is_not_hidden()
{
    StepBatch steps = test::steps_of({.tokens = 4096, .twin = false});
    for (StepRecord& step : steps)
        step.columns[1].values = step.columns[0].values;
    run_->start(test::header_of({.tokens = 4096}), {});
    run_->append(steps);
    finish();
    const auto& lines = view_->plot()->data().lines;
    QCOMPARE(lines.size(), 2U);
    QVERIFY(lines[0].width > lines[1].width && lines[0].style != lines[1].style);
    QCOMPARE(lines[1].name, QStringLiteral("frozen"));
    const QImage image = view_->plot()->grab().toImage();
    const QRect area = view_->plot()->scale().area.toRect();
    const Theme& colours = theme(view_->palette());
    const auto near = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 40;
    };
    int grey = 0, green = 0;
    for (int y = area.top(); y < area.bottom(); ++y)
        for (int x = area.left(); x < area.right(); ++x) {
            grey += near(image.pixelColor(x, y), colours.frozen) ? 1 : 0;
            green += near(image.pixelColor(x, y), colours.adapted) ? 1 : 0;
        }
    QVERIFY2(grey > 50 && green > 100, qPrintable(QStringLiteral("%1 grey, %2 green").arg(grey).arg(green)));
}

/// The first tokens of a run cost thousands; the axis is that of the rest.
void PerplexityViewTest::the_first_tokens_do_not_scale_the_axis()
{
    StepBatch steps = test::steps_of({.tokens = 1024});
    for (std::size_t column = 0; column < 3; ++column)
        steps[0].columns[column].values[1] = 12;  // e¹² is 160,000
    for (const std::int64_t chunks : {1, 2, 8}) {
        run_->start(test::header_of({.tokens = 1024}), {});
        run_->append({steps.begin(), steps.begin() + chunks});
        finish();
        QVERIFY2(view_->plot()->scale().y_max <= 200, qPrintable(QString::number(view_->plot()->scale().y_max)));
        QVERIFY(view_->plot()->scale().x_min <= static_cast<double>(chunks * 128) / 8);
    }
}

void PerplexityViewTest::other_runs()
{
    show_run(shape, 186);
    auto second = std::make_unique<RunModel>(), third = std::make_unique<RunModel>();
    test::fill(*second, {.gain = 0.1, .seed = 2});
    test::fill(*third, {.tokens = 20'000, .frozen = false, .gain = 0.4, .seed = 3});
    view_->set_others({second.get(), third.get()}, {QStringLiteral("no decay"), QStringLiteral("chunk 64")},
                      QStringLiteral("as trained"));
    QCOMPARE(view_->plot()->data().lines.size(), 5U);
    QStringList names;
    for (const LegendEntry& entry : view_->plot()->layout_of_chart().legend)
        names += entry.name;
    QCOMPARE(names, (QStringList{QStringLiteral("as trained · adapted, 95 %"),
                                 QStringLiteral("as trained · twin, trained without TTT"),
                                 QStringLiteral("as trained · frozen"), QStringLiteral("no decay"),
                                 QStringLiteral("chunk 64")}));
    QVERIFY(view_->plot()->data().lines[3].style != view_->plot()->data().lines[4].style);
    finish();
    test::shoot(*view_, QStringLiteral("perplexity-compare"));
    view_->actions().set_mode(PerplexityMode::difference);
    QCOMPARE(view_->plot()->data().lines.size(), 3U);  // the third has no frozen arm to differ from
    view_->actions().set_mode(PerplexityMode::so_far);
    second->set_shown_steps(10);
    QCOMPARE(view_->plot()->data().lines[3].count, 1280);
    second.reset();
    QCOMPARE(view_->plot()->data().lines.size(), 4U);
    view_->set_others({}, {});
    QCOMPARE(view_->plot()->data().lines.size(), 3U);
    QCOMPARE(view_->plot()->data().lines[0].name, QStringLiteral("adapted, 95 %"));
}

void PerplexityViewTest::where_it_gets_worse_is_marked()
{
    run_->start(test::header_of(shape), {});
    StepBatch steps = test::steps_of(shape, 0, 40);
    for (StepRecord& step : steps) {
        const auto values = values_of(step, step.index <= 20 ? Column::nll_adapted : Column::nll_frozen);
        step.columns.push_back({Column::nll_guarded, {values.begin(), values.end()}});
    }
    add_worse(steps[20], {.begin = steps[17].begin, .end = steps[20].end, .excess = 0.3, .chunks = 4});
    run_->append(steps);
    finish();
    const PlotData& drawn = view_->plot()->data();
    QCOMPARE(drawn.lines.back().name, QStringLiteral("guarded"));
    QCOMPARE(drawn.marks.size(), 1U);
    QCOMPARE(drawn.marks[0].name, QStringLiteral("worse than frozen from chunk 17"));
    QCOMPARE(drawn.marks[0].at, static_cast<double>(steps[17].begin));
    test::shoot(*view_, QStringLiteral("perplexity-guarded"));
    run_->set_shown_steps(20);  // nobody knew it then
    QVERIFY(view_->plot()->data().marks.empty());
    run_->set_shown_steps(21);
    QCOMPARE(view_->plot()->data().marks.size(), 1U);
    view_->actions().set_mode(PerplexityMode::difference);
    QCOMPARE(view_->plot()->data().marks.size(), 1U);
}

/// A stream of images has an error, linear in its images, with its shifts and in the words of images.
void PerplexityViewTest::errors_of_images()
{
    sample::fill_images(*run_);
    finish();
    QCOMPARE(view_->title(), QStringLiteral("Error"));
    QVERIFY(!view_->plot()->axes().log_x);
    QCOMPARE(view_->plot()->data().marks.size(), 2U);
    QVERIFY(
        perplexity_value_text(PerplexityFeed(*run_), 25).startsWith(QStringLiteral("image 25 · batch 2 · clean\n")));
    QCOMPARE(view_->table().header.first(), QStringLiteral("image"));
    view_->restore(view_->save());
    sample::fill_images(*run_, {.labels = false});
    finish();
    QVERIFY(view_->plot()->data().lines.empty());  // and a sentence in their place
    show_run(shape);
    QCOMPARE(view_->title(), QStringLiteral("Perplexity"));
    QVERIFY(view_->plot()->axes().log_x);  // the choice was kept
}

void PerplexityViewTest::screenshots()
{
    show_run(shape, 186);
    QTest::mouseMove(view_->plot(), pixel_of(14'256));
    test::shoot(*view_, QStringLiteral("perplexity-so-far"));
    view_->actions().set_smooth(true);
    test::shoot(*view_, QStringLiteral("perplexity-smooth"));
    view_->actions().set_smooth(false);
    view_->actions().set_mode(PerplexityMode::difference);
    finish();
    test::shoot(*view_, QStringLiteral("perplexity-difference"));
    view_->actions().set_mode(PerplexityMode::per_chunk);
    view_->actions().set_log_x(false);
    test::shoot(*view_, QStringLiteral("perplexity-per-chunk"));
    view_->actions().set_mode(PerplexityMode::windowed);
    view_->actions().set_log_x(true);
    view_->actions().set_split(TokenSplit::induced);
    test::shoot(*view_, QStringLiteral("perplexity-windowed-induced"));
    view_->actions().set_mode(PerplexityMode::so_far);
    view_->actions().set_split(TokenSplit::all);
    view_->resize(300, 180);
    test::shoot(*view_, QStringLiteral("perplexity-narrow"));
    for (const LegendEntry& entry : view_->plot()->layout_of_chart().legend)
        QVERIFY(!entry.name.isEmpty());
    for (const QRectF& place : view_->plot()->layout_of_chart().legend_places)
        QVERIFY(QRectF(view_->plot()->rect()).contains(place));
    QVERIFY(view_->plot()->scale().area.height() > 60);  // legend and titles leave room for the curves
}

TTT_TEST(PerplexityViewTest)
#include "tst_perplexity_view.moc"

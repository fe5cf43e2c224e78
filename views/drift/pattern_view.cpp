#include "views/drift/pattern_view.h"

#include "views/drift/chunk_items.h"
#include "views/number_text.h"
#include "views/plot/plot.h"
#include "views/selection.h"
#include "views/tables/pattern_cells.h"

#include <QAction>
#include <QActionGroup>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr std::array filter_words{"all", "outside", "inside"};  // for save(), by WindowFilter

}  // namespace

PatternView::PatternView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), plot_(new Plot)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(plot_);
    setFocusProxy(plot_);
    make_actions();
    connect_plot();
    connect(&run, &RunModel::started, this, &PatternView::begin);
    connect(&run, &RunModel::shown_changed, this, &PatternView::refresh);
    connect(&run, &RunModel::ended, this, [this] {
        if (run_.ended_early())
            begin();  // the axis spans what was read
    });
    connect(&selection, &Selection::changed, this, &PatternView::follow_selection);
    begin();
}

void PatternView::make_actions()
{
    filters_ = new QActionGroup(this);
    const std::array texts{tr("All patterns"), tr("Outside the attention window"), tr("Inside the attention window")};
    const std::array tips{
        tr("Every repeated pair … A B … A → B."),
        tr("The earlier B lies more than a window back (position − earlier > window): no layer of attention sees it "
           "from here."),
        tr("The earlier B lies within the window (position − earlier ≤ window): attention can still see it.")};
    for (std::size_t at = 0; at < texts.size(); ++at) {
        QAction* action = filters_->addAction(texts[at]);
        action->setToolTip(tips[at]);
        action->setCheckable(true);
        action->setChecked(at == 0);
        connect(action, &QAction::triggered, this, [this, at] { set_filter(static_cast<WindowFilter>(at)); });
    }
}

void PatternView::connect_plot()
{
    plot_->setAccessibleName(tr("Logit change of B at each repeated pair"));
    plot_->set_value_text([this](double) { return value_text(); });
    plot_->installEventFilter(this);
    connect(plot_, &Plot::hovered, this, [this](double x) {
        if (hovered_dot_ < 0)
            selection_.hover(place_at(x));
        follow_selection();
    });
    connect(plot_, &Plot::clicked, this, [this](double x) {
        if (place_at(x))
            selection_.lock(place_at(x));
    });
    connect(plot_, &Plot::left, this, [this] {
        hovered_dot_ = -1;
        selection_.hover({});
    });
    connect(plot_, &Plot::dot_hovered, this, [this](int, qint64 index) { hover_dot(index); });
    connect(plot_, &Plot::dot_clicked, this, [this](int, qint64 index) { selection_.lock(place_of(index)); });
    connect(plot_, &Plot::x_range_changed, this, [this](double first, double last) {
        Q_EMIT x_range_changed(item_at_chunk(run_, first), item_at_chunk(run_, last));
    });
}

void PatternView::hover_dot(std::int64_t dot)
{
    const bool off = dot < 0 && hovered_dot_ >= 0;
    hovered_dot_ = dot;
    if (dot >= 0)
        selection_.hover(place_of(dot));
    else if (off && plot_->crosshair())
        selection_.hover(place_at(*plot_->crosshair()));
}

QString PatternView::title() const
{
    return tr("Logit change on patterns");
}

QString PatternView::note() const
{
    const std::int64_t all = run_.pattern_end(run_.shown_steps());
    if (all == 0)
        return {};
    if (filter() == WindowFilter::all)
        return all == 1 ? tr("1 pattern") : tr("%1 patterns").arg(grouped(all));
    return tr("%1 of %2 patterns · %3")
        .arg(grouped(points_.shown_dots(run_)), grouped(all),
             filter() == WindowFilter::outside ? tr("outside the window") : tr("inside the window"));
}

std::vector<QAction*> PatternView::title_actions()
{
    const auto actions = filters_->actions();
    return {actions.begin(), actions.end()};
}

ViewTable PatternView::table() const
{
    ViewTable result;
    result.header = {tr("token"),         tr("chunk"),
                     tr("earlier token"), tr("logit change of B"),
                     tr("others, mean"),  tr("others, standard deviation")};
    for (std::int64_t dot = 0; dot < points_.shown_dots(run_); ++dot) {
        const PatternEvent& event = run_.patterns()[static_cast<std::size_t>(points_.pattern_of(dot))];
        result.rows.push_back({QString::number(event.position), QString::number(run_.step_of(event.position)),
                               QString::number(event.earlier), number_text(event.logit_change),
                               number_text(event.logit_change_others), number_text(event.logit_change_spread)});
    }
    return result;
}

QString PatternView::save() const
{
    return QLatin1String(filter_words.at(static_cast<std::size_t>(filter())));
}

void PatternView::restore(const QString& words)
{
    for (std::size_t at = 0; at < filter_words.size(); ++at)
        if (words == QLatin1String(filter_words[at]))
            set_filter(static_cast<WindowFilter>(at));
}

std::pair<double, double> PatternView::x_range() const
{
    const auto [first, last] = plot_->x_range();
    return {item_at_chunk(run_, first), item_at_chunk(run_, last)};
}

void PatternView::set_x_range(double first_item, double last_item)
{
    plot_->set_x_range(chunk_at_item(run_, first_item), chunk_at_item(run_, last_item));
}

void PatternView::set_filter(WindowFilter filter)
{
    filters_->actions().at(static_cast<int>(filter))->setChecked(true);
    points_ = PatternPoints(filter);
    hovered_dot_ = -1;
    refresh();
}

void PatternView::begin()
{
    PlotAxes axes;
    axes.x_min = 0;
    axes.x_max = std::max(1.0, static_cast<double>(run_.span_steps()));
    axes.x_name = tr("chunk");
    axes.y_name = tr("Δ logit of B");
    plot_->set_axes(axes);
    plot_->reset_zoom();
    set_filter(filter());
}

void PatternView::refresh()
{
    points_.update(run_);
    draw();
    plot_->set_empty_text(empty_sentence());
    if (note() == told_note_)
        return;
    told_note_ = note();
    Q_EMIT note_changed();
}

void PatternView::draw()
{
    const Place place = selection_.current();
    const std::int64_t count = points_.shown_dots(run_), dot = points_.dot_at(run_, place.item);
    highlighted_ = dot < count ? dot : -1;
    PlotData drawn;
    if (count > 0) {
        drawn.dots.emplace_back();
        drawn.dots[0].name = tr("next token B");
        drawn.dots[0].points = points_.dots();
        drawn.dots[0].count = count;
        drawn.dots[0].highlighted = highlighted_;
        drawn.bars.emplace_back();
        drawn.bars[0].name = tr("all other tokens, mean ± 2 sd");
        drawn.bars[0].bars = points_.bars();
        drawn.bars[0].count = points_.shown_bars(run_);
        drawn.references.emplace_back();  // at 0
    }
    plot_->set_data(std::move(drawn));
    follow_selection();
}

void PatternView::follow_selection()
{
    const Place place = selection_.current();
    const std::int64_t dot = points_.dot_at(run_, place.item);
    if (dot != highlighted_ && (dot < 0 || dot < points_.shown_dots(run_)))
        return draw();
    std::optional<double> x;
    if (place)
        x = place.item >= 0 ? static_cast<double>(place.item) / items_per_chunk(run_)
                            : static_cast<double>(place.step) + 0.5;
    plot_->set_crosshair(x);
}

Place PatternView::place_at(double chunk) const
{
    const auto step = static_cast<std::int64_t>(std::floor(chunk));
    return step >= 0 && step < run_.shown_steps() ? Place{step, -1} : Place{};
}

Place PatternView::place_of(std::int64_t dot) const
{
    const std::int64_t item = run_.patterns()[static_cast<std::size_t>(points_.pattern_of(dot))].position;
    return {run_.step_of(item), item};
}

QString PatternView::value_text() const
{
    const Place place = selection_.current();
    if (!place)
        return {};
    if (place.item < 0)
        return tr("chunk %1").arg(grouped(place.step));
    const QString head = tr("token %1 · chunk %2").arg(grouped(place.item), grouped(place.step));
    const std::int64_t dot = points_.dot_at(run_, place.item);
    if (dot < 0 || dot >= points_.shown_dots(run_))
        return head;
    const PatternEvent& event = run_.patterns()[static_cast<std::size_t>(points_.pattern_of(dot))];
    return head + tr("\n“%1” → “%2”\nB %3, others %4 ± %5")
                      .arg(run_.token_text(place.item - 1), run_.token_text(place.item),
                           signed_text(event.logit_change), signed_text(event.logit_change_others),
                           fixed_text(event.logit_change_spread, 2));
}

QString PatternView::empty_sentence() const
{
    const RunConfig& config = run_.header().config;
    const std::int64_t all = run_.pattern_end(run_.shown_steps());
    if (!run_.empty() && config.arms != Arms::paired)
        return tr("The logit change is adapted − frozen on the same tokens. This run has one of the two only: run it "
                  "paired to see it.");
    if (!run_.empty() && !config.probes)
        return tr("This run was made without the costlier probes, and they measure the logit change.");
    if (all == 0)
        return tr("No repeated pair … A B … A → B has been read yet.");
    const bool outside = filter() == WindowFilter::outside;
    return (outside ? tr("None of the %1 patterns lies outside the attention window.")
                    : tr("None of the %1 patterns lies inside the attention window."))
        .arg(grouped(all));
}

bool PatternView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == plot_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape)
        selection_.free();
    return View::eventFilter(watched, event);
}

}  // namespace ttt

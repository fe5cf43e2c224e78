#include "views/numbers/numbers_view.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/plot/plot.h"
#include "views/plot/shift_marks.h"
#include "views/selection.h"

#include <QAction>
#include <QActionGroup>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int side = 8;  // pixels

}  // namespace

NumbersView::NumbersView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), actions_(this), plot_(new Plot(this)), collapse_(new PlainLabel(this))
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(collapse_);
    box->addWidget(plot_, 1);
    collapse_->setWordWrap(true);
    collapse_->setContentsMargins(side, side / 2, side, 0);
    collapse_->hide();
    setFocusProxy(plot_);
    setAccessibleName(title());
    connect_plot();
    connect(actions_.charts, &QActionGroup::triggered, this, &NumbersView::choose);
    connect(actions_.logarithmic, &QAction::triggered, this, &NumbersView::choose);
    connect(&run_, &RunModel::started, this, &NumbersView::begin);
    connect(&run_, &RunModel::shown_changed, this, &NumbersView::refresh);
    connect(&run_, &RunModel::ended, this, &NumbersView::begin);  // the axis spans what was read
    connect(&selection_, &Selection::changed, this, &NumbersView::show_place);
    begin();
}

void NumbersView::connect_plot()
{
    plot_->setAccessibleName(tr("Curves over the items of the run"));
    const auto place = [this](double x) {
        const auto item = static_cast<std::int64_t>(std::llround(x));
        return item >= 0 && item < run_.shown_items() ? Place{run_.step_of(item), item} : Place{};
    };
    plot_->set_value_text(
        [this, place](double x) { return place(x) ? curves_.value_text(run_, place(x).item) : QString(); });
    connect(plot_, &Plot::hovered, this, [this, place](double x) { selection_.hover(place(x)); });
    connect(plot_, &Plot::clicked, this, [this, place](double x) {
        if (place(x))
            selection_.lock(place(x));
    });
    connect(plot_, &Plot::left, this, [this] {
        selection_.hover({});
        show_place();
    });
    connect(plot_, &Plot::x_range_changed, this, &NumbersView::x_range_changed);
    connect(plot_, &Plot::drawn_changed, this, &View::note_changed);
}

void NumbersView::begin()
{
    charts_known_ = false;
    actions_.update(run_);
    choose();
}

void NumbersView::choose()
{
    curves_ = NumberCurves(actions_.chart());
    PlotAxes axes;
    axes.x_min = 0;
    axes.x_max = static_cast<double>(std::max<std::int64_t>(2, run_.span_items()));
    axes.x_name = words_of_kind(run_.header().kind).item;
    axes.y_name = curves_.axis_name(run_);
    axes.log_y = actions_.logarithmic->isChecked();
    plot_->set_axes(axes);
    refresh();
}

/// What a run has is known with its first steps.
void NumbersView::refresh()
{
    if (!charts_known_ && run_.step_count() > 0) {
        charts_known_ = true;
        actions_.update(run_);
        return choose();
    }
    curves_.update(run_);
    plot_->set_empty_text(empty_text());
    plot_->set_data(curves_.data(run_));
    collapse_->setText(collapse_text());
    collapse_->setVisible(!collapse_->text().isEmpty());
    show_place();
    Q_EMIT note_changed();
}

QString NumbersView::collapse_text() const
{
    const auto collapse = first_collapse(run_);
    return collapse ? collapse_sentence(*collapse) : QString();
}

QString NumbersView::empty_text() const
{
    if (run_.empty())
        return tr("No run yet. Press Run, or open a saved one.");
    if (run_.shown_steps() == 0)
        return run_.is_running() ? tr("Waiting for the first %1.").arg(words_of_kind(run_.header().kind).step)
                                 : tr("Nothing is shown: move the playhead.");
    return tr("Nothing was measured of whole steps of this run.");
}

QString NumbersView::note() const
{
    QString words = curves_.chart().title;
    if (plot_->drawn_points() < plot_->stored_points())
        words += tr(" · %1 of %2 points").arg(grouped(plot_->drawn_points()), grouped(plot_->stored_points()));
    return words;
}

void NumbersView::restore(const QString& words)
{
    actions_.restore(words);
    begin();
}

void NumbersView::set_x_range(double first_item, double last_item)
{
    plot_->set_x_range(std::max(0.0, first_item), last_item);
}

void NumbersView::show_place()
{
    const Place place = selection_.current();
    std::optional<double> x;
    if (place)
        x = static_cast<double>(place.item >= 0 ? place.item : run_.items_of(place.step).second - 1);
    plot_->set_crosshair(x);
}

ViewTable NumbersView::table() const
{
    const std::vector<Metric> metrics = metrics_of(curves_.chart(), run_);
    const KindWords kind = words_of_kind(run_.header().kind);
    ViewTable table{{kind.step, tr("first %1").arg(kind.item)}, {}};
    for (const Metric metric : metrics)
        table.header += metric_name(run_, metric);
    for (std::int64_t step = 0; step < run_.shown_steps(); ++step) {
        auto& row = table.rows.emplace_back();
        row = {QString::number(step), QString::number(run_.items_of(step).first)};
        for (const Metric metric : metrics) {
            const double value = run_.metric(metric)[static_cast<std::size_t>(step)];
            row.push_back(std::isnan(value) ? QString() : QString::number(value, 'g', 6));
        }
    }
    return table;
}

void NumbersView::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter(this).fillRect(rect(), colours.panel);
}

}  // namespace ttt

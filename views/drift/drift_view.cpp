#include "views/drift/drift_view.h"

#include "views/drift/chunk_items.h"
#include "views/drift/drift_map.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plot/plot.h"
#include "views/selection.h"
#include "views/tables/layer_name.h"
#include "views/tables/metric_help.h"

#include <QAction>
#include <QActionGroup>
#include <QKeyEvent>
#include <QStackedLayout>

#include <cmath>

namespace ttt {

DriftView::DriftView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), actions_(this), pages_(new QStackedLayout(this)),
      map_(new DriftMap(run, selection)), plot_(new Plot)
{
    pages_->addWidget(map_);
    pages_->addWidget(plot_);
    connect_map();
    connect_plot();
    for (QAction* action : actions_.all())
        connect(action, &QAction::triggered, this, &DriftView::apply_choices);
    connect(&run, &RunModel::started, this, &DriftView::begin);
    connect(&run, &RunModel::shown_changed, this, &DriftView::refresh);
    connect(&run, &RunModel::ended, this, [this] {
        if (run_.ended_early())
            begin();  // the axis spans what was read
    });
    connect(&selection, &Selection::changed, this, &DriftView::follow_selection);
    begin();
}

void DriftView::connect_map()
{
    connect(map_, &DriftMap::chunks_changed, this, &DriftView::range_changed);
    connect(map_, &DriftMap::density_changed, this, &DriftView::tell_if_new);
}

void DriftView::connect_plot()
{
    plot_->setAccessibleName(tr("Curves, one for each fast layer"));
    plot_->set_value_text([this](double x) { return curves_.value_text(run_, x); });
    plot_->set_empty_text(tr("No fast layer has been updated yet: each becomes one line."));
    plot_->installEventFilter(this);
    const auto place = [this](double x) {
        const auto chunk = static_cast<std::int64_t>(std::floor(x));
        return chunk >= 0 && chunk < run_.shown_steps() ? Place{chunk, -1} : Place{};
    };
    connect(plot_, &Plot::hovered, this, [this, place](double x) {
        selection_.hover(place(x));
        follow_selection();  // from the pointer to the middle of the chunk
    });
    connect(plot_, &Plot::clicked, this, [this, place](double x) {
        if (place(x))
            selection_.lock(place(x));
    });
    connect(plot_, &Plot::left, this, [this] { selection_.hover({}); });
    connect(plot_, &Plot::x_range_changed, this, &DriftView::range_changed);
    connect(plot_, &Plot::drawn_changed, this, &DriftView::tell_if_new);
}

QString DriftView::title() const
{
    return tr("Drift");
}

QString DriftView::note() const
{
    QStringList words{metric_title(run_.header().dictionary, actions_.metric())};
    if (actions_.form() == DriftForm::curves && plot_->drawn_points() < plot_->stored_points())
        words += tr("%1 of %2 points").arg(grouped(plot_->drawn_points()), grouped(plot_->stored_points()));
    if (const auto chunks = map_->chunks_per_column(); actions_.form() == DriftForm::map && chunks > 1)
        words += tr("max of %1 %2 per column").arg(grouped(chunks), words_of_kind(run_.header().kind).steps);
    return words.join(QStringLiteral(" · "));
}

std::vector<QAction*> DriftView::title_actions()
{
    return actions_.all();
}

ViewTable DriftView::table() const
{
    const Metric metric = actions_.metric();
    const std::vector<std::int32_t> layers = run_.layers_of(metric);
    ViewTable result;
    result.header += words_of_kind(run_.header().kind).step;
    for (const std::int32_t layer : layers)
        result.header += layer_name(run_.header(), layer);
    for (std::int64_t chunk = 0; chunk < run_.shown_steps(); ++chunk) {
        auto& cells = result.rows.emplace_back();
        cells.push_back(QString::number(chunk));
        for (const std::int32_t layer : layers)
            cells.push_back(number_text(run_.metric(metric, layer)[static_cast<std::size_t>(chunk)]));
    }
    return result;
}

QString DriftView::save() const
{
    return actions_.save();
}

void DriftView::restore(const QString& words)
{
    actions_.restore(words);
    apply_choices();
}

std::pair<double, double> DriftView::x_range() const
{
    const ChunkRange seen = map_->chunks();
    return {item_at_chunk(run_, seen.first), item_at_chunk(run_, seen.last)};
}

void DriftView::set_x_range(double first_item, double last_item)
{
    if (!(first_item < last_item))
        return;
    const ChunkRange seen{chunk_at_item(run_, first_item), chunk_at_item(run_, last_item)};
    map_->set_chunks(seen == ChunkRange{0, map_->total()} ? std::nullopt : std::optional(seen));
    plot_->set_x_range(seen.first, seen.last);
}

void DriftView::range_changed(double first, double last)
{
    const double first_item = item_at_chunk(run_, first), last_item = item_at_chunk(run_, last);
    set_x_range(first_item, last_item);
    Q_EMIT x_range_changed(first_item, last_item);
}

void DriftView::begin()
{
    metrics_known_ = false;
    map_->set_words(layer_words(run_));
    PlotAxes axes;
    axes.x_min = 0;
    axes.x_max = map_->total();
    axes.x_name = words_of_kind(run_.header().kind).step;
    plot_->set_axes(axes);
    plot_->reset_zoom();
    actions_.update(run_);
    apply_choices();
}

void DriftView::apply_choices()
{
    map_->show_metric(actions_.metric(), actions_.rule());
    curves_ = DriftCurves(actions_.metric());
    PlotAxes axes = plot_->axes();
    axes.y_name = metric_title(run_.header().dictionary, actions_.metric());
    axes.log_y = actions_.log_y();
    plot_->set_axes(axes);
    actions_.rules->setEnabled(actions_.form() == DriftForm::map);
    actions_.logarithmic->setEnabled(actions_.form() == DriftForm::curves);
    pages_->setCurrentIndex(static_cast<int>(actions_.form()));
    setFocusProxy(pages_->currentWidget());
    refresh();
    tell_if_new();
}

/// The map reads the model when it paints; curves that nobody sees are not filled.
void DriftView::refresh()
{
    if (!metrics_known_ && run_.step_count() > 0) {
        actions_.update(run_);
        metrics_known_ = true;
    }
    if (actions_.form() == DriftForm::curves)
        refresh_curves();
}

void DriftView::refresh_curves()
{
    curves_.update(run_);
    plot_->set_data(curves_.data(run_));
    follow_selection();
}

void DriftView::follow_selection()
{
    const Place place = selection_.current();
    plot_->set_crosshair(place ? std::optional(static_cast<double>(place.step) + 0.5) : std::nullopt);
}

void DriftView::tell_if_new()
{
    if (note() == told_note_)
        return;
    told_note_ = note();
    Q_EMIT note_changed();
}

bool DriftView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == plot_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape)
        selection_.free();
    return View::eventFilter(watched, event);
}

}  // namespace ttt

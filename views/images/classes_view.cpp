#include "views/images/classes_view.h"

#include "views/drift/chunk_items.h"
#include "views/drift/drift_map.h"
#include "views/images/image_words.h"
#include "views/number_text.h"
#include "views/selection.h"

#include <QAction>
#include <QActionGroup>
#include <QVBoxLayout>

namespace ttt {

ClassesView::ClassesView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), sources_(new QActionGroup(this)), map_(new DriftMap(shares_.run(), selection))
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(map_);
    setFocusProxy(map_);
    setAccessibleName(title());
    add_source(tr("What the adapted net says"), tr("Collapsing, it names fewer and fewer classes."), "adapted");
    add_source(tr("What the frozen net says"), tr("The same images, as the net was at the start."), "frozen");
    add_source(tr("What the labels say"), tr("A stream that is sorted by class looks like a collapse, and is none."),
               "labels");
    sources_->actions().constFirst()->setChecked(true);
    map_->set_words({.head = tr("class × batch, share of the batch in %"),
                     .value = tr("batch %1 · %2 %3 %"),
                     .empty = tr("Nobody named a class in this run."),
                     .accessible = tr("Heat map, class by batch"),
                     .row_name = [this](std::int32_t label) { return class_words(run_, label); }});
    map_->show_metric(class_share, RangeRule::automatic);
    connect(map_, &DriftMap::chunks_changed, this, [this](double first, double last) {
        Q_EMIT x_range_changed(item_at_chunk(run_, first), item_at_chunk(run_, last));
    });
    connect(sources_, &QActionGroup::triggered, this, &ClassesView::begin);
    connect(&run_, &RunModel::started, this, &ClassesView::begin);
    connect(&run_, &RunModel::shown_changed, this, &ClassesView::refresh);
    connect(&run_, &RunModel::ended, this, &ClassesView::refresh);
    begin();
}

void ClassesView::add_source(const QString& text, const QString& tip, const char* key)
{
    QAction* made = sources_->addAction(text);
    made->setCheckable(true);
    made->setToolTip(tip);
    made->setObjectName(QLatin1String(key));
}

/// A run of another kind has no images to count.
void ClassesView::begin()
{
    if (!image_set_of(run_))
        shares_.run().clear();
    else
        shares_.start(run_, static_cast<ClassSource>(sources_->actions().indexOf(sources_->checkedAction())));
    Q_EMIT note_changed();
}

void ClassesView::refresh()
{
    if (image_set_of(run_))
        shares_.follow(run_);
}

QString ClassesView::note() const
{
    return sources_->checkedAction()->text();
}

std::vector<QAction*> ClassesView::title_actions()
{
    const QList<QAction*> all = sources_->actions();
    return {all.begin(), all.end()};
}

QString ClassesView::save() const
{
    return sources_->checkedAction()->objectName();
}

void ClassesView::restore(const QString& words)
{
    for (QAction* action : sources_->actions())
        if (action->objectName() == words)
            action->setChecked(true);
    begin();
}

void ClassesView::set_x_range(double first_item, double last_item)
{
    if (!(first_item < last_item))
        return;
    const ChunkRange seen{chunk_at_item(run_, first_item), chunk_at_item(run_, last_item)};
    map_->set_chunks(seen == ChunkRange{0, map_->total()} ? std::nullopt : std::optional(seen));
}

ViewTable ClassesView::table() const
{
    const RunModel& shares = shares_.run();
    const std::vector<std::int32_t> classes = shares.layers_of(class_share);
    ViewTable table{{tr("batch")}, {}};
    for (const std::int32_t each : classes)
        table.header += class_words(run_, each);
    for (std::int64_t step = 0; step < shares.shown_steps(); ++step) {
        auto& row = table.rows.emplace_back();
        row.push_back(QString::number(step));
        for (const std::int32_t each : classes)
            row.push_back(number_text(shares.metric(class_share, each)[static_cast<std::size_t>(step)]));
    }
    return table;
}

}  // namespace ttt

#include "views/tables/chunk_inspector.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/tables/chunk_rows.h"
#include "views/tables/data_table.h"
#include "views/tables/flat_header.h"

#include <QHBoxLayout>
#include <QHeaderView>

#include <algorithm>

namespace ttt {

namespace {

constexpr const char* widest_number = "−1.23e−09";
constexpr const char* usual_number = "0.0123";
constexpr int least_letters_beside = 85;

}  // namespace

ChunkInspector::ChunkInspector(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), whole_(new ChunkRows(run, ChunkRows::Kind::whole_step, this)),
      layers_(new ChunkRows(run, ChunkRows::Kind::per_layer, this)),
      whole_table_(make_table(*whole_, tr("Numbers of the chunk"))),
      layer_table_(make_table(*layers_, tr("Numbers of the chunk, layer by layer")))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(fontMetrics().averageCharWidth());
    layout->addWidget(whole_table_, 12);
    layout->addWidget(layer_table_, 11);
    setFocusProxy(whole_table_);
    connect(&run_, &RunModel::started, this, &ChunkInspector::follow);
    connect(&run_, &RunModel::shown_changed, this, &ChunkInspector::follow);
    connect(&selection_, &Selection::changed, this, &ChunkInspector::follow);
    connect(whole_, &QAbstractItemModel::modelReset, this, &ChunkInspector::fit_whole);
    connect(whole_table_, &DataTable::resized, this, &ChunkInspector::fit_whole);
    connect(layers_, &QAbstractItemModel::modelReset, this, &ChunkInspector::fit_layers);
    connect(layer_table_, &DataTable::resized, this, &ChunkInspector::fit_layers);
    follow();
}

DataTable* ChunkInspector::make_table(ChunkRows& rows, const QString& name)
{
    auto* table = new DataTable(this);
    table->setModel(&rows);
    table->setAccessibleName(name);
    table->horizontalHeader()->setStretchLastSection(false);
    return table;
}

QString ChunkInspector::title() const
{
    return run_.header().kind == images_kind ? tr("Batch") : tr("Chunk");
}

QString ChunkInspector::note() const
{
    const std::int64_t step = whole_->step();
    if (step < 0)
        return {};
    const auto [begin, end] = run_.items_of(step);
    const KindWords kind = words_of_kind(run_.header().kind);
    const QString words =
        tr("%1 %2 · %3 %4 – %5").arg(kind.step, grouped(step), kind.items, grouped(begin), grouped(end - 1));
    return selection_.current().step == step ? words : tr("latest: %1").arg(words);
}

ViewTable ChunkInspector::table() const
{
    ViewTable result;
    result.header = {tr("metric")};
    for (const ChunkRows* rows : {whole_, layers_})
        for (int column = 1; column < rows->columnCount(); ++column)
            result.header += rows->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    const auto add = [&](const ChunkRows& rows, int first) {
        for (int row = 0; row < rows.rowCount(); ++row) {
            auto& cells = result.rows.emplace_back(static_cast<std::size_t>(result.header.size()));
            cells[0] = rows.index(row, 0).data().toString();
            for (int column = 1; column < rows.columnCount(); ++column)
                cells[static_cast<std::size_t>(first + column - 1)] = rows.index(row, column).data().toString();
        }
    };
    add(*whole_, 1);
    add(*layers_, whole_->columnCount());
    return result;
}

QSize ChunkInspector::sizeHint() const
{
    constexpr int letters = 110, lines = 11;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

std::int64_t ChunkInspector::chosen_step() const
{
    const std::int64_t latest = run_.shown_steps() - 1;
    const std::int64_t chosen = selection_.current().step;
    return chosen < 0 ? latest : std::min(chosen, latest);
}

void ChunkInspector::follow()
{
    const std::int64_t step = chosen_step();
    whole_->set_step(step);
    layers_->set_step(step);
    const QString sentence = run_.empty()
                                 ? tr("No run yet: press Run, or open one of the sessions.")
                                 : tr("The first %1 is being read.").arg(words_of_kind(run_.header().kind).step);
    whole_table_->set_empty_sentence(sentence);
    layer_table_->set_empty_sentence(tr("No layer learns in this run."));
    layer_table_->setVisible(step >= 0);
    Q_EMIT note_changed();
}

/// Where it is narrow the tables stand one above the other.
void ChunkInspector::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    const bool is_narrow = width() < least_letters_beside * fontMetrics().averageCharWidth();
    static_cast<QBoxLayout*>(layout())->setDirection(is_narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

/// The words take what the numbers leave; where there is little room the numbers give way first.
void ChunkInspector::fit_columns(DataTable& table, const QString& least_label) const
{
    const QFontMetrics metrics = fontMetrics();
    const auto room = [&](const QString& text) { return metrics.horizontalAdvance(text) + 2 * cell_margin(metrics); };
    const int columns = table.model()->columnCount() - 1, width = table.viewport()->width(), label = room(least_label);
    int narrowest = room(QLatin1String(usual_number));
    for (int column = 1; column <= columns; ++column)
        narrowest = std::max(narrowest, table.horizontalHeader()->sectionSizeHint(column));
    const int number =
        columns < 1 ? 0 : std::clamp((width - label) / columns, narrowest, room(QLatin1String(widest_number)));
    table.setColumnWidth(0, std::max(label, width - number * columns));
    for (int column = 1; column <= columns; ++column)
        table.setColumnWidth(column, number);
}

void ChunkInspector::fit_whole()
{
    fit_columns(*whole_table_, tr("perplexity in the"));
    whole_table_->clearSpans();
    for (int row = 0; row < whole_->rowCount(); ++row)
        if (whole_->is_alone(row) && whole_->columnCount() > 2)
            whole_table_->setSpan(row, 1, 1, whole_->columnCount() - 1);
}

void ChunkInspector::fit_layers()
{
    fit_columns(*layer_table_, tr("effective rank"));
}

}  // namespace ttt

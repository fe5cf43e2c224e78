#include "views/tables/run_log.h"

#include "views/number_text.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/tables/data_table.h"
#include "views/tables/flat_header.h"
#include "views/tables/log_rows.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ttt {

RunLog::RunLog(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), rows_(new LogRows(run, this)), table_(new DataTable(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(table_);
    setFocusProxy(table_);
    table_->setModel(rows_);
    table_->setAccessibleName(tr("What happened in the run"));
    table_->set_empty_sentence(tr("No run yet: press Run, or open one of the sessions."));
    table_->setColumnWidth(LogRows::when, fontMetrics().horizontalAdvance(tr("chunk %1").arg(grouped(99'999))) +
                                              2 * cell_margin(fontMetrics()));
    connect(table_, &DataTable::row_chosen, this, &RunLog::choose);
    connect(table_, &DataTable::row_hovered, this, [this](int row) {
        selection_.hover(row < 0 ? Place{} : Place{rows_->line(row).step, -1});
    });
    connect(&run_, &RunModel::started, this, &RunLog::read_anew);
    connect(&run_, &RunModel::shown_changed, this, &RunLog::sync);
    connect(&run_, &RunModel::ended, this, &RunLog::sync);
    connect(&selection_, &Selection::changed, this, [this] { show_selection(false); });
    connect(&selection_, &Selection::locked_changed, this, [this] { show_selection(true); });
}

QString RunLog::title() const
{
    return tr("Run log");
}

QString RunLog::note() const
{
    const int lines = rows_->rowCount();
    return lines == 0 ? QString() : counted(lines, tr("1 line"), tr("%1 lines"));
}

ViewTable RunLog::table() const
{
    ViewTable result{{tr("when"), tr("what happened")}, {}};
    for (int row = 0; row < rows_->rowCount(); ++row)
        result.rows.push_back({rows_->index(row, LogRows::when).data().toString(), rows_->line(row).text});
    return result;
}

QSize RunLog::sizeHint() const
{
    constexpr int letters = 110, lines = 11;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void RunLog::read_anew()
{
    rows_->rebuild();
    show_selection(false);
    Q_EMIT note_changed();
}

void RunLog::sync()
{
    const QScrollBar* bar = table_->verticalScrollBar();
    const bool at_end = bar->value() == bar->maximum();
    const int before = rows_->rowCount();
    rows_->sync();
    if (rows_->rowCount() == before)
        return;
    if (at_end)
        table_->scrollToBottom();
    show_selection(false);
    Q_EMIT note_changed();
}

/// A line is marked when its chunk is the selected one; of several lines the chosen one keeps the mark.
void RunLog::show_selection(bool scroll)
{
    const std::int64_t locked = selection_.locked().step, hovered = selection_.hovered().step;
    const int current = table_->currentIndex().row();
    const bool stays = locked >= 0 && current >= 0 && rows_->line(current).step == locked;
    table_->mark_row(locked < 0 ? -1 : stays ? current : rows_->row_of(locked), scroll && !stays);
    table_->set_hovered_row(hovered < 0 ? -1 : rows_->row_of(hovered));
}

void RunLog::choose(int row)
{
    if (const std::int64_t step = rows_->line(row).step; step >= 0)
        selection_.lock({step, -1});
}

}  // namespace ttt

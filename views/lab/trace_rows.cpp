#include "views/lab/trace_rows.h"

#include "views/number_text.h"
#include "views/tables/flat_header.h"
#include "views/token/trace_words.h"

#include <QKeyEvent>

#include <algorithm>
#include <array>

namespace ttt {

void TraceRows::set_rows(std::vector<TraceRow> rows, bool later)
{
    beginResetModel();
    rows_ = std::move(rows);
    later_ = later;
    endResetModel();
}

int TraceRows::row_of(std::int64_t item) const
{
    const auto found = std::ranges::find(rows_, item, &TraceRow::item);
    return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int TraceRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int TraceRows::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : total;
}

QString TraceRows::cell(const TraceRow& row, int column) const
{
    constexpr int decimals = 3;
    switch (column) {
    case context:
        return row.context;
    case term:
        return signed_text(row.term, decimals);
    case share:
        return share_text(row.share);
    case chunk:
        return grouped(row.chunk);
    case distance:
        return later_ ? tr("%1 on").arg(grouped(row.distance)) : tr("%1 back").arg(grouped(row.distance));
    default:
        return {};
    }
}

QString TraceRows::help(int column) const
{
    switch (column) {
    case context:
        return later_ ? tr("A token that the chunk taught, between its neighbours.")
                      : tr("A token whose write taught, between its neighbours.");
    case term:
        return later_ ? tr("Direct term of the chunk's write in the logit of this token: above 0 it made it likelier.")
                      : tr("Direct term of this token's write, η (e_w · diag(g) v_t)(z_t · z_n) / rms(h), summed over "
                           "fast layers.");
    case share:
        return tr("|term| divided by the sum of all |terms|.");
    case chunk:
        return tr("The chunk in which the token stands.");
    case distance:
        return later_ ? tr("Tokens from the end of the chunk to this token.")
                      : tr("Tokens from the teacher to the token that was asked.");
    default:
        return {};
    }
}

QVariant TraceRows::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const TraceRow& row = rows_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, index.column());
    case Qt::ToolTipRole:
        return help(index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case alert_role:
        return static_cast<int>(index.column() == term && row.term > 0 ? Alert::good : Alert::none);
    default:
        return {};
    }
}

QVariant TraceRows::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        switch (section) {
        case context:
            return later_ ? tr("taught token") : tr("teacher");
        case term:
            return tr("term");
        case share:
            return tr("share");
        case chunk:
            return tr("chunk");
        case distance:
            return tr("distance");
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return help(section);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter | (section == context ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

void TraceTable::fit_columns()
{
    constexpr std::array samples{"", "−99.999", "100 %", "99,999", "99,999 back"};
    static_assert(samples.size() == TraceRows::total);
    for (int column = TraceRows::term; column < TraceRows::total; ++column) {
        const int sample =
            fontMetrics().horizontalAdvance(QString::fromUtf8(samples[static_cast<std::size_t>(column)])) +
            2 * cell_margin(fontMetrics());
        setColumnWidth(column, std::max(sample, horizontalHeader()->sectionSizeHint(column)));
    }
}

void TraceTable::resizeEvent(QResizeEvent* event)
{
    constexpr int letters = 16;  // of a teacher in its context
    constexpr std::array dispensable{TraceRows::share, TraceRows::distance};
    int room = viewport()->width() - letters * fontMetrics().averageCharWidth();
    for (int column = TraceRows::term; column < TraceRows::total; ++column) {
        setColumnHidden(column, false);
        room -= columnWidth(column);
    }
    for (const int column : dispensable) {
        if (room >= 0)
            break;
        room += columnWidth(column);
        setColumnHidden(column, true);
    }
    DataTable::resizeEvent(event);
}

void TraceTable::keyPressEvent(QKeyEvent* event)
{
    const bool enters =
        event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (enters && currentIndex().isValid()) {
        Q_EMIT row_chosen(currentIndex().row());
        return;
    }
    if (event->key() == Qt::Key_Escape)
        return event->ignore();
    const int before = currentIndex().row();
    QTableView::keyPressEvent(event);
    if (currentIndex().row() != before)
        Q_EMIT row_hovered(currentIndex().row());
}

}  // namespace ttt

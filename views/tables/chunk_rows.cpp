#include "views/tables/chunk_rows.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/run_model.h"
#include "views/tables/data_table.h"
#include "views/tables/metric_help.h"

#include <cmath>
#include <limits>

namespace ttt {

namespace {

/// A limit that was reached, or values that are lost.
Alert alert_of(Metric metric, double value)
{
    if (std::isnan(value))
        return Alert::none;
    if (metric == Metric::nonfinite)
        return value > 0 ? Alert::failure : Alert::none;
    if (metric == Metric::clip_scale || metric == Metric::cap_scale)
        return value < 1 ? Alert::warning : Alert::none;
    return metric == Metric::clipped_fraction && value > 0 ? Alert::warning : Alert::none;
}

}  // namespace

ChunkRows::ChunkRows(const RunModel& run, Kind kind, QObject* parent)
    : QAbstractTableModel(parent), run_(run), kind_(kind)
{
}

void ChunkRows::set_step(std::int64_t step)
{
    ChunkLayout layout;
    if (step >= 0)
        layout = kind_ == Kind::whole_step ? whole_layout(run_) : layer_layout(run_);
    const bool same = layout == layout_ && (step < 0) == (step_ < 0);
    if (!same)
        beginResetModel();
    step_ = step;
    layout_ = std::move(layout);
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 1), index(rowCount() - 1, columnCount() - 1));
}

const ChunkRow& ChunkRows::row_at(int row) const
{
    return layout_.rows[static_cast<std::size_t>(row - (kind_ == Kind::whole_step ? 1 : 0))];
}

bool ChunkRows::is_alone(int row) const
{
    return is_token_row(row) || (kind_ == Kind::whole_step && row_at(row).sources.size() == 1);
}

int ChunkRows::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || step_ < 0)
        return 0;
    return static_cast<int>(layout_.rows.size()) + (kind_ == Kind::whole_step ? 1 : 0);
}

int ChunkRows::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1 + static_cast<int>(layout_.columns.size());
}

/// nullptr: the cell is empty.
const ChunkSource* ChunkRows::source(const QModelIndex& index) const
{
    if (index.column() == 0 || is_token_row(index.row()))
        return nullptr;
    const auto& sources = row_at(index.row()).sources;
    const auto at = static_cast<std::size_t>(index.column() - 1);
    return at < sources.size() ? &sources[at] : nullptr;
}

double ChunkRows::value(const ChunkSource& source) const
{
    const auto values = run_.metric(source.metric, source.layer);
    const auto at = static_cast<std::size_t>(step_);
    return at < values.size() ? values[at] : std::numeric_limits<double>::quiet_NaN();
}

QString ChunkRows::cell(const QModelIndex& index) const
{
    if (is_token_row(index.row())) {
        const auto [begin, end] = run_.items_of(step_);
        return index.column() == 0   ? words_of_kind(run_.header().kind).items
               : index.column() == 1 ? tr("[%1, %2)").arg(grouped(begin), grouped(end))
                                     : QString();
    }
    if (index.column() == 0)
        return row_at(index.row()).title;
    const ChunkSource* from = source(index);
    constexpr int digits = 4, narrow_digits = 3;  // a model may have many fast layers
    return from ? number_text(value(*from), from->layer < 0 ? digits : narrow_digits) : QString();
}

QString ChunkRows::help(const QModelIndex& index) const
{
    if (is_token_row(index.row()))
        return tr("The %1 of the %2, counted from 0: the first, and the one behind the last.")
            .arg(words_of_kind(run_.header().kind).items, words_of_kind(run_.header().kind).step);
    const ChunkSource* from = source(index);
    return metric_help(from ? from->metric : row_at(index.row()).sources.front().metric);
}

int ChunkRows::alert(const QModelIndex& index) const
{
    if (index.column() == 0)
        return static_cast<int>(Alert::quiet);
    const ChunkSource* from = source(index);
    return static_cast<int>(from ? alert_of(from->metric, value(*from)) : Alert::none);
}

QVariant ChunkRows::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return cell(index);
    case Qt::ToolTipRole:
        return help(index);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case alert_role:
        return alert(index);
    default:
        return {};
    }
}

QVariant ChunkRows::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return kind_ == Kind::whole_step ? tr("whole %1").arg(words_of_kind(run_.header().kind).step) : tr("by layer");
    return section <= layout_.columns.size() ? layout_.columns[section - 1] : QString();
}

}  // namespace ttt

#include "views/forms/session_rows.h"

#include <algorithm>
#include <cmath>

namespace ttt {

void SessionRows::set_runs(std::vector<RunEntry> runs)
{
    QStringList before, after;
    for (int row = 0; row < rowCount(); ++row)
        before += run(row).id;
    std::swap(runs_, runs);
    const std::vector<int> now = ordered();
    for (const int at : now)
        after += runs_[static_cast<std::size_t>(at)].id;
    if (before == after) {
        rows_ = now;
        if (!rows_.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    rows_ = now;
    endResetModel();
}

void SessionRows::set_filter(const QString& filter)
{
    filter_ = filter;
    rearrange();
}

void SessionRows::set_order(SessionOrder order)
{
    order_ = order;
    rearrange();
}

void SessionRows::set_shown(const QString& id)
{
    shown_ = id;
    if (!rows_.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void SessionRows::rearrange()
{
    std::vector<int> now = ordered();
    if (now == rows_)
        return;
    beginResetModel();
    rows_ = std::move(now);
    endResetModel();
}

std::vector<int> SessionRows::ordered() const
{
    std::vector<int> rows;
    for (std::size_t at = 0; at < runs_.size(); ++at)
        if (entry_matches(runs_[at], filter_))
            rows.push_back(static_cast<int>(at));
    std::stable_sort(rows.begin(), rows.end(), [this](int a, int b) { return before(a, b); });
    return rows;
}

/// Latest first, whatever else is equal.
bool SessionRows::before(int a, int b) const
{
    const RunEntry& left = runs_[static_cast<std::size_t>(a)];
    const RunEntry& right = runs_[static_cast<std::size_t>(b)];
    if (order_ == SessionOrder::name)
        if (const int order = entry_title(left).compare(entry_title(right), Qt::CaseInsensitive); order != 0)
            return order < 0;
    if (order_ == SessionOrder::state && left.state != right.state)
        return left.state < right.state;
    if (order_ == SessionOrder::gain) {
        const double x = entry_ratio(left), y = entry_ratio(right);
        if (std::isnan(x) != std::isnan(y))
            return std::isnan(y);
        if (!std::isnan(x) && x != y)
            return x < y;
    }
    return left.place != right.place ? left.place > right.place : left.started_ms > right.started_ms;
}

int SessionRows::row_of(const QString& id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (run(row).id == id)
            return row;
    return -1;
}

int SessionRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant SessionRows::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return entry_title(run(index.row()));
    case Qt::EditRole:
        return run(index.row()).name;
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return entry_details(run(index.row()));
    default:
        return {};
    }
}

bool SessionRows::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    const QString name = value.toString().simplified();
    if (name != run(index.row()).name)
        Q_EMIT rename_requested(run(index.row()).id, name);
    return true;
}

Qt::ItemFlags SessionRows::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

}  // namespace ttt

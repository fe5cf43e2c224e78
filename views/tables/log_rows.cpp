#include "views/tables/log_rows.h"

#include "views/number_text.h"
#include "views/run_model.h"
#include "views/tables/data_table.h"

#include <algorithm>

namespace ttt {

namespace {

Alert alert_of(LogTone tone)
{
    switch (tone) {
    case LogTone::good:
        return Alert::good;
    case LogTone::warning:
        return Alert::warning;
    case LogTone::failure:
        return Alert::failure;
    case LogTone::plain:
        break;
    }
    return Alert::none;
}

}  // namespace

LogRows::LogRows(const RunModel& run, QObject* parent) : QAbstractTableModel(parent), run_(run)
{
    rebuild();
}

void LogRows::rebuild()
{
    beginResetModel();
    scan_ = {};
    has_end_ = false;
    lines_ = start_lines(run_);
    shown_ = rows_to_show();
    endResetModel();
    sync();
}

void LogRows::sync()
{
    for (LogLine& line : scan_.advance(run_, run_.step_count()))
        lines_.push_back(std::move(line));
    if (!has_end_ && !run_.empty() && !run_.is_running()) {
        has_end_ = true;
        for (LogLine& line : end_lines(run_, scan_))
            lines_.push_back(std::move(line));
    }
    const int rows = rows_to_show();
    if (rows > shown_) {
        beginInsertRows({}, shown_, rows - 1);
        shown_ = rows;
        endInsertRows();
    } else if (rows < shown_) {
        beginRemoveRows({}, rows, shown_ - 1);
        shown_ = rows;
        endRemoveRows();
    }
}

int LogRows::rows_to_show() const
{
    const std::int64_t steps = run_.shown_steps();
    const auto hidden =
        std::partition_point(lines_.begin(), lines_.end(), [steps](const LogLine& line) { return line.told < steps; });
    return static_cast<int>(hidden - lines_.begin());
}

int LogRows::row_of(std::int64_t step) const
{
    for (int row = 0; row < shown_; ++row)
        if (line(row).step == step)
            return row;
    return -1;
}

QString LogRows::when_text(const LogLine& line)
{
    if (line.told < 0)
        return tr("start");
    return line.is_end ? tr("end") : tr("chunk %1").arg(grouped(line.told));
}

int LogRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : shown_;
}

int LogRows::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : column_total;
}

QVariant LogRows::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const LogLine& line = this->line(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == when ? when_text(line) : line.text;
    case Qt::ToolTipRole:
        return line.text;
    case alert_role:
        return static_cast<int>(index.column() == when ? Alert::quiet : alert_of(line.tone));
    default:
        return {};
    }
}

QVariant LogRows::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == when ? tr("when") : tr("what happened");
}

}  // namespace ttt

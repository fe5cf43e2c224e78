// The lines of the run log as rows, up to the playhead.
#pragma once

#include "views/tables/log_scan.h"

#include <QAbstractTableModel>

namespace ttt {

class RunModel;

/// Every step is scanned once; a playhead that goes back only hides lines. Owned by the log; GUI thread.
class LogRows : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Col { when, what, column_total };

    explicit LogRows(const RunModel& run, QObject* parent = nullptr);

    void rebuild();
    void sync();
    const LogLine& line(int row) const { return lines_[static_cast<std::size_t>(row)]; }
    int row_of(std::int64_t step) const;  // the first line about the step; -1: none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    int rows_to_show() const;
    static QString when_text(const LogLine& line);

    const RunModel& run_;
    LogScan scan_;
    std::vector<LogLine> lines_;  // told in order
    bool has_end_ = false;
    int shown_ = 0;
};

}  // namespace ttt

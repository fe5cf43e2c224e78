// Tokens with what they taught, or with what they were taught: the list below the bars.
#pragma once

#include "views/tables/data_table.h"

#include <QAbstractTableModel>

#include <vector>

namespace ttt {

struct TraceRow {
    std::int64_t item = 0;
    std::int64_t chunk = 0;
    std::int64_t distance = 0;  // tokens
    double term = 0;
    double share = 0;
    QString context;
};

/// Owned by its view; GUI thread.
class TraceRows : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { context, term, share, chunk, distance, total };

    using QAbstractTableModel::QAbstractTableModel;

    /// `later`: the distance goes forward from the chunk, else back to the teacher.
    void set_rows(std::vector<TraceRow> rows, bool later);
    const std::vector<TraceRow>& rows() const { return rows_; }
    int row_of(std::int64_t item) const;  // -1: not here

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(const TraceRow& row, int column) const;
    QString help(int column) const;

    std::vector<TraceRow> rows_;
    bool later_ = false;
};

/// The arrows preview a row, Enter and a click go there.
class TraceTable : public DataTable {
    Q_OBJECT
public:
    using DataTable::DataTable;

    /// Widths from samples, so that they stay as they are from answer to answer.
    void fit_columns();

protected:
    /// Where there is little room the text keeps it: share and distance go out of sight.
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace ttt

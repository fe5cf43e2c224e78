// The runs of the list as rows, filtered and sorted.
#pragma once

#include "views/forms/run_entry.h"

#include <QAbstractListModel>

#include <vector>

namespace ttt {

enum class SessionOrder { date, name, gain, state };

/// Owned by the list; GUI thread. Renaming asks, and changes nothing here: the next set_runs() brings the name.
class SessionRows : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// The same runs in the same order: only their words change, an open editor stays. Else a reset.
    void set_runs(std::vector<RunEntry> runs);
    void set_filter(const QString& filter);
    void set_order(SessionOrder order);
    SessionOrder order() const { return order_; }
    void set_shown(const QString& id);  // the run that the views show
    bool is_shown(int row) const { return run(row).id == shown_; }

    int run_count() const { return static_cast<int>(runs_.size()); }  // before the filter
    const RunEntry& run(int row) const { return runs_[static_cast<std::size_t>(rows_[static_cast<std::size_t>(row)])]; }
    int row_of(const QString& id) const;  // -1: not here

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void rename_requested(const QString& id, const QString& name);

private:
    std::vector<int> ordered() const;
    bool before(int a, int b) const;
    void rearrange();

    std::vector<RunEntry> runs_;
    std::vector<int> rows_;  // numbers of runs_
    QString filter_, shown_;
    SessionOrder order_ = SessionOrder::date;
};

}  // namespace ttt

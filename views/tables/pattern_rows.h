// The rows of the pattern ledger: repeated pairs, filtered and sorted, one row each.
#pragma once

#include "engine/records/patterns.h"
#include "views/tables/pattern_counts.h"

#include <QAbstractTableModel>

#include <unordered_map>
#include <vector>

namespace ttt {

class RunModel;

enum class WindowFilter { all, outside, inside };

/// Rows are numbers of RunModel::patterns(). One sync() costs O(rows + new log new), whatever arrives. Owned by the
/// ledger; GUI thread.
class PatternRows : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit PatternRows(const RunModel& run, QObject* parent = nullptr);

    /// Follows shown_steps(): appends, or takes away behind the playhead.
    void sync();
    /// Another run or other filters: reads all anew.
    void rebuild();
    void set_filter(WindowFilter filter);
    void set_text(const QString& text);

    WindowFilter filter() const { return filter_; }
    const QString& text() const { return text_; }
    std::int64_t shown_patterns() const { return end_; }  // before the filters
    const PatternEvent& event(int row) const;
    QString cell(int row, int column) const;
    int row_of(std::int64_t item) const;  // of the predicted B; -1: not here

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    using Row = std::int32_t;
    struct Keyed {
        double key;
        Row row;
    };

    bool passes(Row row);
    bool token_matches(std::int64_t item);
    double key(Row row) const;
    void learn_alphabet();
    bool before(Keyed a, Keyed b) const;
    void sort_rows(std::vector<Row>& rows) const;
    std::vector<Row> merged(const std::vector<Row>& rows, const std::vector<Row>& fresh) const;
    std::vector<Row> passing(std::int64_t begin, std::int64_t end);
    void take_in(std::vector<Row> fresh);
    void take_out(std::int64_t end);
    void reorder(const std::vector<Row>& ordered);

    const RunModel& run_;
    PatternCounts counts_;
    std::vector<Row> rows_;
    std::int64_t end_ = 0;  // patterns [0, end_) were looked at
    WindowFilter filter_ = WindowFilter::all;
    QString text_;
    std::unordered_map<std::int32_t, bool> matches_;  // token id: its text holds text_
    std::vector<std::int32_t> alphabet_;  // by token id: its place in the order of texts; empty: not needed yet
    int sort_column_;
    Qt::SortOrder order_ = Qt::DescendingOrder;
};

}  // namespace ttt

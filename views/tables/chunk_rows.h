// Two tables about one chunk: its own numbers by arm, and its metrics layer by layer. Whatever has arrived has a row.
#pragma once

#include "engine/records/metrics.h"

#include <QAbstractTableModel>

#include <vector>

namespace ttt {

class RunModel;

/// One number per column of a row: of one metric at some layers, or of the same metric of several arms.
struct ChunkSource {
    Metric metric;
    std::int32_t layer;  // -1: the whole step

    bool operator==(const ChunkSource&) const = default;
};

struct ChunkRow {
    QString title;
    std::vector<ChunkSource> sources;  // one: it stands alone and spans all columns

    bool operator==(const ChunkRow&) const = default;
};

/// The rows and columns of a table, as far as metrics have arrived.
struct ChunkLayout {
    std::vector<ChunkRow> rows;
    QStringList columns;

    bool operator==(const ChunkLayout&) const = default;
};

/// Metrics of the whole step; those of the arms ("NLL, frozen") share a row, with a column per arm.
ChunkLayout whole_layout(const RunModel& run);
/// A row per metric, a column per layer.
ChunkLayout layer_layout(const RunModel& run);

/// The numbers of one step. Owned by the inspector; GUI thread.
class ChunkRows : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Kind { whole_step, per_layer };

    ChunkRows(const RunModel& run, Kind kind, QObject* parent = nullptr);

    /// -1: no step, no rows. A reset only when other metrics or layers have arrived.
    void set_step(std::int64_t step);
    std::int64_t step() const { return step_; }
    /// The row has one number, for all columns together.
    bool is_alone(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool is_token_row(int row) const { return kind_ == Kind::whole_step && row == 0; }
    const ChunkRow& row_at(int row) const;
    const ChunkSource* source(const QModelIndex& index) const;
    double value(const ChunkSource& source) const;
    QString cell(const QModelIndex& index) const;
    QString help(const QModelIndex& index) const;
    int alert(const QModelIndex& index) const;

    const RunModel& run_;
    Kind kind_;
    std::int64_t step_ = -1;
    ChunkLayout layout_;
};

}  // namespace ttt

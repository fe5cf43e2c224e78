// Everything that was measured in one chunk: the selected one, else the latest.
#pragma once

#include "views/view.h"

namespace ttt {

class ChunkRows;
class DataTable;

/// Two tables beside each other, the chunk and its layers. GUI thread.
class ChunkInspector : public View {
    Q_OBJECT
public:
    ChunkInspector(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    ViewTable table() const override;

    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    DataTable* make_table(ChunkRows& rows, const QString& name);
    std::int64_t chosen_step() const;
    void follow();
    void fit_columns(DataTable& table, const QString& least_label) const;
    void fit_whole();
    void fit_layers();

    ChunkRows* whole_;
    ChunkRows* layers_;
    DataTable* whole_table_;
    DataTable* layer_table_;
};

}  // namespace ttt

// What happened in the run, in sentences.
#pragma once

#include "views/tables/log_scan.h"
#include "views/view.h"

namespace ttt {

class DataTable;
class LogRows;

/// GUI thread. Follows the end while the user stands there.
class RunLog : public View {
    Q_OBJECT
public:
    RunLog(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override;
    QString note() const override;
    ViewTable table() const override;

    QSize sizeHint() const override;

private:
    void read_anew();
    void sync();
    void show_selection(bool scroll);
    void choose(int row);

    LogRows* rows_;
    DataTable* table_;
};

}  // namespace ttt

// The view "Shifts": the error of each shift of a stream, frozen against adapted, with intervals.
#pragma once

#include "views/view.h"

namespace ttt {

class ShiftChart;

/// Owned by the window, GUI thread.
class ShiftsView : public View {
    Q_OBJECT
public:
    ShiftsView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override { return tr("Shifts"); }
    QString note() const override { return tr("error, frozen above adapted · 95 % intervals of Wilson"); }
    ViewTable table() const override;

    ShiftChart& chart() { return *chart_; }

private:
    ShiftChart* chart_;
};

}  // namespace ttt

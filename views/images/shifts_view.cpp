#include "views/images/shifts_view.h"

#include "views/images/shift_chart.h"

#include <QVBoxLayout>

namespace ttt {

ShiftsView::ShiftsView(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), chart_(new ShiftChart(run, selection, this))
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(chart_);
    setFocusProxy(chart_);
    setAccessibleName(title());
}

ViewTable ShiftsView::table() const
{
    ViewTable table{{tr("shift"), tr("images"), tr("frozen %"), tr("frozen low"), tr("frozen high"), tr("adapted %"),
                     tr("adapted low"), tr("adapted high")},
                    {}};
    for (const ShiftCounts& each : chart_->rows()) {
        auto& row = table.rows.emplace_back();
        row = {each.name, QString::number(each.images)};
        for (const Arm arm : {Arm::frozen, Arm::adapted}) {
            const ErrorCount& errors = each.of(arm);
            const Interval interval = wilson_interval(errors.wrong, errors.count);
            for (const double value : {errors.error(), 100 * interval.low, 100 * interval.high})
                row.push_back(errors.count == 0 ? QString() : QString::number(value, 'f', 2));
        }
    }
    return table;
}

}  // namespace ttt

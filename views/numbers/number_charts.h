// Which metrics of whole steps stand in one chart: those of one unit that say something together.
#pragma once

#include "views/run_model.h"

#include <QString>

#include <string>
#include <vector>

namespace ttt {

struct NumberChart {
    std::string key;  // in saved choices
    QString title;
    std::vector<Metric> metrics;  // the first quantity is drawn solid
};

/// Every metric of the table that is of whole steps stands in one of them; the first that a run has is shown at first.
const std::vector<NumberChart>& number_charts();

/// The metrics of the chart that the run has.
std::vector<Metric> metrics_of(const NumberChart& chart, const RunModel& run);

/// Those of the table that the run has, then one for each metric of whole steps that only its dictionary names.
std::vector<NumberChart> charts_of(const RunModel& run);

}  // namespace ttt

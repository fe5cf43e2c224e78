// One sentence per metric: what it means, with its formula. For tooltips everywhere.
#pragma once

#include "engine/records/dictionary.h"

#include <QString>

namespace ttt {

/// Complete for all metrics of the table; empty for a number that this version does not know.
QString metric_help(Metric metric);

/// The label of the table, with the unit in brackets: "forward (ms)", "NLL, frozen (nats/token)".
QString metric_title(Metric metric);
/// The same also of a metric that only the run's dictionary names.
QString metric_title(const RunDictionary& dictionary, Metric metric);

/// The same whatever the arm: "NLL (nats/token)".
QString quantity_title(const MetricInfo& info);

}  // namespace ttt

#include "sessions/step_query.h"

#include "sessions/schema.h"
#include "sessions/series_query.h"
#include "sessions/step_rows_query.h"

namespace ttt {

std::vector<StepRecord> read_steps(Database& database, std::int64_t run, std::int64_t first, std::int64_t last)
{
    StepPage page(database, run, first, last);
    if (page.empty())
        return {};
    add_step_rows(page);  // of a run that an older program logged
    if (format_of(database) >= format_with_kinds)
        add_series(page);
    return page.take();
}

std::vector<std::pair<std::int64_t, double>> read_series(Database& database, std::int64_t run, Metric metric,
                                                         std::int32_t layer)
{
    auto series = read_metric_rows(database, run, metric, layer);
    if (series.empty() && format_of(database) >= format_with_kinds)
        series = read_series_rows(database, run, metric, layer);
    return series;
}

}  // namespace ttt

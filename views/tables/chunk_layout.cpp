#include "views/run_model.h"
#include "views/tables/chunk_rows.h"
#include "views/tables/layer_name.h"
#include "views/tables/metric_help.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <set>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::ChunkRows)
};

/// Of the columns; the guarded arm is a rare one, and nets for images have no twin.
std::vector<Arm> arm_order(const RunModel& run)
{
    std::vector<Arm> arms{Arm::frozen, Arm::twin, Arm::adapted};
    if (run.header().kind == images_kind)
        arms = {Arm::frozen, Arm::adapted};
    if (!run.metric(Metric::nll_guarded).empty())
        arms.push_back(Arm::guarded);
    return arms;
}

QString title_of(Arm arm)
{
    switch (arm) {
    case Arm::frozen:
        return Words::tr("frozen");
    case Arm::twin:
        return Words::tr("twin");
    case Arm::adapted:
        return Words::tr("adapted");
    case Arm::guarded:
        return Words::tr("guarded");
    case Arm::none:
        break;
    }
    return {};
}

/// The same quantity of all arms that have it.
std::vector<ChunkSource> arms_of(const RunModel& run, Quantity quantity)
{
    std::vector<ChunkSource> sources;
    for (const Arm arm : arm_order(run))
        if (const auto metric = metric_of(quantity, arm))
            sources.push_back({*metric, -1});
    return sources;
}

}  // namespace

ChunkLayout whole_layout(const RunModel& run)
{
    ChunkLayout layout;
    for (const Arm arm : arm_order(run))
        layout.columns += title_of(arm);
    for (const Metric metric : run.metrics()) {
        if (run.metric(metric).empty())
            continue;  // of layers
        const MetricInfo* info = find_metric(static_cast<std::int32_t>(metric));
        ChunkRow row = info && info->arm != Arm::none
                           ? ChunkRow{quantity_title(*info), arms_of(run, info->quantity)}
                           : ChunkRow{metric_title(run.header().dictionary, metric), {{metric, -1}}};
        if (std::find(layout.rows.begin(), layout.rows.end(), row) == layout.rows.end())
            layout.rows.push_back(std::move(row));
    }
    return layout;
}

ChunkLayout layer_layout(const RunModel& run)
{
    std::set<std::int32_t> layers;
    std::vector<Metric> metrics;
    for (const Metric metric : run.metrics())
        if (const auto own = run.layers_of(metric); own.back() >= 0) {
            std::ranges::copy_if(own, std::inserter(layers, layers.end()),
                                 [](std::int32_t layer) { return layer >= 0; });
            metrics.push_back(metric);
        }
    ChunkLayout layout;
    for (const std::int32_t layer : layers)
        layout.columns += layer_name(run.header(), layer);
    for (const Metric metric : metrics) {
        ChunkRow& row = layout.rows.emplace_back(ChunkRow{metric_title(run.header().dictionary, metric), {}});
        for (const std::int32_t layer : layers)
            row.sources.push_back({metric, layer});
    }
    return layout;
}

}  // namespace ttt

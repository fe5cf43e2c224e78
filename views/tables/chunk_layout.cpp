#include "views/run_model.h"
#include "views/tables/chunk_rows.h"
#include "views/tables/layer_name.h"
#include "views/tables/metric_help.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <set>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::ChunkRows)
};

struct ArmOfMetric {
    std::string_view ending;  // of the key
    std::string_view label;   // behind the comma of the label
};

constexpr std::array arm_endings{ArmOfMetric{"_frozen", ", frozen"}, ArmOfMetric{"_twin", ", twin"},
                                 ArmOfMetric{"_adapted", ", adapted"}};

bool is_of_an_arm(const MetricInfo& info)
{
    return std::any_of(arm_endings.begin(), arm_endings.end(),
                       [&](const ArmOfMetric& arm) { return info.key.ends_with(arm.ending); });
}

/// The same metric of all arms, in the order of the columns; none when `info` is not the first of them in the table.
std::vector<ChunkSource> arms_of(const MetricInfo& info)
{
    const std::string_view stem = info.key.substr(0, info.key.rfind('_'));
    std::vector<ChunkSource> sources;
    for (const ArmOfMetric& arm : arm_endings)
        for (const MetricInfo& other : metric_table)
            if (other.key.starts_with(stem) && other.key.substr(stem.size()) == arm.ending)
                sources.push_back({other.id, -1});
    return sources;
}

QString arm_title(const MetricInfo& info)
{
    QString title = metric_title(info.id);
    for (const ArmOfMetric& arm : arm_endings)
        title.remove(QString::fromUtf8(arm.label.data(), static_cast<qsizetype>(arm.label.size())));
    return title;
}

}  // namespace

ChunkLayout whole_layout(const RunModel& run)
{
    ChunkLayout layout{{}, {Words::tr("frozen"), Words::tr("twin"), Words::tr("adapted")}};
    for (const Metric metric : run.metrics()) {
        const MetricInfo& info = *find_metric(static_cast<std::int32_t>(metric));
        if (info.per_layer)
            continue;
        ChunkRow row = is_of_an_arm(info) ? ChunkRow{arm_title(info), arms_of(info)}
                                          : ChunkRow{metric_title(metric), {{metric, -1}}};
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
        if (find_metric(static_cast<std::int32_t>(metric))->per_layer) {
            const auto own = run.layers_of(metric);
            layers.insert(own.begin(), own.end());
            metrics.push_back(metric);
        }
    ChunkLayout layout;
    for (const std::int32_t layer : layers)
        layout.columns += layer_name(run.header(), layer);
    for (const Metric metric : metrics) {
        ChunkRow& row = layout.rows.emplace_back(ChunkRow{metric_title(metric), {}});
        for (const std::int32_t layer : layers)
            row.sources.push_back({metric, layer});
    }
    return layout;
}

}  // namespace ttt

#include "views/numbers/number_charts.h"

#include "views/tables/metric_help.h"

#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(NumberCharts)
};

bool is_whole(const RunModel& run, Metric metric)
{
    const std::vector<std::int32_t> layers = run.layers_of(metric);
    return !layers.empty() && layers.front() < 0;
}

}  // namespace

const std::vector<NumberChart>& number_charts()
{
    using enum Metric;
    static const std::vector<NumberChart> charts{
        {"entropy", Words::tr("Entropy"), {entropy_adapted, entropy_frozen, mean_entropy_adapted, mean_entropy_frozen}},
        {"errors", Words::tr("Errors"), {error_adapted, error_frozen, clean_error}},
        {"selection", Words::tr("Selection and agreement"), {selected, reliable, agreement}},
        {"loss", Words::tr("Loss of the update"), {loss, recovery_entropy}},
        {"confidence", Words::tr("Confidence of the source"), {source_confidence}},
        {"nll", Words::tr("NLL"), {nll_adapted, nll_twin, nll_frozen, nll_guarded}},
        {"window",
         Words::tr("Perplexity in the window"),
         {window_perplexity_adapted, window_perplexity_twin, window_perplexity_frozen, window_perplexity_guarded}},
        {"perplexity",
         Words::tr("Perplexity so far"),
         {perplexity_adapted, perplexity_twin, perplexity_frozen, perplexity_guarded}},
        {"updates", Words::tr("Updates"), {updates, resets}},
        {"clipped", Words::tr("Clipped or capped"), {clipped_fraction}},
        {"time", Words::tr("Time"), {forward_ms, update_ms, probe_ms}},
        {"memory", Words::tr("Memory"), {peak_memory_mib}},
    };
    return charts;
}

std::vector<Metric> metrics_of(const NumberChart& chart, const RunModel& run)
{
    std::vector<Metric> there;
    std::ranges::copy_if(chart.metrics, std::back_inserter(there),
                         [&run](Metric metric) { return is_whole(run, metric); });
    return there;
}

std::vector<NumberChart> charts_of(const RunModel& run)
{
    std::vector<NumberChart> charts;
    std::ranges::copy_if(number_charts(), std::back_inserter(charts),
                         [&run](const NumberChart& chart) { return !metrics_of(chart, run).empty(); });
    const RunDictionary& dictionary = run.header().dictionary;
    for (const DictionaryEntry& entry : dictionary.metrics)
        if (const auto metric = static_cast<Metric>(entry.id); is_whole(run, metric))
            charts.push_back({entry.key, metric_title(dictionary, metric), {metric}});
    return charts;
}

}  // namespace ttt

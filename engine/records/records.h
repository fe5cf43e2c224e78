// The stream: a header, one record per step, a summary. Plain values, std only; what crosses every border.
#pragma once

#include "engine/records/dictionary.h"
#include "engine/records/input.h"
#include "engine/records/metrics.h"
#include "engine/records/run_config.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// The kind of run that reads a text token by token. What else a run may be names itself.
inline constexpr std::string_view document_kind = "document";

/// The kind of run that reads a stream of images.
inline constexpr std::string_view images_kind = "images";

/// Steps that another run made, at the beginning of one that goes on from there.
struct RunStretch {
    std::string run_id;      // of that run
    RunConfig config;        // resolved: that they were made with
    std::int64_t steps = 0;  // the first so many of the run that holds them
};

struct RunHeader {
    std::string run_id;               // UUID
    std::string kind{document_kind};  // tells whose items and settings these are
    RunConfig config;                 // resolved: no empty choice left
    std::string model_hash;           // content of config.json and weights
    std::string twin_hash;            // empty: no twin
    std::string input_hash;           // of the document, or of what the input is made of
    std::int64_t item_count = 0;      // of this run; a document's tokens
    std::int64_t step_items = 0;      // of one step, but for the last; 0: config.chunk
    std::int64_t step_count = 0;      // ceil(item_count / step_items)
    std::int64_t layer_count = 0;
    std::int64_t parameter_count = 0;
    std::string engine_version;
    std::string device_name;  // "CPU, 2 threads", "NVIDIA H200"
    std::int64_t started_unix_ms = 0;
    std::vector<std::string> remarks;  // sentences that whoever reads the numbers must know: tensors that were not used
    std::vector<RunStretch> before{};  // oldest first, each further than the last; empty: read from its start
    RunDictionary dictionary;          // what the records hold beyond the tables of metrics.h
};

inline std::int64_t items_per_step(const RunHeader& header)
{
    return header.step_items > 0 ? header.step_items : header.config.chunk;
}

struct MetricValue {
    Metric metric;
    std::int32_t layer;  // -1: the whole step
    double value;

    bool operator==(const MetricValue&) const = default;
};

/// One column over the items of the step: values.size() == (end - begin) * width. NaN: no value (the first token).
struct ItemColumn {
    Column column;
    std::vector<float> values;
};

/// The events of one kind in a step, one after the other: for each as many items and values as its kind names. The
/// first item of an event is one of the step's, the others stand before it.
struct EventRows {
    EventKind kind;
    std::vector<std::int64_t> items;
    std::vector<double> values;
};

/// Everything measured in one step. Token t's NLL was computed before token t could be learned from.
struct StepRecord {
    std::int64_t index = 0;
    std::int64_t begin = 0;  // items [begin, end)
    std::int64_t end = 0;
    std::vector<MetricValue> metrics;
    std::vector<ItemColumn> columns;
    std::vector<EventRows> events;  // each kind at most once, by number
    std::string fast_hash;          // of all fast weights after the step; empty: nothing is fast
};

/// nullptr: the step has none of the kind.
inline const EventRows* find_events(const StepRecord& step, EventKind kind)
{
    const auto found = std::find_if(step.events.begin(), step.events.end(),
                                    [kind](const EventRows& rows) { return rows.kind == kind; });
    return found == step.events.end() ? nullptr : &*found;
}

/// Those of the kind, made when there are none yet.
inline EventRows& rows_of(StepRecord& step, EventKind kind)
{
    const auto place = std::lower_bound(step.events.begin(), step.events.end(), kind,
                                        [](const EventRows& rows, EventKind wanted) { return rows.kind < wanted; });
    const bool is_there = place != step.events.end() && place->kind == kind;
    return is_there ? *place : *step.events.insert(place, {kind, {}, {}});
}

/// diverged: what was adapted went astray (the message says at which chunk); read to the end where numbers stayed
/// finite.
enum class RunState : std::int32_t {
    running = 0,
    finished = 1,
    cancelled = 2,
    failed = 3,
    interrupted = 4,
    diverged = 5
};

/// The sum of a column over the items that have a value.
struct Total {
    Column column;
    double sum = 0;
    std::int64_t count = 0;
};

struct RunSummary {
    RunState state = RunState::running;
    std::string message;  // a sentence; empty when there is nothing to say
    std::int64_t items = 0;
    std::int64_t steps = 0;
    std::int64_t updates = 0;     // steps that wrote
    double seconds = 0;           // wall time of the steps
    std::vector<Total> totals{};  // of the columns that have one, each once
};

/// nullptr: the run has no such column, or none of its items has a value.
inline const Total* find_total(const RunSummary& summary, Column column)
{
    const auto found = std::find_if(summary.totals.begin(), summary.totals.end(),
                                    [column](const Total& total) { return total.column == column; });
    return found == summary.totals.end() || found->count <= 0 ? nullptr : &*found;
}

/// The mean of a column over a run, as its quantity is shown; NaN when there is none.
inline double mean_of(const RunSummary& summary, Column column)
{
    const Total* total = find_total(summary, column);
    return total ? shown_mean(transform_of(column), total->sum / static_cast<double>(total->count))
                 : std::numeric_limits<double>::quiet_NaN();
}

/// NaN when the arm did not run.
inline double perplexity(const RunSummary& summary, Arm arm)
{
    const std::optional<Column> nll = column_of(Quantity::nll, arm);
    return nll ? mean_of(summary, *nll) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ttt

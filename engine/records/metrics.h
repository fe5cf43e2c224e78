// Metrics, item columns and events are data: one table gives each its number, key, label, unit and better direction.
// A new one is a line here, the probe that computes it, and a test. Numbers are stored in files: never reuse one.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ttt {

enum class Better { neither, lower, higher };

/// What is measured, whoever it is measured of.
enum class Quantity { other, nll, perplexity, window_perplexity, rank, top_ids, top_nll, error, entropy, mean_entropy };

/// Of which reading a number is; none: of the run as a whole.
/// guarded: adapted up to where it was found to be worse than frozen, frozen from there on (engine/records/guard.h).
enum class Arm { none, frozen, adapted, twin, guarded };

inline constexpr std::array all_arms{Arm::frozen, Arm::adapted, Arm::twin, Arm::guarded};

/// How the mean of a quantity is shown: of NLL in nats as perplexity, of what is wrong in per cent.
enum class Transform { identity, exp, percent };

inline double shown_mean(Transform transform, double mean)
{
    return transform == Transform::exp ? std::exp(mean) : transform == Transform::percent ? 100 * mean : mean;
}

/// One number per step, or per step and layer.
enum class Metric : std::int32_t {
    // per layer
    delta_norm = 1,
    delta_relative = 2,
    drift_norm = 3,
    drift_relative = 4,
    cosine_previous = 5,
    output_change = 6,
    effective_rank = 7,
    key_tail_p99 = 8,
    key_tail_max = 9,
    write_collision = 10,
    clip_scale = 11,
    cap_scale = 12,
    precision_health = 13,
    nonfinite = 14,
    gradient_norm = 15,
    // per step (layer -1)
    nll_frozen = 101,
    nll_adapted = 102,
    nll_twin = 103,
    nll_guarded = 104,
    perplexity_frozen = 111,
    perplexity_adapted = 112,
    perplexity_twin = 113,
    perplexity_guarded = 114,
    window_perplexity_frozen = 121,
    window_perplexity_adapted = 122,
    window_perplexity_twin = 123,
    window_perplexity_guarded = 124,
    updates = 130,
    clipped_fraction = 131,
    // per step, of images
    error_frozen = 141,
    error_adapted = 142,
    entropy_frozen = 143,
    entropy_adapted = 144,
    mean_entropy_frozen = 145,
    mean_entropy_adapted = 146,
    agreement = 147,
    reliable = 148,
    selected = 149,
    loss = 150,
    recovery_entropy = 151,
    source_confidence = 152,
    clean_error = 153,
    resets = 154,
    forward_ms = 201,
    update_ms = 202,
    probe_ms = 203,
    peak_memory_mib = 204,
};

struct MetricInfo {
    Metric id;
    std::string_view key;
    std::string_view label;  // of the quantity; label_of() says the arm too
    std::string_view unit;
    Better better;
    bool per_layer;
    bool repeatable;  // the same again when the run is computed again; false: timings and memory
    Quantity quantity = Quantity::other;
    Arm arm = Arm::none;
};

inline constexpr std::array metric_table{
    MetricInfo{Metric::delta_norm, "delta_norm", "step ‖ΔW‖", "", Better::neither, true, true},
    MetricInfo{Metric::delta_relative, "delta_relative", "step ‖ΔW‖ / ‖W₀‖", "", Better::neither, true, true},
    MetricInfo{Metric::drift_norm, "drift_norm", "drift ‖W − W₀‖", "", Better::neither, true, true},
    MetricInfo{Metric::drift_relative, "drift_relative", "drift ‖W − W₀‖ / ‖W₀‖", "", Better::neither, true, true},
    MetricInfo{Metric::cosine_previous, "cosine_previous", "cosine with the previous step", "", Better::neither, true,
               true},
    MetricInfo{Metric::output_change, "output_change", "output change ‖y − y₀‖ / ‖y₀‖", "", Better::neither, true,
               true},
    MetricInfo{Metric::effective_rank, "effective_rank", "effective rank of the step", "", Better::higher, true, true},
    MetricInfo{Metric::key_tail_p99, "key_tail_p99", "key norm p99 / median", "", Better::lower, true, true},
    MetricInfo{Metric::key_tail_max, "key_tail_max", "key norm max / median", "", Better::lower, true, true},
    MetricInfo{Metric::write_collision, "write_collision", "write collision", "", Better::lower, true, true},
    MetricInfo{Metric::clip_scale, "clip_scale", "clip scale of the step", "", Better::higher, true, true},
    MetricInfo{Metric::cap_scale, "cap_scale", "cap scale of the drift", "", Better::higher, true, true},
    MetricInfo{Metric::precision_health, "precision_health", "realised / intended norm of the step", "",
               Better::neither, true, true},
    MetricInfo{Metric::nonfinite, "nonfinite", "values that are not finite", "", Better::lower, true, true},
    MetricInfo{Metric::gradient_norm, "gradient_norm", "gradient norm", "", Better::neither, true, true},
    MetricInfo{Metric::nll_frozen, "nll_frozen", "NLL", "nats/token", Better::lower, false, true, Quantity::nll,
               Arm::frozen},
    MetricInfo{Metric::nll_adapted, "nll_adapted", "NLL", "nats/token", Better::lower, false, true, Quantity::nll,
               Arm::adapted},
    MetricInfo{Metric::nll_twin, "nll_twin", "NLL", "nats/token", Better::lower, false, true, Quantity::nll, Arm::twin},
    MetricInfo{Metric::nll_guarded, "nll_guarded", "NLL", "nats/token", Better::lower, false, true, Quantity::nll,
               Arm::guarded},
    MetricInfo{Metric::perplexity_frozen, "perplexity_frozen", "perplexity so far", "", Better::lower, false, true,
               Quantity::perplexity, Arm::frozen},
    MetricInfo{Metric::perplexity_adapted, "perplexity_adapted", "perplexity so far", "", Better::lower, false, true,
               Quantity::perplexity, Arm::adapted},
    MetricInfo{Metric::perplexity_twin, "perplexity_twin", "perplexity so far", "", Better::lower, false, true,
               Quantity::perplexity, Arm::twin},
    MetricInfo{Metric::perplexity_guarded, "perplexity_guarded", "perplexity so far", "", Better::lower, false, true,
               Quantity::perplexity, Arm::guarded},
    MetricInfo{Metric::window_perplexity_frozen, "window_perplexity_frozen", "perplexity in the window", "",
               Better::lower, false, true, Quantity::window_perplexity, Arm::frozen},
    MetricInfo{Metric::window_perplexity_adapted, "window_perplexity_adapted", "perplexity in the window", "",
               Better::lower, false, true, Quantity::window_perplexity, Arm::adapted},
    MetricInfo{Metric::window_perplexity_twin, "window_perplexity_twin", "perplexity in the window", "", Better::lower,
               false, true, Quantity::window_perplexity, Arm::twin},
    MetricInfo{Metric::window_perplexity_guarded, "window_perplexity_guarded", "perplexity in the window", "",
               Better::lower, false, true, Quantity::window_perplexity, Arm::guarded},
    MetricInfo{Metric::updates, "updates", "updates fired so far", "", Better::neither, false, true},
    MetricInfo{Metric::clipped_fraction, "clipped_fraction", "fast layers clipped or capped", "", Better::lower, false,
               true},
    MetricInfo{Metric::error_frozen, "error_frozen", "error of the batch", "%", Better::lower, false, true,
               Quantity::error, Arm::frozen},
    MetricInfo{Metric::error_adapted, "error_adapted", "error of the batch", "%", Better::lower, false, true,
               Quantity::error, Arm::adapted},
    MetricInfo{Metric::entropy_frozen, "entropy_frozen", "entropy of the predictions", "nats", Better::neither, false,
               true, Quantity::entropy, Arm::frozen},
    MetricInfo{Metric::entropy_adapted, "entropy_adapted", "entropy of the predictions", "nats", Better::neither, false,
               true, Quantity::entropy, Arm::adapted},
    MetricInfo{Metric::mean_entropy_frozen, "mean_entropy_frozen", "entropy of the mean prediction", "nats",
               Better::neither, false, true, Quantity::mean_entropy, Arm::frozen},
    MetricInfo{Metric::mean_entropy_adapted, "mean_entropy_adapted", "entropy of the mean prediction", "nats",
               Better::neither, false, true, Quantity::mean_entropy, Arm::adapted},
    MetricInfo{Metric::agreement, "agreement", "same answer as frozen", "%", Better::neither, false, true},
    MetricInfo{Metric::reliable, "reliable", "images below the entropy margin", "%", Better::neither, false, true},
    MetricInfo{Metric::selected, "selected", "images that were learned from", "%", Better::neither, false, true},
    MetricInfo{Metric::loss, "loss", "loss of the update", "nats", Better::lower, false, true},
    MetricInfo{Metric::recovery_entropy, "recovery_entropy", "running entropy that resets", "nats", Better::neither,
               false, true},
    MetricInfo{Metric::source_confidence, "source_confidence", "confidence of the source", "", Better::neither, false,
               true},
    MetricInfo{Metric::clean_error, "clean_error", "error on clean images", "%", Better::lower, false, true},
    MetricInfo{Metric::resets, "resets", "resets so far", "", Better::neither, false, true},
    MetricInfo{Metric::forward_ms, "forward_ms", "forward", "ms", Better::lower, false, false},
    MetricInfo{Metric::update_ms, "update_ms", "update", "ms", Better::lower, false, false},
    MetricInfo{Metric::probe_ms, "probe_ms", "probes", "ms", Better::lower, false, false},
    MetricInfo{Metric::peak_memory_mib, "peak_memory_mib", "peak memory", "MiB", Better::lower, false, false},
};

/// `width` values per item, stored one item after the other.
enum class Column : std::int32_t {
    nll_frozen = 1,
    nll_adapted = 2,
    nll_twin = 3,
    nll_guarded = 4,
    rank_frozen = 11,
    rank_adapted = 12,
    rank_twin = 13,
    top_ids_frozen = 21,
    top_ids_adapted = 22,
    top_nll_frozen = 31,
    top_nll_adapted = 32,
    image = 51,         // its number in the set
    label = 52,         // its class; NaN: not known
    shift = 53,         // its place among the stream's shifts
    wrong_frozen = 61,  // 1: the most likely class is not the label; 0: it is; NaN: no label
    wrong_adapted = 62,
    entropy_frozen = 71,
    entropy_adapted = 72,
    induction = 41,  // 0: the rule is wrong or knows no earlier pair (engine/text/patterns.h); NaN: the first token
};

struct ColumnInfo {
    Column id;
    std::string_view key;
    std::string_view label;  // of the quantity; label_of() says the arm too
    std::string_view unit;
    std::int32_t width;
    Quantity quantity = Quantity::other;
    Arm arm = Arm::none;
};

inline constexpr std::int32_t top_k = 5;

inline constexpr std::array column_table{
    ColumnInfo{Column::nll_frozen, "nll_frozen", "NLL", "nats", 1, Quantity::nll, Arm::frozen},
    ColumnInfo{Column::nll_adapted, "nll_adapted", "NLL", "nats", 1, Quantity::nll, Arm::adapted},
    ColumnInfo{Column::nll_twin, "nll_twin", "NLL", "nats", 1, Quantity::nll, Arm::twin},
    ColumnInfo{Column::nll_guarded, "nll_guarded", "NLL", "nats", 1, Quantity::nll, Arm::guarded},
    ColumnInfo{Column::rank_frozen, "rank_frozen", "rank", "", 1, Quantity::rank, Arm::frozen},
    ColumnInfo{Column::rank_adapted, "rank_adapted", "rank", "", 1, Quantity::rank, Arm::adapted},
    ColumnInfo{Column::rank_twin, "rank_twin", "rank", "", 1, Quantity::rank, Arm::twin},
    ColumnInfo{Column::top_ids_frozen, "top_ids_frozen", "top 5 tokens", "token id", top_k, Quantity::top_ids,
               Arm::frozen},
    ColumnInfo{Column::top_ids_adapted, "top_ids_adapted", "top 5 tokens", "token id", top_k, Quantity::top_ids,
               Arm::adapted},
    ColumnInfo{Column::top_nll_frozen, "top_nll_frozen", "NLL of the top 5", "nats", top_k, Quantity::top_nll,
               Arm::frozen},
    ColumnInfo{Column::top_nll_adapted, "top_nll_adapted", "NLL of the top 5", "nats", top_k, Quantity::top_nll,
               Arm::adapted},
    ColumnInfo{Column::induction, "induction",
               "tokens back to the earlier pair, when an induction rule gets the token right", "tokens", 1},
    ColumnInfo{Column::image, "image", "number in the set", "", 1},
    ColumnInfo{Column::label, "label", "class", "", 1},
    ColumnInfo{Column::shift, "shift", "shift of the stream", "", 1},
    ColumnInfo{Column::wrong_frozen, "wrong_frozen", "error", "", 1, Quantity::error, Arm::frozen},
    ColumnInfo{Column::wrong_adapted, "wrong_adapted", "error", "", 1, Quantity::error, Arm::adapted},
    ColumnInfo{Column::entropy_frozen, "entropy_frozen", "entropy of the prediction", "nats", 1, Quantity::entropy,
               Arm::frozen},
    ColumnInfo{Column::entropy_adapted, "entropy_adapted", "entropy of the prediction", "nats", 1, Quantity::entropy,
               Arm::adapted},
};

/// Something that happened at an item. A row of events has items and values; their names, parted by commas.
enum class EventKind : std::int32_t {
    pattern = 1,  // engine/records/patterns.h
    worse = 2,    // engine/records/guard.h
    // of images
    shift = 3,     // another shift of the stream begins
    reset = 4,     // what adapts begins anew: as the stream says, or as the method decides
    collapse = 5,  // engine/records/collapse.h
};

struct EventInfo {
    EventKind id;
    std::string_view key;
    std::string_view label;
    std::string_view items;
    std::string_view values;
};

inline constexpr std::array event_table{
    EventInfo{EventKind::pattern, "pattern", "repeated pair … A B … A → B", "item,earlier item",
              "logit change,logit change of the others,spread of the logit change of the others"},
    EventInfo{EventKind::worse, "worse", "adapted worse than frozen", "last judged item,first judged item",
              "nats per item above frozen,judged chunks"},
    EventInfo{EventKind::shift, "shift", "another shift begins", "item", "shift"},
    EventInfo{EventKind::reset, "reset", "begins anew", "item", "by the method"},
    EventInfo{EventKind::collapse, "collapse", "predictions collapse", "last judged item,first judged item",
              "entropy of the mean prediction,that of frozen"},
};

constexpr std::int32_t count_names(std::string_view names)
{
    return names.empty() ? 0 : static_cast<std::int32_t>(std::count(names.begin(), names.end(), ',')) + 1;
}

/// Name `at` of those parted by commas.
constexpr std::string_view name_at(std::string_view names, std::size_t at)
{
    for (; at > 0; --at)
        names.remove_prefix(std::min(names.find(','), names.size() - 1) + 1);
    return names.substr(0, names.find(','));
}

/// The line of the table, or nullptr for a number that this version does not know (a newer file, another program's).
template <class Id, class Table>
constexpr auto find_in_table(const Table& table, Id id) -> decltype(table.data())
{
    for (const auto& info : table)
        if (info.id == id)
            return &info;
    return nullptr;
}

constexpr const MetricInfo* find_metric(std::int32_t id)
{
    return find_in_table(metric_table, static_cast<Metric>(id));
}

constexpr const ColumnInfo* find_column(std::int32_t id)
{
    return find_in_table(column_table, static_cast<Column>(id));
}

constexpr const EventInfo* find_event(EventKind id)
{
    return find_in_table(event_table, id);
}

/// The number that is this quantity of this arm; nullopt: nobody measures it.
constexpr std::optional<Column> column_of(Quantity quantity, Arm arm)
{
    for (const ColumnInfo& info : column_table)
        if (info.quantity == quantity && info.arm == arm)
            return info.id;
    return std::nullopt;
}

constexpr std::optional<Metric> metric_of(Quantity quantity, Arm arm)
{
    for (const MetricInfo& info : metric_table)
        if (info.quantity == quantity && info.arm == arm)
            return info.id;
    return std::nullopt;
}

constexpr Transform transform_of(Column column)
{
    const ColumnInfo* info = find_column(static_cast<std::int32_t>(column));
    const Quantity quantity = info ? info->quantity : Quantity::other;
    return quantity == Quantity::nll     ? Transform::exp
           : quantity == Quantity::error ? Transform::percent
                                         : Transform::identity;
}

/// "frozen", "adapted", "twin", "guarded"; of no arm ''.
constexpr std::string_view name_of(Arm arm)
{
    constexpr std::array names{std::string_view{}, std::string_view("frozen"), std::string_view("adapted"),
                               std::string_view("twin"), std::string_view("guarded")};
    return names[static_cast<std::size_t>(arm)];
}

/// "NLL, frozen", "induction"; `info`: a MetricInfo or a ColumnInfo.
template <class Info>
std::string label_of(const Info& info)
{
    std::string label(info.label);
    return info.arm == Arm::none ? label : label + ", " + std::string(name_of(info.arm));
}

}  // namespace ttt

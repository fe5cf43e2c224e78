// Are two records of the same step the same? What `verify` asks.
#pragma once

#include "engine/records/records.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace ttt {
namespace compare_detail {

template <class Number>
bool same_bits(Number a, Number b)
{
    if (a != a && b != b)
        return true;
    if constexpr (sizeof(Number) == 8)
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    else
        return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

/// "Step 7: <what> is <a> here and <b> there."
template <class Value>
std::string sentence(const StepRecord& step, const std::string& what, const Value& a, const Value& b)
{
    std::ostringstream text;
    text.precision(17);
    text << "Step " << step.index << ": " << what << " is " << a << " in the first and " << b << " in the second.";
    return text.str();
}

inline std::string metric_name(std::int32_t id)
{
    const MetricInfo* info = find_metric(id);
    return "metric " + (info ? std::string(info->key) : std::to_string(id));
}

inline std::string column_name(std::int32_t id)
{
    const ColumnInfo* info = find_column(id);
    return "column " + (info ? std::string(info->key) : std::to_string(id));
}

inline std::vector<MetricValue> repeatable(const StepRecord& step)
{
    std::vector<MetricValue> result;
    for (const MetricValue& value : step.metrics) {
        const MetricInfo* info = find_metric(static_cast<std::int32_t>(value.metric));
        if (!info || info->repeatable)
            result.push_back(value);
    }
    return result;
}

inline std::optional<std::string> metric_difference(const StepRecord& a, const StepRecord& b)
{
    const auto left = repeatable(a);
    const auto right = repeatable(b);
    if (left.size() != right.size())
        return sentence(a, "the number of metrics", left.size(), right.size());
    for (std::size_t index = 0; index < left.size(); ++index) {
        std::string what = metric_name(static_cast<std::int32_t>(left[index].metric));
        if (left[index].layer >= 0)
            what += " of layer " + std::to_string(left[index].layer);
        if (left[index].metric != right[index].metric || left[index].layer != right[index].layer)
            return sentence(a, "the metric at place " + std::to_string(index), what,
                            metric_name(static_cast<std::int32_t>(right[index].metric)) + " of layer " +
                                std::to_string(right[index].layer));
        if (!same_bits(left[index].value, right[index].value))
            return sentence(a, what, left[index].value, right[index].value);
    }
    return std::nullopt;
}

inline std::optional<std::string> column_difference(const StepRecord& a, const StepRecord& b, const ItemColumn& left,
                                                    const ItemColumn& right)
{
    const auto id = static_cast<std::int32_t>(left.column);
    if (left.column != right.column)
        return sentence(a, "a column", column_name(id), column_name(static_cast<std::int32_t>(right.column)));
    if (left.values.size() != right.values.size())
        return sentence(b, "the length of " + column_name(id), left.values.size(), right.values.size());
    const ColumnInfo* info = find_column(id);
    const std::int64_t width = info ? info->width : 1;
    for (std::size_t index = 0; index < left.values.size(); ++index)
        if (!same_bits(left.values[index], right.values[index]))
            return sentence(
                a, column_name(id) + " of item " + std::to_string(a.begin + static_cast<std::int64_t>(index) / width),
                left.values[index], right.values[index]);
    return std::nullopt;
}

inline std::string event_name(EventKind kind)
{
    const EventInfo* info = find_event(kind);
    return info ? std::string(info->key) : "event of kind " + std::to_string(static_cast<std::int32_t>(kind));
}

/// "the logit change of the pattern at item 49"
inline std::string event_value_name(const EventRows& rows, std::size_t at)
{
    const EventInfo* info = find_event(rows.kind);
    if (!info)
        return "value " + std::to_string(at) + " of the " + event_name(rows.kind) + "s";
    const auto values = static_cast<std::size_t>(count_names(info->values));
    const std::size_t item = at / values * static_cast<std::size_t>(count_names(info->items));
    return "the " + std::string(name_at(info->values, at % values)) + " of the " + event_name(rows.kind) + " at item " +
           std::to_string(rows.items.at(item));
}

inline std::optional<std::string> event_difference(const StepRecord& a, const EventRows& left, const EventRows& right)
{
    const std::string events = event_name(left.kind) + "s";
    if (left.kind != right.kind)
        return sentence(a, "a kind of event", event_name(left.kind), event_name(right.kind));
    if (left.items.size() != right.items.size() || left.values.size() != right.values.size())
        return sentence(a, "the number of items of the " + events, left.items.size(), right.items.size());
    for (std::size_t at = 0; at < left.items.size(); ++at)
        if (left.items[at] != right.items[at])
            return sentence(a, "a place of the " + events, left.items[at], right.items[at]);
    for (std::size_t at = 0; at < left.values.size(); ++at)
        if (!same_bits(left.values[at], right.values[at]))
            return sentence(a, event_value_name(left, at), left.values[at], right.values[at]);
    return std::nullopt;
}

}  // namespace compare_detail

/// The first difference in anything that must come out the same again, bit by bit (NaN equals NaN), as a sentence that
/// names step, layer, metric or item. Timings and memory are not looked at. nullopt: identical.
inline std::optional<std::string> first_difference(const StepRecord& a, const StepRecord& b)
{
    using namespace compare_detail;
    if (a.index != b.index)
        return sentence(a, "the index", a.index, b.index);
    if (a.begin != b.begin)
        return sentence(a, "the first item", a.begin, b.begin);
    if (a.end != b.end)
        return sentence(a, "the end", a.end, b.end);
    if (auto difference = metric_difference(a, b))
        return difference;
    if (a.columns.size() != b.columns.size())
        return sentence(a, "the number of columns", a.columns.size(), b.columns.size());
    for (std::size_t index = 0; index < a.columns.size(); ++index)
        if (auto difference = column_difference(a, b, a.columns[index], b.columns[index]))
            return difference;
    if (a.events.size() != b.events.size())
        return sentence(a, "the number of kinds of events", a.events.size(), b.events.size());
    for (std::size_t index = 0; index < a.events.size(); ++index)
        if (auto difference = event_difference(a, a.events[index], b.events[index]))
            return difference;
    if (a.fast_hash != b.fast_hash)
        return sentence(a, "the hash of the fast weights", a.fast_hash, b.fast_hash);
    return std::nullopt;
}

}  // namespace ttt

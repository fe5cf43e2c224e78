// What the numbers of a run's records are, beyond the tables of metrics.h: of a later version, of another program, of
// another kind of run. Plain values, std only.
#pragma once

#include "engine/records/metrics.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// A metric or an item column.
struct DictionaryEntry {
    std::int32_t id = 0;
    std::string key;
    std::string label;
    std::string unit;
    std::int32_t width = 1;  // values per item; 1 for metrics

    bool operator==(const DictionaryEntry&) const = default;
};

/// A kind of event, as EventInfo.
struct EventEntry {
    std::int32_t id = 0;
    std::string key;
    std::string label;
    std::string items;
    std::string values;

    bool operator==(const EventEntry&) const = default;
};

/// So few that a made-up file can't fill the memory with what nobody asked for.
struct RunDictionary {
    static constexpr std::size_t most_entries = 16;  // of each
    static constexpr std::int32_t widest_column = 8;

    std::vector<DictionaryEntry> metrics;
    std::vector<DictionaryEntry> columns;
    std::vector<EventEntry> events;

    bool operator==(const RunDictionary&) const = default;
};

inline bool knows(const RunDictionary& dictionary, Metric metric)
{
    const auto id = static_cast<std::int32_t>(metric);
    return find_metric(id) || std::any_of(dictionary.metrics.begin(), dictionary.metrics.end(),
                                          [id](const DictionaryEntry& entry) { return entry.id == id; });
}

/// Values per item; 0: nobody says what this column is.
inline std::int32_t width_of(const RunDictionary& dictionary, Column column)
{
    const auto id = static_cast<std::int32_t>(column);
    if (const ColumnInfo* info = find_column(id))
        return info->width;
    const auto found = std::find_if(dictionary.columns.begin(), dictionary.columns.end(),
                                    [id](const DictionaryEntry& entry) { return entry.id == id; });
    return found == dictionary.columns.end() ? 0 : found->width;
}

/// Of the table, or of the dictionary; without names: nobody says what this kind is.
inline EventEntry event_entry(const RunDictionary& dictionary, EventKind kind)
{
    const auto id = static_cast<std::int32_t>(kind);
    if (const EventInfo* info = find_event(kind))
        return {id, std::string(info->key), std::string(info->label), std::string(info->items),
                std::string(info->values)};
    const auto found = std::find_if(dictionary.events.begin(), dictionary.events.end(),
                                    [id](const EventEntry& entry) { return entry.id == id; });
    return found == dictionary.events.end() ? EventEntry{id, {}, {}, {}, {}} : *found;
}

}  // namespace ttt

#include "sessions/dictionary_rows.h"

#include "engine/records/error.h"
#include "sessions/schema.h"

#include <algorithm>
#include <limits>

namespace ttt {

namespace {

constexpr std::int64_t widest_column = 1024;
constexpr std::int32_t most_names = 64;  // of the items, and of the values, of a kind of event

std::string_view name_of(Better better)
{
    return better == Better::lower ? "lower" : better == Better::higher ? "higher" : "neither";
}

void write_metrics(Database& database)
{
    Statement metric(database, "INSERT INTO metric_info VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                               "key = excluded.key, label = excluded.label, unit = excluded.unit, "
                               "better = excluded.better, per_layer = excluded.per_layer, "
                               "repeatable = excluded.repeatable");
    for (const MetricInfo& info : metric_table)
        metric.run(static_cast<int>(info.id), info.key, std::string_view(label_of(info)), info.unit,
                   name_of(info.better), info.per_layer, info.repeatable);
}

void write_columns(Database& database)
{
    Statement column(database, "INSERT INTO column_info VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                               "key = excluded.key, label = excluded.label, unit = excluded.unit, "
                               "width = excluded.width WHERE width = excluded.width");
    for (const ColumnInfo& info : column_table)
        column.run(static_cast<int>(info.id), info.key, std::string_view(label_of(info)), info.unit, info.width);
}

void expect_key(Database& database, const std::string& table, std::int32_t id, const std::string& key)
{
    Statement row(database, "SELECT key FROM " + table + " WHERE id = ?");
    if (row.bind(id).step() && row.text(0) != key)
        throw Error("Session file \"" + database.path() + "\" can't hold this run: number " + std::to_string(id) +
                    " of its " + table + " is \"" + row.text(0) + "\", not \"" + key + "\".");
}

/// Its blobs would be read as another number of items.
void expect_width(Database& database, const DictionaryEntry& column)
{
    Statement row(database, "SELECT width FROM column_info WHERE id = ?");
    if (row.bind(column.id).step() && row.integer(0) != column.width)
        throw Error("Session file \"" + database.path() + "\" can't hold this run: its column \"" + column.key +
                    "\" has " + std::to_string(row.integer(0)) + " values an item, not " +
                    std::to_string(column.width) + ".");
}

std::int32_t small_integer(Database& database, const Statement& row, int column)
{
    const std::int64_t value = row.integer(column);
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
        database.fail_damaged("a number of a dictionary is " + std::to_string(value));
    return static_cast<std::int32_t>(value);
}

std::vector<DictionaryEntry> read_dictionary(Database& database, std::string_view sql)
{
    std::vector<DictionaryEntry> entries;
    Statement rows(database, sql);
    while (rows.step())
        entries.push_back({small_integer(database, rows, 0), rows.text(1), rows.text(2), rows.text(3),
                           small_integer(database, rows, 4)});
    return entries;
}

}  // namespace

void write_dictionaries(Database& database)
{
    write_metrics(database);
    write_columns(database);
    Statement event(database, "INSERT INTO event_info VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                              "key = excluded.key, label = excluded.label WHERE item_names = excluded.item_names AND "
                              "value_names = excluded.value_names");
    for (const EventInfo& info : event_table)
        event.run(static_cast<int>(info.id), info.key, info.label, info.items, info.values);
}

void add_dictionary(Database& database, const RunDictionary& dictionary)
{
    Statement metric(database, "INSERT OR IGNORE INTO metric_info VALUES (?, ?, ?, ?, 'neither', 0, 1)");
    for (const DictionaryEntry& entry : dictionary.metrics) {
        metric.run(entry.id, std::string_view(entry.key), std::string_view(entry.label), std::string_view(entry.unit));
        expect_key(database, "metric_info", entry.id, entry.key);
    }
    Statement column(database, "INSERT OR IGNORE INTO column_info VALUES (?, ?, ?, ?, ?)");
    for (const DictionaryEntry& entry : dictionary.columns) {
        column.run(entry.id, std::string_view(entry.key), std::string_view(entry.label), std::string_view(entry.unit),
                   entry.width);
        expect_key(database, "column_info", entry.id, entry.key);
        expect_width(database, entry);
    }
    Statement event(database, "INSERT OR IGNORE INTO event_info VALUES (?, ?, ?, ?, ?)");
    for (const EventEntry& entry : dictionary.events) {
        event.run(entry.id, std::string_view(entry.key), std::string_view(entry.label), std::string_view(entry.items),
                  std::string_view(entry.values));
        expect_key(database, "event_info", entry.id, entry.key);
    }
}

void copy_better(Database& source, Database& target, const RunDictionary& dictionary)
{
    Statement row(source, "SELECT better, per_layer, repeatable FROM metric_info WHERE id = ? AND key = ?");
    Statement update(target, "UPDATE metric_info SET better = ?, per_layer = ?, repeatable = ? WHERE id = ?");
    for (const DictionaryEntry& entry : dictionary.metrics)
        if (row.bind(entry.id, std::string_view(entry.key)).step()) {
            const std::string better = row.text(0);
            update.run(std::string_view(better), row.integer(1), row.integer(2), entry.id);
        }
}

std::vector<DictionaryEntry> read_metric_dictionary(Database& database)
{
    return read_dictionary(database, "SELECT id, key, label, unit, 1 FROM metric_info ORDER BY id");
}

std::vector<DictionaryEntry> read_column_dictionary(Database& database)
{
    auto entries = read_dictionary(database, "SELECT id, key, label, unit, width FROM column_info ORDER BY id");
    for (const DictionaryEntry& entry : entries) {
        const ColumnInfo* known = find_column(entry.id);
        if (entry.width < 1 || entry.width > widest_column || (known && known->width != entry.width))
            database.fail_damaged("column " + entry.key + " has width " + std::to_string(entry.width));
    }
    return entries;
}

std::vector<EventEntry> read_event_dictionary(Database& database)
{
    std::vector<EventEntry> entries;
    // Asked each time: a writer may bring the file up to date while a reader has it open.
    if (format_of(database) < format_with_kinds)
        return entries;
    Statement rows(database, "SELECT id, key, label, item_names, value_names FROM event_info ORDER BY id");
    while (rows.step()) {
        const EventEntry& entry = entries.emplace_back(
            EventEntry{small_integer(database, rows, 0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
        const EventInfo* known = find_event(static_cast<EventKind>(entry.id));
        const std::int32_t items = count_names(entry.items), values = count_names(entry.values);
        if (items < 1 || items > most_names || values > most_names ||
            (known && (items != count_names(known->items) || values != count_names(known->values))))
            database.fail_damaged("an event " + entry.key + " has " + std::to_string(items) + " items and " +
                                  std::to_string(values) + " values");
    }
    return entries;
}

RunDictionary read_own_dictionary(Database& database)
{
    RunDictionary own{read_metric_dictionary(database), read_column_dictionary(database),
                      read_event_dictionary(database)};
    std::erase_if(own.metrics, [](const DictionaryEntry& entry) { return find_metric(entry.id); });
    std::erase_if(own.columns, [](const DictionaryEntry& entry) { return find_column(entry.id); });
    std::erase_if(own.events, [](const EventEntry& entry) { return find_event(static_cast<EventKind>(entry.id)); });
    return own;
}

}  // namespace ttt

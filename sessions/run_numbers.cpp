#include "sessions/run_numbers.h"

#include <algorithm>
#include <limits>

namespace ttt {

namespace {

const DictionaryEntry* find_entry(const std::vector<DictionaryEntry>& entries, std::int32_t id)
{
    const auto found = std::ranges::find(entries, id, &DictionaryEntry::id);
    return found == entries.end() ? nullptr : &*found;
}

template <class Value>
void pad(std::vector<Value>& values, std::int64_t size)
{
    values.resize(static_cast<std::size_t>(size), std::numeric_limits<Value>::quiet_NaN());
}

/// What the dictionaries of the file do not name has no key, and is left out.
class NumberReader {
public:
    explicit NumberReader(const SessionReader& reader)
        : metrics_(reader.metric_dictionary()), columns_(reader.column_dictionary())
    {
    }

    void add(const StepRecord& step)
    {
        numbers.step_ends.push_back(step.end);
        const auto steps = static_cast<std::int64_t>(numbers.step_ends.size());
        for (const MetricValue& metric : step.metrics)
            add_metric(metric, steps);
        for (const ItemColumn& column : step.columns)
            add_column(column, step.begin);
    }

    void finish()
    {
        for (auto& [key, values] : numbers.metrics)
            pad(values, static_cast<std::int64_t>(numbers.step_ends.size()));
        for (auto& [key, column] : numbers.columns)
            pad(column.values, numbers.item_count() * column.width);
    }

    RunNumbers numbers;

private:
    void add_metric(const MetricValue& metric, std::int64_t steps)
    {
        const auto id = static_cast<std::int32_t>(metric.metric);
        const MetricInfo* info = find_metric(id);
        const DictionaryEntry* entry = find_entry(metrics_, id);
        if (!entry || (info && !info->repeatable))
            return;
        auto& values = numbers.metrics[{entry->key, metric.layer}];
        pad(values, steps);
        values.back() = metric.value;
    }

    void add_column(const ItemColumn& column, std::int64_t begin)
    {
        const DictionaryEntry* entry = find_entry(columns_, static_cast<std::int32_t>(column.column));
        if (!entry)
            return;
        RunNumbers::ColumnValues& all = numbers.columns[entry->key];
        all.width = entry->width;
        pad(all.values, begin * all.width);
        all.values.insert(all.values.end(), column.values.begin(), column.values.end());
    }

    const std::vector<DictionaryEntry>& metrics_;
    const std::vector<DictionaryEntry>& columns_;
};

}  // namespace

RunNumbers read_numbers(const SessionReader& reader, const std::string& run_id)
{
    NumberReader numbers(reader);
    numbers.numbers.header = reader.header(run_id);
    numbers.numbers.input = reader.input(run_id);
    reader.for_each_step(run_id, [&](const StepRecord& step) { numbers.add(step); });
    numbers.finish();
    return std::move(numbers.numbers);
}

}  // namespace ttt

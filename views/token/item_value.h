// One number of one token, as the views of tokens ask for it.
#pragma once

#include "views/run_model.h"

#include <limits>

namespace ttt {

inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

inline std::int64_t document_items(const RunModel& run)
{
    const DocumentRecord& document = run.document();
    const auto tokens = static_cast<std::int64_t>(document.token_ids.size());
    return std::min(tokens, static_cast<std::int64_t>(document.byte_offsets.size()) - 1);
}

/// NaN where the run has no such column, the item has no value, or the playhead has not reached it.
inline double item_value(const RunModel& run, Column column, std::int64_t item, std::int32_t place = 0)
{
    const std::span<const float> values = run.column(column);
    const ColumnInfo* info = find_column(static_cast<std::int32_t>(column));
    const std::int64_t at = item * info->width + place;
    if (item < 0 || item >= run.shown_items() || at >= static_cast<std::int64_t>(values.size()))
        return no_number;
    return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

}  // namespace ttt

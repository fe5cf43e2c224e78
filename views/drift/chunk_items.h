// Chunks and items of a run as places on an axis. Every chunk is as long as the first; the last may be shorter.
#pragma once

#include "views/run_model.h"

#include <algorithm>

namespace ttt {

inline double items_per_chunk(const RunModel& run)
{
    return static_cast<double>(std::max<std::int64_t>(1, items_per_step(run.header())));
}

inline double item_at_chunk(const RunModel& run, double chunk)
{
    const double item = chunk * items_per_chunk(run), all = static_cast<double>(run.span_items());
    return all > 0 ? std::min(item, all) : item;
}

/// The end of the run is the end of its last chunk, so that the whole run stays the whole run.
inline double chunk_at_item(const RunModel& run, double item)
{
    const double all = static_cast<double>(run.span_items());
    return all > 0 && item >= all ? static_cast<double>(run.span_steps()) : item / items_per_chunk(run);
}

}  // namespace ttt

// Repeated pairs ... A B ... A -> B among the events of a step.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Met at item `position`, the second B.
struct PatternEvent {
    std::int64_t position;       // of the predicted B
    std::int64_t earlier;        // of the B that was seen before
    double logit_change;         // adapted minus frozen logit of B at the second A
    double logit_change_others;  // mean over the other tokens
    double logit_change_spread;  // standard deviation over the other tokens

    bool operator==(const PatternEvent&) const = default;
};

inline void add_pattern(StepRecord& step, const PatternEvent& event)
{
    EventRows& rows = rows_of(step, EventKind::pattern);
    rows.items.insert(rows.items.end(), {event.position, event.earlier});
    rows.values.insert(rows.values.end(), {event.logit_change, event.logit_change_others, event.logit_change_spread});
}

/// In their order. The rows must hang together (wrong_with of a step).
inline std::vector<PatternEvent> patterns_of(const StepRecord& step)
{
    std::vector<PatternEvent> patterns;
    const EventRows* rows = find_events(step, EventKind::pattern);
    for (std::size_t at = 0; rows && 2 * at + 1 < rows->items.size() && 3 * at + 2 < rows->values.size(); ++at)
        patterns.push_back({rows->items[2 * at], rows->items[2 * at + 1], rows->values[3 * at],
                            rows->values[3 * at + 1], rows->values[3 * at + 2]});
    return patterns;
}

}  // namespace ttt

#include "views/lab/pattern_chunks_data.h"

#include "views/run_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ttt {

namespace {

float size_of(double value)
{
    return static_cast<float>(std::isnan(value) ? 0 : std::abs(value));
}

std::vector<std::int64_t> items_of(std::vector<const PatternEvent*> events)
{
    std::vector<std::int64_t> items(events.size());
    std::ranges::transform(events, items.begin(), [](const PatternEvent* event) { return event->position; });
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return items;
}

}  // namespace

std::vector<std::int64_t> pick_patterns(const RunModel& run, PatternPick pick, Place pinned, Place locked)
{
    const auto shown = run.patterns().first(static_cast<std::size_t>(run.pattern_end(run.shown_steps())));
    std::vector<const PatternEvent*> events;
    const std::int64_t other = pinned ? pinned.step : locked.step;
    const std::int64_t first = std::min(locked.step, other), last = std::max(locked.step, other);
    for (const PatternEvent& event : shown) {
        const std::int64_t chunk = run.step_of(event.position);
        if (pick == PatternPick::largest || (locked && chunk >= first && chunk <= last))
            events.push_back(&event);
    }
    if (pick == PatternPick::largest && events.size() > most_patterns) {
        std::ranges::nth_element(events, events.begin() + most_patterns, [](const auto* a, const auto* b) {
            return size_of(a->logit_change) > size_of(b->logit_change);
        });
        events.resize(most_patterns);
    }
    return items_of(std::move(events));
}

PatternChunksImage::PatternChunksImage(const PatternTrace& trace, PatternOrder order, PatternSaturation saturation)
    : order_(trace.items.size())
{
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (order == PatternOrder::measured)
        std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) {
            return !std::isnan(trace.measured[a]) && !(trace.measured[a] <= trace.measured[b]);
        });
    Percentile99 percentile;
    for (const float term : trace.terms) {
        if (std::isnan(term))
            continue;
        const double size = std::abs(static_cast<double>(term));
        largest_ = std::max(largest_, size);
        percentile.add(size);
    }
    const double end = saturation.rule == RangeRule::percentile ? percentile.value() : largest_;
    range_.high = saturation.fixed > 0 ? saturation.fixed : readable_ceiling(end);
    cells_ = QImage(std::max(1, static_cast<int>(trace.chunks)), std::max(1, rows()), QImage::Format_Indexed8);
    cells_.fill(colour_none);
    for (int row = 0; row < rows(); ++row)
        for (std::int64_t chunk = 0; chunk < trace.chunks; ++chunk) {
            const auto at = pattern(row) * static_cast<std::size_t>(trace.chunks) + static_cast<std::size_t>(chunk);
            cells_.scanLine(row)[chunk] = colour_number(-static_cast<double>(trace.terms[at]), range_);
        }
}

int PatternChunksImage::row_of(std::size_t pattern) const
{
    const auto found = std::ranges::find(order_, pattern);
    return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

}  // namespace ttt

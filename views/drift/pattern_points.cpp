#include "views/drift/pattern_points.h"

#include "views/drift/chunk_items.h"
#include "views/tables/pattern_cells.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr double chunk_middle = 0.5;
constexpr double deviations = 2;  // of the bar, each way

}  // namespace

bool passes(WindowFilter filter, const PatternEvent& event, std::optional<std::int64_t> window)
{
    const bool outside = reach_of(event, window) == Reach::outside;
    return filter == WindowFilter::all || outside == (filter == WindowFilter::outside);
}

void PatternPoints::update(const RunModel& run)
{
    if (run.step_count() < done_)
        *this = PatternPoints(filter_);
    for (; done_ < run.step_count(); ++done_)
        add_chunk(run, done_);
}

void PatternPoints::add_chunk(const RunModel& run, std::int64_t chunk)
{
    double mean = 0, spread = 0, count = 0;
    for (std::int64_t at = run.pattern_end(chunk); at < run.pattern_end(chunk + 1); ++at) {
        const PatternEvent& event = run.patterns()[static_cast<std::size_t>(at)];
        if (!passes(filter_, event, run.header().config.window))
            continue;
        dots_->emplace_back(static_cast<double>(event.position) / items_per_chunk(run), event.logit_change);
        sources_.push_back(at);
        mean += event.logit_change_others;
        spread += event.logit_change_spread;
        ++count;
    }
    if (count > 0)
        bars_->push_back({static_cast<double>(chunk) + chunk_middle, (mean - deviations * spread) / count,
                          (mean + deviations * spread) / count});
}

std::int64_t PatternPoints::shown_dots(const RunModel& run) const
{
    return std::ranges::lower_bound(sources_, run.pattern_end(run.shown_steps())) - sources_.begin();
}

std::int64_t PatternPoints::shown_bars(const RunModel& run) const
{
    const auto shown = static_cast<double>(run.shown_steps());
    return std::ranges::lower_bound(*bars_, shown, {}, &PlotBar::x) - bars_->begin();
}

std::int64_t PatternPoints::dot_at(const RunModel& run, std::int64_t item) const
{
    const auto position = [&](std::int64_t source) {
        return run.patterns()[static_cast<std::size_t>(source)].position;
    };
    const auto found = std::ranges::lower_bound(sources_, item, {}, position);
    return found != sources_.end() && position(*found) == item ? found - sources_.begin() : -1;
}

}  // namespace ttt

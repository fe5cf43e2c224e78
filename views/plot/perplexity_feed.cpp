#include "views/plot/perplexity_feed.h"

#include <QElapsedTimer>

#include <algorithm>

namespace ttt {

namespace {

constexpr std::array columns{Column::nll_frozen, Column::nll_adapted,  Column::nll_twin,     Column::nll_guarded,
                             Column::induction,  Column::wrong_frozen, Column::wrong_adapted};

}  // namespace

PerplexityFeed::PerplexityFeed(const RunModel& run, Arms arms) : run_(run), arms_(arms), series_(PerplexityChoice()) {}

bool PerplexityFeed::has_errors() const
{
    const auto has = [this](Column column) { return !run_.column(column).empty(); };
    const bool has_losses = has(Column::nll_frozen) || has(Column::nll_adapted);
    return !has_losses && (has(Column::wrong_frozen) || has(Column::wrong_adapted));
}

bool PerplexityFeed::can_split() const
{
    return !run_.column(Column::induction).empty();
}

/// A bit for each column: one that comes late makes the series begin anew.
int PerplexityFeed::columns_there() const
{
    int there = 0;
    for (std::size_t at = 0; at < columns.size(); ++at)
        there |= run_.column(columns[at]).empty() ? 0 : 1 << at;
    return there;
}

PerplexityChoice PerplexityFeed::possible_choice() const
{
    PerplexityChoice choice = choice_;
    const RunConfig& config = run_.header().config;
    choice.window =
        std::clamp<std::int64_t>(config.perplexity_window, 1, std::max<std::int64_t>(1, run_.header().item_count));
    choice.chunk = std::max<std::int64_t>(1, config.chunk);
    choice.errors = has_errors();
    if (!can_split())
        choice.split = TokenSplit::all;
    return choice;
}

void PerplexityFeed::set_choice(PerplexityChoice choice)
{
    choice_ = choice;
    if (possible_choice() != series_.choice())
        reset();
}

void PerplexityFeed::reset()
{
    columns_ = columns_there();
    series_ = PerplexitySeries(possible_choice());
}

ChunkLosses PerplexityFeed::losses_of(std::int64_t step) const
{
    const auto [begin, end] = run_.items_of(step);
    const auto part = [&, from = begin, to = end](Column column) {
        const auto all = run_.column(column);
        return all.empty() ? all : all.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
    };
    const bool errors = series_.choice().errors;
    ChunkLosses losses{.frozen = part(errors ? Column::wrong_frozen : Column::nll_frozen),
                       .adapted = part(errors ? Column::wrong_adapted : Column::nll_adapted),
                       .twin = part(Column::nll_twin),
                       .guarded = part(Column::nll_guarded),
                       .induction = part(Column::induction)};
    if (arms_ == Arms::adapted_only) {
        losses.twin = losses.guarded = {};
        if (series_.choice().mode != PerplexityMode::difference && !losses.adapted.empty())
            losses.frozen = {};
    }
    return losses;
}

void PerplexityFeed::catch_up()
{
    if (columns_there() != columns_ || series_.chunks() > run_.step_count())
        reset();
    while (series_.chunks() < run_.step_count())
        series_.add_chunk(losses_of(series_.chunks()));
}

bool PerplexityFeed::work(double milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    while (series_.has_work() && static_cast<double>(clock.nsecsElapsed()) < milliseconds * 1e6)
        series_.work();
    return series_.has_work();
}

}  // namespace ttt

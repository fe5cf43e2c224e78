#include "engine/text/plant_layout.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace ttt {
namespace {

/// `count` places in [0, room], in order.
std::vector<std::int64_t> sorted_places(std::int64_t count, std::int64_t room, Draw& draw)
{
    std::vector<std::int64_t> places(static_cast<std::size_t>(count));
    for (std::int64_t& place : places)
        place = draw.below(room + 1);
    std::sort(places.begin(), places.end());
    return places;
}

/// Words from the start of one occurrence to the start of the next.
std::int64_t period_of(const ComposePlan& plan)
{
    return plan.gap + plan.pattern_words;
}

/// As many blocks as the text has room for, so that the plants are spread over all of it.
std::int64_t block_count(const ComposePlan& plan, const ComposeCounts& counts)
{
    const std::int64_t side_by_side = period_of(plan) / plan.pattern_words;
    const std::int64_t fewest = (plan.patterns + side_by_side - 1) / side_by_side;
    const std::int64_t room = counts.words - plan.patterns * plan.pattern_words;
    return std::clamp(room / ((counts.repeats - 1) * period_of(plan)), fewest, std::max(fewest, plan.patterns));
}

/// The plants of the patterns [first, end) of `order`, which take turns in every period from word `begin` on; the last
/// of a turn may be up to `room` words later than need be. Returns the words that the block takes.
std::int64_t add_block(const ComposePlan& plan, std::int64_t repeats, const std::vector<std::int64_t>& order,
                       std::int64_t begin, std::int64_t room, Draw& draw, std::vector<Plant>& plants)
{
    const auto count = static_cast<std::int64_t>(order.size());
    const std::vector<std::int64_t> places = sorted_places(count, room, draw);
    for (std::int64_t turn = 0; turn < repeats; ++turn)
        for (std::int64_t i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const std::int64_t offset = places[at] + i * plan.pattern_words;
            plants.push_back({begin + turn * period_of(plan) + offset, order[at], turn, false});
        }
    return (repeats - 1) * period_of(plan) + places.back() + count * plan.pattern_words;
}

std::vector<std::vector<std::int64_t>> deal(std::int64_t patterns, std::int64_t blocks, Draw& draw)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(patterns));
    std::iota(order.begin(), order.end(), 0);
    draw.shuffle(order);
    std::vector<std::vector<std::int64_t>> hands(static_cast<std::size_t>(blocks));
    for (std::size_t i = 0; i < order.size(); ++i)
        hands[i % hands.size()].push_back(order[i]);
    return hands;
}

/// Exactly the counted number of later occurrences, drawn from all of them.
void add_noise(std::vector<Plant>& plants, std::int64_t noisy, Draw& draw)
{
    std::vector<std::size_t> later;
    for (std::size_t i = 0; i < plants.size(); ++i)
        if (plants[i].occurrence > 0)
            later.push_back(i);
    draw.shuffle(later);
    later.resize(std::min(later.size(), static_cast<std::size_t>(noisy)));
    for (const std::size_t i : later)
        plants[i].noisy = true;
}

/// Patterns are numbered in the order in which a reader meets them.
void number_patterns(std::vector<Plant>& plants, std::int64_t patterns)
{
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(patterns), -1);
    std::int64_t next = 0;
    for (Plant& plant : plants) {
        std::int64_t& number = numbers[static_cast<std::size_t>(plant.pattern)];
        plant.pattern = number = number < 0 ? next++ : number;
    }
}

}  // namespace

std::vector<Plant> plant_layout(const ComposePlan& plan, Draw& draw)
{
    const ComposeCounts counts = counts_of(plan);
    const std::int64_t blocks = block_count(plan, counts);
    const auto hands = deal(plan.patterns, blocks, draw);
    const std::int64_t spare =
        counts.words - blocks * (counts.repeats - 1) * period_of(plan) - plan.patterns * plan.pattern_words;
    assert(spare >= 0);
    std::vector<std::int64_t> rooms;  // inside the blocks; the rest of the spare words lies between them
    for (const auto& hand : hands)
        rooms.push_back(
            std::min(spare / blocks, period_of(plan) - static_cast<std::int64_t>(hand.size()) * plan.pattern_words));
    const std::int64_t between = spare - std::accumulate(rooms.begin(), rooms.end(), std::int64_t{0});
    const std::vector<std::int64_t> shifts = sorted_places(blocks, between, draw);
    std::vector<Plant> plants;
    std::int64_t taken = 0;
    for (std::size_t block = 0; block < hands.size(); ++block)
        taken += add_block(plan, counts.repeats, hands[block], taken + shifts[block], rooms[block], draw, plants);
    std::sort(plants.begin(), plants.end(), [](const Plant& a, const Plant& b) { return a.word < b.word; });
    number_patterns(plants, plan.patterns);
    add_noise(plants, counts.noisy, draw);
    return plants;
}

}  // namespace ttt

#include "engine/text/ngrams.h"

#include "engine/records/error.h"
#include "engine/text/patterns.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace ttt {
namespace {

/// A position at which a repeated n-gram begins. `name` is the same where the n-gram is the same.
struct Start {
    std::uint64_t name;
    std::int64_t position;

    bool operator<(const Start& other) const { return std::tie(name, position) < std::tie(other.name, other.position); }
};

using Group = std::span<const Start>;  // of one name, in order of position
using Ids = std::span<const std::int32_t>;

/// Whether the token `offset` behind the start differs between occurrences; the ends of the stream differ from all.
bool differs(Ids ids, Group group, std::int64_t offset)
{
    const auto size = static_cast<std::int64_t>(ids.size());
    const auto token = [&](const Start& start) { return ids[static_cast<std::size_t>(start.position + offset)]; };
    if (group.front().position + offset < 0 || group.back().position + offset >= size)
        return true;
    return std::any_of(group.begin(), group.end(), [&](const Start& at) { return token(at) != token(group.front()); });
}

GapSpread spread_of(std::vector<std::int64_t>& gaps)
{
    const auto median = gaps.begin() + static_cast<std::ptrdiff_t>((gaps.size() - 1) / 2);
    std::nth_element(gaps.begin(), median, gaps.end());
    const auto [smallest, largest] = std::minmax_element(gaps.begin(), gaps.end());
    return {*smallest, *median, *largest};
}

RepeatedNgram measure(Group group, std::int64_t length, const NgramSettings& settings)
{
    std::vector<std::int64_t> tokens, chunks;
    for (std::size_t i = 1; i < group.size(); ++i) {
        const std::int64_t before = group[i - 1].position, now = group[i].position;
        tokens.push_back(now - before);
        chunks.push_back(settings.chunk > 0 ? now / settings.chunk - before / settings.chunk : 0);
    }
    const std::int64_t window = settings.window;
    const auto inside = std::count_if(tokens.begin(), tokens.end(),
                                      [window](std::int64_t gap) { return window == 0 || gap <= window; });
    return {.length = length,
            .count = static_cast<std::int64_t>(group.size()),
            .first = group.front().position,
            .last = group.back().position,
            .tokens = spread_of(tokens),
            .chunks = spread_of(chunks),
            .inside = inside,
            .outside = static_cast<std::int64_t>(tokens.size()) - inside};
}

void add_if_maximal(Ids ids, Group group, std::int64_t length, const NgramSettings& settings,
                    std::vector<RepeatedNgram>& found)
{
    if (length < settings.shortest || !differs(ids, group, -1))
        return;
    const bool ends_here = differs(ids, group, length);
    if (!ends_here && length < settings.longest)
        return;
    found.push_back(measure(group, length, settings));
    found.back().goes_on = !ends_here;
}

/// The n-gram at a start by the name of its first n - 1 tokens and its last token: exact, no hash.
void lengthen(Ids ids, std::vector<Start>& starts, std::int64_t length)
{
    const auto size = static_cast<std::int64_t>(ids.size());
    std::erase_if(starts, [&](const Start& start) { return start.position + length > size; });
    for (Start& start : starts) {
        const auto token = static_cast<std::uint32_t>(ids[static_cast<std::size_t>(start.position + length - 1)]);
        start.name = start.name << 32 | token;
    }
    std::sort(starts.begin(), starts.end());
}

/// Hands every group of two or more to `visit`, drops the others, and gives the groups names from 0 on.
template <class Visit>
void keep_repeated(std::vector<Start>& starts, Visit&& visit)
{
    std::size_t kept = 0;
    std::uint64_t name = 0;
    for (std::size_t begin = 0, end = 0; begin < starts.size(); begin = end) {
        while (end < starts.size() && starts[end].name == starts[begin].name)
            ++end;
        if (end - begin < 2)
            continue;
        visit(Group(starts).subspan(begin, end - begin));
        for (std::size_t i = begin; i < end; ++i)
            starts[kept++] = {name, starts[i].position};
        ++name;
    }
    starts.resize(kept);
}

}  // namespace

std::vector<RepeatedNgram> repeated_ngrams(Ids ids, const NgramSettings& settings)
{
    if (settings.shortest < 1 || settings.longest < settings.shortest)
        throw Error("Repeated n-grams can't have " + std::to_string(settings.shortest) + " to " +
                    std::to_string(settings.longest) + " tokens.");
    std::vector<RepeatedNgram> found;
    std::vector<Start> starts(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        starts[i] = {0, static_cast<std::int64_t>(i)};
    for (std::int64_t length = 1; length <= settings.longest && !starts.empty(); ++length) {
        lengthen(ids, starts, length);
        keep_repeated(starts, [&](Group group) { add_if_maximal(ids, group, length, settings, found); });
    }
    const auto rank = [](const RepeatedNgram& gram) { return std::tuple(-gram.count, -gram.length, gram.first); };
    std::sort(found.begin(), found.end(),
              [&](const RepeatedNgram& a, const RepeatedNgram& b) { return rank(a) < rank(b); });
    return found;
}

InductionCounts count_inductions(Ids ids, std::int64_t window)
{
    InductionCounts counts;
    PatternFinder finder;
    for (const std::int32_t id : ids) {
        const std::int64_t position = counts.tokens++;
        const InductionGuess guess = finder.next(id);
        counts.guesses += guess.earlier >= 0;
        if (!guess.hit)
            continue;
        const std::int64_t distance = position - guess.earlier;
        counts.right += 1;
        counts.right_inside += window == 0 || distance <= window;
        counts.distances.push_back(distance);
    }
    std::sort(counts.distances.begin(), counts.distances.end());
    return counts;
}

}  // namespace ttt

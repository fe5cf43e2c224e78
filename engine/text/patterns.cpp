#include "engine/text/patterns.h"

#include <utility>

namespace ttt {

InductionGuess PatternFinder::next(std::int32_t id)
{
    const std::int32_t before = std::exchange(previous_, id);
    const std::int64_t position = position_++;
    if (position == 0)
        return {};
    const auto [place, is_new] = followers_.try_emplace(before, Follower{position, id});
    if (is_new)
        return {};
    const Follower copied = std::exchange(place->second, Follower{position, id});
    return {.earlier = copied.position, .hit = copied.id == id};
}

}  // namespace ttt

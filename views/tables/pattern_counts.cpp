#include "views/tables/pattern_counts.h"

#include "views/run_model.h"

namespace ttt {

namespace {

constexpr int half = 32;  // bits

std::uint64_t key_of(std::int32_t a, std::int32_t b)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << half) | static_cast<std::uint32_t>(b);
}

}  // namespace

void PatternCounts::clear()
{
    *this = {};
}

void PatternCounts::update(const RunModel& run)
{
    const std::vector<std::int32_t>& ids = run.document().token_ids;
    const auto patterns = run.patterns();
    for (std::size_t at = occurrences_.size(); at < patterns.size(); ++at) {
        const std::int64_t position = patterns[at].position;
        if (position < 1 || position >= static_cast<std::int64_t>(ids.size())) {
            occurrences_.push_back(0);
            continue;
        }
        for (; next_ <= position; ++next_)
            ++pairs_[key_of(ids[static_cast<std::size_t>(next_) - 1], ids[static_cast<std::size_t>(next_)])];
        const auto found =
            pairs_.find(key_of(ids[static_cast<std::size_t>(position) - 1], ids[static_cast<std::size_t>(position)]));
        occurrences_.push_back(found == pairs_.end() ? 0 : found->second);
    }
}

std::int64_t PatternCounts::occurrence(std::int64_t index) const
{
    const auto at = static_cast<std::size_t>(index);
    return at < occurrences_.size() ? occurrences_[at] : 0;
}

}  // namespace ttt

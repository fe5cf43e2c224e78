// How often a pair A B was read when a pattern met it again.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ttt {

class RunModel;

/// Plain value, GUI thread. Counts every pair of neighbours once, while patterns arrive: O(1) per token.
class PatternCounts {
public:
    /// Takes over the patterns that arrived since the last call. Call clear() for another run.
    void update(const RunModel& run);
    void clear();

    /// Of RunModel::patterns()[index]: 2 where the pair stands for the second time. 0: not counted.
    std::int64_t occurrence(std::int64_t index) const;

private:
    std::unordered_map<std::uint64_t, std::int32_t> pairs_;  // A and B as one key: how often
    std::vector<std::int32_t> occurrences_;                  // by pattern
    std::int64_t next_ = 1;                                  // the first token that was not counted as a B
};

}  // namespace ttt

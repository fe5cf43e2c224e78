// How long the tokens of an answer took, ends of chunks included.
#pragma once

#include "engine/records/answers.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace ttt {

/// Hears every token of every arm; a step is one token of each.
class TokenPace {
public:
    void hear(const ArmAnswer& answer)
    {
        if (answer.tokens <= steps_)
            return;
        steps_ = answer.tokens;
        const Clock::time_point now = Clock::now();
        if (steps_ > 1)
            ms_.push_back(std::chrono::duration<double, std::milli>(now - last_).count());
        last_ = now;
    }

    bool empty() const { return ms_.empty(); }

    /// The time that so much of the steps, 0.5 or 0.99, took at most, ms. Not of none.
    double within(double share) const
    {
        std::vector<double> sorted = ms_;
        std::ranges::sort(sorted);
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    }

private:
    using Clock = std::chrono::steady_clock;
    std::vector<double> ms_;
    std::int64_t steps_ = 0;
    Clock::time_point last_{};
};

}  // namespace ttt

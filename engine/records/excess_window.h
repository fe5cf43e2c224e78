// How much more adapted cost than frozen over the last chunks: what divergence and the guard judge by. Std only.
#pragma once

#include "engine/records/records.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <span>

namespace ttt {

/// Empty: the step has no such column.
inline std::span<const float> values_of(const StepRecord& step, Column column)
{
    for (const ItemColumn& values : step.columns)
        if (values.column == column)
            return values.values;
    return {};
}

/// The last `chunks` chunks, or more of them where these have fewer than `least_tokens` tokens.
class ExcessWindow {
public:
    ExcessWindow(std::int64_t chunks, std::int64_t least_tokens)
        : wanted_(static_cast<std::size_t>(chunks)), least_tokens_(least_tokens)
    {
    }

    /// The next chunk, from item `begin` on: NLL of its tokens in nats, both [n]; NaN where there is none.
    void add(std::int64_t begin, std::span<const float> frozen, std::span<const float> adapted)
    {
        Sum sum{.begin = begin};
        for (std::size_t at = 0; at < std::min(frozen.size(), adapted.size()); ++at)
            if (const double excess = double{adapted[at]} - double{frozen[at]}; std::isfinite(excess)) {
                sum.excess += excess;
                ++sum.tokens;
            }
        chunks_.push_back(sum);
        excess_ += sum.excess;
        tokens_ += sum.tokens;
        while (chunks_.size() > wanted_ && tokens_ - chunks_.front().tokens >= least_tokens_) {
            excess_ -= chunks_.front().excess;
            tokens_ -= chunks_.front().tokens;
            chunks_.pop_front();
        }
    }

    bool has_enough_chunks() const { return chunks_.size() >= wanted_; }
    bool has_enough_tokens() const { return tokens_ >= least_tokens_; }
    double mean() const { return excess_ / static_cast<double>(tokens_); }  // nats per token
    std::int64_t chunks() const { return static_cast<std::int64_t>(chunks_.size()); }
    std::int64_t begin() const { return chunks_.front().begin; }  // its first item

private:
    struct Sum {
        std::int64_t begin;
        double excess = 0;  // nats
        std::int64_t tokens = 0;
    };

    std::size_t wanted_;
    std::int64_t least_tokens_;
    std::deque<Sum> chunks_;
    double excess_ = 0;  // of all that are in it
    std::int64_t tokens_ = 0;
};

}  // namespace ttt

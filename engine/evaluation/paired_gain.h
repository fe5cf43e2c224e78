// What learning gained on a text: a method against the frozen model, token by token on the same tokens. Std only.
#pragma once

#include "engine/records/block_bootstrap.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace ttt {

/// A token that cost so much more than it cost the frozen model got worse, and not by chance.
inline constexpr double worse_by_nats = 0.1;

/// Perplexities relate as exp(mean difference of NLL) to 1.
struct Gain {
    double change = std::numeric_limits<double>::quiet_NaN();  // of the perplexity: -0.2 is 20 % less; NaN: no token
    double low = std::numeric_limits<double>::quiet_NaN();     // 95 % interval; NaN: too few blocks
    double high = std::numeric_limits<double>::quiet_NaN();
    double worse = std::numeric_limits<double>::quiet_NaN();  // share of tokens that got worse by worse_by_nats
    std::int64_t tokens = 0;                                  // that both predicted
};

/// The gain so far behind token `end` - 1.
struct GainPoint {
    std::int64_t end = 0;
    double change = 0;
    double low = 0;
    double high = 0;
};

/// Adds up blocks of tokens in order. NLL in nats, NaN where there is none.
class PairedGain {
public:
    /// The next block; frozen [n], learned [n].
    void add(std::span<const float> frozen, std::span<const float> learned)
    {
        double sum = 0;
        std::int64_t count = 0;
        for (std::size_t at = 0; at < std::min(frozen.size(), learned.size()); ++at) {
            const double difference = double{learned[at]} - double{frozen[at]};
            if (!std::isfinite(difference))
                continue;
            sum += difference;
            ++count;
            worse_ += difference > worse_by_nats ? 1 : 0;
        }
        add(sum, count);
    }

    /// The next block as the sum of its differences of NLL, learned - frozen, over `count` tokens. `worse` then says
    /// nothing.
    void add(double sum, std::int64_t count)
    {
        bootstrap_.add(sum, static_cast<double>(count));
        sum_ += sum;
        tokens_ += count;
    }

    double change() const { return tokens_ == 0 ? nan : std::expm1(sum_ / static_cast<double>(tokens_)); }

    Gain gain() const
    {
        if (tokens_ == 0)
            return {};
        const BlockBootstrap::Interval means = bootstrap_.interval();
        return {.change = change(),
                .low = std::expm1(means.low),
                .high = std::expm1(means.high),
                .worse = static_cast<double>(worse_) / static_cast<double>(tokens_),
                .tokens = tokens_};
    }

private:
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    BlockBootstrap bootstrap_;
    double sum_ = 0;
    std::int64_t worse_ = 0;
    std::int64_t tokens_ = 0;
};

/// Over the tokens that both have, in blocks of `block` tokens.
inline Gain paired_gain(std::span<const float> frozen, std::span<const float> learned, std::int64_t block)
{
    PairedGain gain;
    const std::size_t size = std::min(frozen.size(), learned.size()), step = static_cast<std::size_t>(block);
    for (std::size_t begin = 0; begin < size; begin += step) {
        const std::size_t count = std::min(step, size - begin);
        gain.add(frozen.subspan(begin, count), learned.subspan(begin, count));
    }
    return gain.gain();
}

/// The same, with the gain so far behind at most about `points` of the blocks, evenly spread, and behind the last one.
inline std::vector<GainPoint> gain_so_far(std::span<const float> frozen, std::span<const float> learned,
                                          std::int64_t block, std::int64_t points)
{
    std::vector<GainPoint> result;
    PairedGain gain;
    const std::size_t size = std::min(frozen.size(), learned.size()), step = static_cast<std::size_t>(block);
    const auto blocks = static_cast<std::int64_t>((size + step - 1) / step);
    const std::int64_t every = std::max<std::int64_t>(1, (blocks + points - 1) / points);
    for (std::int64_t at = 0; at < blocks; ++at) {
        const std::size_t begin = static_cast<std::size_t>(at) * step, count = std::min(step, size - begin);
        gain.add(frozen.subspan(begin, count), learned.subspan(begin, count));
        if ((at + 1) % every != 0 && at + 1 != blocks)
            continue;
        const Gain now = gain.gain();
        result.push_back({static_cast<std::int64_t>(begin + count), now.change, now.low, now.high});
    }
    return result;
}

}  // namespace ttt

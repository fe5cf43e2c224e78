// When learning went astray: the one rule for the engine, for what compares runs, and for what shows them. Std only.
#pragma once

#include "engine/records/excess_window.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace ttt {

/// Watches the chunks of a run. It diverged when, over the last eight chunks and at least 64 tokens, what was adapted
/// cost more than one nat a token above the frozen model; once is for good. A text that is shorter than eight chunks is
/// judged at its end. Without one of the two arms only numbers that are not finite tell, and those end the run anyway.
class DivergenceWatch {
public:
    static constexpr std::int64_t chunks_watched = 8;
    static constexpr std::int64_t least_tokens = 64;
    static constexpr double most_excess = 1;  // nats per token

    /// The next chunk.
    void add(const StepRecord& step)
    {
        add(step.index, values_of(step, Column::nll_frozen), values_of(step, Column::nll_adapted));
    }

    /// NLL of the chunk's tokens in nats, both [n]; NaN where there is none.
    void add(std::int64_t index, std::span<const float> frozen, std::span<const float> adapted)
    {
        last_ = index;
        window_.add(0, frozen, adapted);
        if (window_.has_enough_chunks())
            judge();
    }

    /// Behind the last chunk.
    void end() { judge(); }

    std::optional<std::int64_t> chunk() const { return chunk_; }  // at which it diverged

    std::int64_t chunks() const { return chunks_; }  // that were judged then
    double excess() const { return excess_; }        // of them, nats per token

    /// "Diverged at chunk 12: …", or empty.
    std::string sentence() const
    {
        if (!chunk_)
            return {};
        const auto tenths = static_cast<long long>(std::llround(std::min(excess_, 1e6) * 10));
        return sentence_at(*chunk_, "over the last " + std::to_string(chunks_) + (chunks_ == 1 ? " chunk" : " chunks") +
                                        " every token cost " + std::to_string(tenths / 10) + "." +
                                        std::to_string(tenths % 10) +
                                        " nats more than it cost the frozen model; a smaller learning rate or a cap on "
                                        "the drift may help.");
    }

    static std::string sentence_at(std::int64_t chunk, const std::string& reason)
    {
        return "Diverged at chunk " + std::to_string(chunk) + ": " + reason;
    }

private:
    void judge()
    {
        if (chunk_ || !window_.has_enough_tokens() || !(window_.mean() > most_excess))
            return;
        chunk_ = last_;
        chunks_ = window_.chunks();
        excess_ = window_.mean();
    }

    ExcessWindow window_{chunks_watched, least_tokens};
    std::int64_t last_ = -1;
    std::optional<std::int64_t> chunk_;
    std::int64_t chunks_ = 0;  // that were judged then
    double excess_ = 0;        // of them, nats per token
};

}  // namespace ttt

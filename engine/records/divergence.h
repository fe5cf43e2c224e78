// When learning went astray: the one rule for the engine, for what compares runs, and for what shows them. Std only.
#pragma once

#include "engine/records/records.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

namespace ttt {

/// Watches the chunks of a run. It diverged when, over the last eight chunks and at least 64 tokens, what was adapted
/// cost more than one nat a token above the frozen model; once is for good. A text that is shorter than eight chunks is
/// judged at its end. Without one of the two arms only numbers that are not finite tell, and those end the run anyway.
class DivergenceWatch {
public:
    static constexpr std::size_t chunks_watched = 8;
    static constexpr std::int64_t least_tokens = 64;
    static constexpr double most_excess = 1;  // nats per token

    /// The next chunk.
    void add(const StepRecord& step)
    {
        std::span<const float> frozen, adapted;
        for (const ItemColumn& column : step.columns) {
            if (column.column == Column::nll_frozen)
                frozen = column.values;
            if (column.column == Column::nll_adapted)
                adapted = column.values;
        }
        add(step.index, frozen, adapted);
    }

    /// NLL of the chunk's tokens in nats, both [n]; NaN where there is none.
    void add(std::int64_t index, std::span<const float> frozen, std::span<const float> adapted)
    {
        Sum sum;
        for (std::size_t at = 0; at < std::min(frozen.size(), adapted.size()); ++at)
            if (const double excess = double{adapted[at]} - double{frozen[at]}; std::isfinite(excess)) {
                sum.excess += excess;
                ++sum.tokens;
            }
        last_ = index;
        window_.push_back(sum);
        total_.excess += sum.excess;
        total_.tokens += sum.tokens;
        while (window_.size() > chunks_watched && total_.tokens - window_.front().tokens >= least_tokens) {
            total_.excess -= window_.front().excess;
            total_.tokens -= window_.front().tokens;
            window_.pop_front();
        }
        if (window_.size() >= chunks_watched)
            judge();
    }

    /// Behind the last chunk.
    void end() { judge(); }

    std::optional<std::int64_t> chunk() const { return chunk_; }  // at which it diverged

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
    struct Sum {
        double excess = 0;  // nats
        std::int64_t tokens = 0;
    };

    void judge()
    {
        if (chunk_ || total_.tokens < least_tokens)
            return;
        const double mean = total_.excess / static_cast<double>(total_.tokens);
        if (!(mean > most_excess))
            return;
        chunk_ = last_;
        chunks_ = window_.size();
        excess_ = mean;
    }

    std::deque<Sum> window_;
    Sum total_;  // of the window
    std::int64_t last_ = -1;
    std::optional<std::int64_t> chunk_;
    std::size_t chunks_ = 0;  // that were judged then
    double excess_ = 0;       // of them, nats per token
};

}  // namespace ttt

// Perplexity so far and over the last tokens, from NLLs in the order of the document.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace ttt {

class PerplexityMeter {
public:
    /// window: tokens, at least 1.
    explicit PerplexityMeter(std::int64_t window) : window_(static_cast<std::size_t>(window)) {}

    void add(double nll)
    {
        total_ += nll;
        ++count_;
        recent_.push_back(nll);
        if (recent_.size() > window_)
            recent_.pop_front();
    }

    double total() const { return total_; }  // nats
    std::int64_t count() const { return count_; }

    /// NaN before the first token.
    double perplexity() const { return std::exp(total_ / static_cast<double>(count_)); }

    /// Summed anew each time: a running difference would drift.
    double window_perplexity() const
    {
        double sum = 0;
        for (const double nll : recent_)
            sum += nll;
        return std::exp(sum / static_cast<double>(recent_.size()));
    }

private:
    std::size_t window_;
    std::deque<double> recent_;
    double total_ = 0;
    std::int64_t count_ = 0;
};

}  // namespace ttt

// NLL and perplexities per step of one arm, from the NLL of its tokens.
#pragma once

#include "engine/probes/perplexity_meter.h"
#include "engine/records/records.h"

#include <span>

namespace ttt {

/// One arm of one run; one thread.
class LossMeter {
public:
    LossMeter(Arm arm, std::int64_t perplexity_window) : arm_(arm), meter_(perplexity_window) {}

    /// Adds the column and the metrics of the step's items, which follow those of the last one. nll: nats [n]; nothing
    /// predicts the first token of all. Throws ttt::Error, naming the chunk, when a number is not finite.
    void fill(StepRecord& step, std::vector<float> nll);

    /// A step that has its column and metrics already: only counted. Throws as fill().
    void count(const StepRecord& step, std::span<const float> nll);

    /// Of the column, over all items so far.
    Total total() const { return {*column_of(Quantity::nll, arm_), meter_.total(), meter_.count()}; }

private:
    void add(StepRecord& step, Quantity quantity, double value) const;

    Arm arm_;
    PerplexityMeter meter_;
};

}  // namespace ttt

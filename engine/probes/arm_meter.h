// All that is measured of the predictions of one arm: columns per token, NLL and perplexities per step.
#pragma once

#include "engine/probes/perplexity_meter.h"
#include "engine/probes/token_scores.h"
#include "engine/records/records.h"

#include <optional>

namespace ttt {

enum class Arm { frozen, adapted, twin };

/// One arm of one run; one thread.
class ArmMeter {
public:
    ArmMeter(Arm arm, std::int64_t perplexity_window);

    /// Adds the arm's columns and metrics for the tokens `ids` i64 [n], whose hidden states are [n, d].
    /// Throws ttt::Error, naming the chunk, when an NLL is not finite. `ranking`: see TokenScorer.
    void measure(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& ids,
                 Stopwatch& ranking, StepRecord& step);

    double nll() const { return meter_.total(); }
    std::int64_t predicted() const { return meter_.count(); }

private:
    void add_columns(TokenScores scores, StepRecord& step) const;
    void add_metrics(double before, std::int64_t counted, StepRecord& step) const;

    Arm arm_;
    TokenScorer scorer_;
    PerplexityMeter meter_;
};

} // namespace ttt

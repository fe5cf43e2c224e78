// All that is measured of the predictions of one arm: columns per token, NLL and perplexities per step.
#pragma once

#include "engine/probes/kept_values.h"
#include "engine/probes/loss_meter.h"
#include "engine/probes/token_scores.h"
#include "engine/records/records.h"

#include <deque>

namespace ttt {

/// One arm of one run; one thread. Predictions come in as they are made, and go out with the items that they are of.
class ArmMeter {
public:
    ArmMeter(Arm arm, std::int64_t perplexity_window);

    /// Scores the next tokens, i64 [m], each predicted by its row of hidden [n, d]; does not wait for the device.
    /// `scoring`: see score_table.
    void score(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& predicted,
               Stopwatch& scoring);

    /// Adds the arm's columns and metrics for the items of the step, which follow those of the last one and have been
    /// scored. Throws ttt::Error, naming the chunk, when an NLL is not finite.
    void fill(StepRecord& step);

    /// A step that was made before: it counts as it stands there. What was scored of its items is dropped.
    void count(const StepRecord& made, bool was_scored);

    /// Of the column of NLL, over all items that went out.
    Total total() const { return loss_.total(); }

private:
    void take_over(std::int64_t items);
    bool has_top() const;

    Arm arm_;
    std::deque<torch::Tensor> tables_;  // of score_table, not looked at yet
    KeptValues nll_, rank_, top_ids_, top_nll_;
    LossMeter loss_;
};

}  // namespace ttt

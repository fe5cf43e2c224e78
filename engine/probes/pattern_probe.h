// Where an induction rule predicts the stream, and what learning did to the logits there. Watches, never changes.
#pragma once

#include "engine/probes/head_moments.h"
#include "engine/probes/kept_values.h"
#include "engine/probes/logit_blocks.h"
#include "engine/records/patterns.h"
#include "engine/text/patterns.h"
#include "engine/ttt/arm_states.h"

#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace ttt {

/// Follows one stream. Predictions come in as they are made, and go out with the items that they are of. One run, one
/// thread.
class PatternProbe {
public:
    /// costly: also the logit changes. first: the text's first token. Logits are made at most `block_bytes` at a time.
    PatternProbe(bool costly, std::int32_t first, std::int64_t block_bytes = default_logit_bytes);

    /// The next tokens [m], each predicted by its row of the states [n, d], n >= m, through the arm's own head. Does
    /// not wait for the device.
    void look(const Transformer& frozen, const Transformer& adapted, const ArmStates& states,
              std::span<const std::int32_t> predicted);

    /// The next tokens, of steps that were made before: only followed.
    void pass(std::span<const std::int32_t> predicted) { find(predicted); }
    /// Items of such steps: what is known of them is dropped.
    void drop(std::int64_t end);

    /// Adds the column `induction` of the step's items; and, when costly and both arms ran, one PatternEvent per token
    /// that the rule gets right, in their order.
    void fill(StepRecord& step);

private:
    struct Hit {
        std::int64_t row;       // of the states
        std::int64_t position;  // of the predicted B
        std::int64_t earlier;
        std::int32_t id;  // of B
    };

    /// Hits and what the device computes of them, f64 [k, 3]: change of the own logit, mean and deviation of the
    /// others.
    struct Measured {
        std::vector<Hit> hits;
        torch::Tensor changes;
    };

    std::vector<Hit> find(std::span<const std::int32_t> predicted);
    torch::Tensor changes(const Transformer& frozen, const Transformer& adapted, const ArmStates& states,
                          const std::vector<Hit>& hits);
    torch::Tensor differences(const Transformer& frozen, const Transformer& adapted, const torch::Tensor& before,
                              const torch::Tensor& after, const torch::Tensor& own) const;
    void take_over();

    bool costly_;
    std::int64_t block_bytes_;
    PatternFinder finder_;
    std::optional<HeadMoments> moments_;  // of a head that both arms share
    std::int64_t position_ = 1;           // of the next token
    std::int64_t out_ = 0;                // items that went out
    KeptValues induction_;
    std::deque<Measured> measured_;  // not looked at yet
    std::deque<PatternEvent> events_;
};

}  // namespace ttt

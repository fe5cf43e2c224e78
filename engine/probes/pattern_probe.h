// Where an induction rule predicts the stream, and what learning did to the logits there. Watches, never changes.
#pragma once

#include "engine/probes/logit_blocks.h"
#include "engine/records/records.h"
#include "engine/text/patterns.h"
#include "engine/ttt/arm_reader.h"

#include <span>
#include <vector>

namespace ttt {

/// Follows one stream: keeps the last hidden states, because they predict the next chunk's first token. One run, one
/// thread.
class PatternProbe {
public:
    /// costly: also the logit changes. Logits are made at most `block_bytes` at a time.
    explicit PatternProbe(bool costly, std::int64_t block_bytes = default_logit_bytes)
        : costly_(costly), block_bytes_(block_bytes)
    {
    }

    /// Adds the column `induction` for the tokens `ids` [n], the items of the step; and, when costly and both arms ran
    /// (states [n, d]), one PatternEvent per token that the rule gets right, in their order.
    void measure(const Transformer& transformer, const ArmStates& states, std::span<const std::int32_t> ids,
                 StepRecord& step);

private:
    struct Hit {
        std::int64_t row;  // in the step
        std::int64_t earlier;
        std::int32_t id;   // of the predicted B
    };

    std::vector<Hit> find(std::span<const std::int32_t> ids, StepRecord& step);
    torch::Tensor predicting(const ArmStates& states);  // [n, d]
    void add_events(const Transformer& transformer, const torch::Tensor& hidden, const std::vector<Hit>& hits,
                    StepRecord& step) const;

    bool costly_;
    std::int64_t block_bytes_;
    PatternFinder finder_;
    torch::Tensor last_;  // [1, d] adapted minus frozen
};

} // namespace ttt

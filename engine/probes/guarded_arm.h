// The guarded arm: adapted up to the chunk behind which it was found to be worse than frozen; from there on the weights
// are as trained and nothing learns, which is frozen. So it costs no reading of its own.
#pragma once

#include "engine/probes/loss_meter.h"
#include "engine/records/guard.h"
#include "engine/records/run_config.h"

#include <string>

namespace ttt {

/// One run; one thread. Without both arms, or with Guard::off, it adds nothing.
class GuardedArm {
public:
    explicit GuardedArm(const RunConfig& config);

    /// Adds the arm's column and metrics, where the run has it, out of the two others; then looks at the step, and adds
    /// the event behind which adapted is worse.
    void fill(StepRecord& step);

    Total total() const { return loss_.total(); }
    std::string sentence() const { return sentence_; }  // "Worse than frozen from chunk 12: ..."; empty: it is not

private:
    bool is_watching_, has_arm_;
    GuardWatch watch_;
    LossMeter loss_;
    std::string sentence_;
};

}  // namespace ttt

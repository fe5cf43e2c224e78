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

    /// The run diverged at the step that was filled: adapted is worse by now at latest.
    void fire(StepRecord& step, const Worse& worse);

    /// A step that was made before, with what was found then.
    void count(const StepRecord& made);
    /// Further steps are judged as `config` says: by the same margin and number of chunks as before from the chunks
    /// that were judged so far on, else from none. What was found stays.
    void change(const RunConfig& config);

    Total total() const { return loss_.total(); }
    std::string sentence() const { return sentence_; }  // "Worse than frozen from chunk 12: ..."; empty: it is not

private:
    void tell(StepRecord& step);

    bool is_watching_, has_arm_;
    double margin_;
    std::int64_t chunks_;
    GuardWatch watch_;
    LossMeter loss_;
    std::string sentence_;
};

}  // namespace ttt

// What is measured of the chunks of a document run: the predictions of each arm, the patterns, and whether learning
// went astray. Watches, never changes.
#pragma once

#include "engine/methods/method.h"
#include "engine/probes/arm_meter.h"
#include "engine/probes/guarded_arm.h"
#include "engine/probes/pattern_probe.h"
#include "engine/records/divergence.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ttt {

class ArmReader;

/// One run, one thread. Predictions come in as they are made, and go out with the chunks that they are of.
class ChunkMeter {
public:
    /// tokens: of the document, which outlives the meter.
    ChunkMeter(const RunConfig& config, std::span<const std::int32_t> tokens);

    /// The next predictions of a method's arms. predicted: i64 [m], the tokens.
    void score(const Method& method, const ArmStates& states, const torch::Tensor& predicted);
    void score_twin(ArmReader& twin, const torch::Tensor& stretch, const torch::Tensor& predicted);

    /// So many predictions of steps that were made before; nobody asks how good they were.
    void pass(std::int64_t count);
    /// The next chunk, as it was made before.
    void count(const StepRecord& made);
    /// Further chunks are judged as `config` says.
    void change(const RunConfig& config) { guarded_.change(config); }

    /// Adds all that is known of the chunk. False when its numbers can't be used: then failure() tells why.
    bool fill(StepRecord& step, const ChunkReport& report);
    const std::string& failure() const { return failure_; }
    bool is_astray() const { return is_astray_; }  // the failure is one of learning: a number is not finite any more
    std::string divergence() const { return divergence_.sentence(); }
    std::string worse() const { return guarded_.sentence(); }  // than frozen, and from where on; empty: it is not
    std::vector<Total> totals() const;                         // of the chunks that were filled
    double seconds() const { return scoring_.seconds(); }

private:
    bool fill_arm(ArmMeter& arm, StepRecord& step);
    void judge(StepRecord& step);
    void refuse_numbers(const StepRecord& step, const std::string& sentence);

    std::span<const std::int32_t> tokens_;
    bool has_frozen_, has_adapted_, has_twin_;
    ArmMeter frozen_, adapted_, twin_;
    GuardedArm guarded_;
    PatternProbe patterns_;
    Stopwatch scoring_;        // so far; also patterns
    std::int64_t scored_ = 0;  // tokens whose prediction is known, or passed
    std::int64_t passed_ = 0;  // of them, the first so many
    std::int64_t chunk_;       // tokens
    DivergenceWatch divergence_;
    std::string failure_;
    bool is_astray_ = false;
};

}  // namespace ttt

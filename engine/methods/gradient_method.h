// A method that learns by gradients: each segment is scored with the weights as they are, then learned from. What
// learns is the Learner's; reading, the order of things and the frozen arm are here.
//
// Segment [b, e): row r predicts token r + 1; loss = mean NLL of the tokens b + 1 .. e; backward; a step of the
// optimiser. Keys and values of earlier segments stay as they were computed. Nothing follows the last segment: it is
// scored and not learned from.
#pragma once

#include "engine/methods/learner.h"
#include "engine/methods/method.h"
#include "engine/methods/recorded_segment.h"
#include "engine/probes/stopwatch.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace ttt {

/// One stream; one thread. A chunk of the Method is a segment.
class GradientMethod : public Method {
public:
    /// `config` is resolved; both arms see its attention window. `learner` started from `trained`, which stays as it
    /// is; null: only the frozen arm reads.
    GradientMethod(ModelWeights trained, std::unique_ptr<Learner> learner, const RunConfig& config);

    /// Goes through text i64 [T] without showing or counting anything, so that the learner can measure it.
    void measure_statistics(const torch::Tensor& text);

    std::vector<ChunkReport> read(const torch::Tensor& text, std::int64_t begin, std::int64_t end,
                                  const ShowStates& show) override;
    ArmStates read_on(const torch::Tensor& ids, bool learns) override;
    std::shared_ptr<const MethodState> state() override;
    void restore(const MethodState& state) override;
    void leave_out(std::optional<std::int64_t> segment) override;
    void change_at(std::int64_t segment, const RunConfig& config) override { rules_[segment] = config; }

    /// false: a GPU is never given a recorded segment, every operation is launched by itself. For tests and benchmarks.
    void set_recording(bool records) { may_record_ = records; }
    bool has_recorded() const { return recorded_ != nullptr; }

    const Transformer& frozen() const override { return frozen_; }
    const Transformer& adapted() const override { return adapted_; }
    Spent spent() const override { return {update_time_.seconds(), probe_time_.seconds()}; }

private:
    struct Segment {
        torch::Tensor ids;        // i64 [n]
        torch::Tensor predicted;  // i64 [n], n - 1 where the text ends
        std::int64_t begin = 0;
        std::int64_t end = 0;
        bool is_last = false;

        std::int64_t count() const { return end - begin; }
    };

    static Segment segment_of(const torch::Tensor& text, std::int64_t begin, std::int64_t end);
    void use_rule_of(std::int64_t segment);
    ChunkReport read_segment_of(const Segment& segment, const ShowStates& show);
    ChunkReport read_launched(const Segment& segment, const ShowStates& show);
    ChunkReport read_recorded(const Segment& segment, const ShowStates& show);
    ChunkReport report(bool learned);
    SegmentInput input_of(const Segment& segment) const;
    Rotations rotations_of(const Segment& segment) const;
    torch::Tensor read_frozen(const Segment& segment);
    SegmentReading read_adapted(const Segment& segment, const StreamState& before, bool learns) const;
    void learn(const Segment& segment, torch::Tensor hidden, const StreamState& before);
    torch::Tensor read_ahead(const torch::Tensor& ids, bool learns);
    void complete_segment(const torch::Tensor& next);
    void check_loss(const Segment& segment, double loss) const;
    std::int64_t updates() const { return learner_ ? learner_->updates() : 0; }
    [[noreturn]] void refuse(const Segment& segment, const char* what) const;

    std::unique_ptr<Learner> learner_;  // or null
    Transformer frozen_;
    Transformer adapted_;
    RotaryEmbedding rotary_;
    StreamState frozen_state_;
    StreamState adapted_state_;
    std::int64_t length_;  // of a segment

    // Where read_on() stands: adapted_state_ is that before the segment, ahead_ that behind all tokens, read without a
    // graph until the segment is complete.
    StreamState ahead_;
    torch::Tensor pending_;        // i64 [m], of the segment; undefined: none
    std::int64_t ahead_read_ = 0;  // of them
    std::int64_t segments_ = 0;    // that were completed
    std::optional<std::int64_t> left_out_;
    std::map<std::int64_t, RunConfig> rules_;    // by the segment from which on they hold; the first from the start
    const RunConfig* rule_ = nullptr;            // that is in use
    std::int64_t version_ = 0;                   // of what is learned
    std::int64_t last_version_ = 0;              // of all that there were
    std::weak_ptr<const LearnedState> learned_;  // of version_, where a state still holds it

    bool reads_frozen_;
    bool may_record_ = true;
    bool is_steady_ = false;                     // the last full segment left states of the shapes that it found
    std::unique_ptr<RecordedSegment> recorded_;  // or null
    Stopwatch update_time_, probe_time_;
};

}  // namespace ttt

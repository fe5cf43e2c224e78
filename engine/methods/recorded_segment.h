// A full segment in the steady state of a stream (what mixers carry keeps its shape) as work that a GPU repeats: both
// arms read it, then the adapted one's gradients are taken. A segment is thousands of small operations, which a host
// launches more slowly than a GPU does them; recorded they are two launches.
#pragma once

#include "engine/kernels/device_graph.h"
#include "engine/methods/learner.h"
#include "engine/ttt/arm_states.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace ttt {

/// What differs from segment to segment.
struct SegmentInput {
    torch::Tensor ids;        // i64 [n]
    torch::Tensor predicted;  // i64 [n]
    Rotations rotations;
};

/// One stream; one thread.
class RecordedSegment {
public:
    /// nullptr: this device or learner can't, or recording failed (then everything is as it was). `frozen`, or null,
    /// `adapted` and `learner` outlive it. The states are those in front of `input`, and keep what they hold.
    static std::unique_ptr<RecordedSegment> record(const ModelWeights* frozen, const Transformer& adapted,
                                                   Learner& learner, const SegmentInput& input,
                                                   const StreamState& frozen_state, const StreamState& adapted_state);

    /// Reads on behind the states. From here on they live in the recorded tensors.
    ArmStates read(const SegmentInput& input, StreamState& frozen_state, StreamState& adapted_state);

    /// After read(): takes the gradients and moves both states behind the segment. -> mean NLL; not finite: nor are the
    /// gradients. Waits for the device.
    double learn(StreamState& frozen_state, StreamState& adapted_state);

    /// After learn(): the learner's step (Learner::step).
    bool step();

private:
    RecordedSegment(const ModelWeights* frozen, const Transformer& adapted, Learner& learner, const SegmentInput& input,
                    const StreamState& frozen_state, const StreamState& adapted_state);

    void set(const SegmentInput& input);
    std::vector<GraphPart> parts();
    void read_frozen();
    void read_adapted();
    void take_gradients();
    void hand_over(const std::vector<torch::Tensor>& gradients);

    const ModelWeights* frozen_;  // or null
    const Transformer& adapted_;
    Learner& learner_;
    std::vector<torch::Tensor> leaves_;
    std::unique_ptr<DeviceGraph> graph_;

    // Written before a replay.
    SegmentInput input_;
    StreamState frozen_state_, adapted_state_;

    // Written by one.
    ArmStates states_;
    torch::Tensor hidden_;  // the adapted one's, with its graph while that is recorded
    StreamState frozen_after_, adapted_after_;
    torch::Tensor nll_;
    std::vector<torch::Tensor> gradients_;  // undefined where a leaf has none

    /// For a learner whose steps can't be recorded, and which keeps the gradients of the segment before.
    std::array<std::vector<torch::Tensor>, 2> handed_;
    std::size_t turn_ = 0;
};

}  // namespace ttt

// What learns by gradients, and how: the part in which dynamic evaluation and LoRA differ. GradientMethod reads with
// it.
#pragma once

#include "engine/methods/learned_state.h"
#include "engine/methods/segment_forward.h"
#include "engine/records/records.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// Owns what it changes; one stream, one thread. Its leaves collect gradients while GradientMethod goes backward.
class Learner {
public:
    virtual ~Learner() = default;

    /// The weights that the adapted arm reads with. Handles: changed in place by step().
    virtual const ModelWeights& weights() const = 0;

    /// What collects gradients while going backward. Empty: what the learner launches differs from segment to segment,
    /// so that it can't be recorded (engine/methods/recorded_segment.h). Handles that stay the same.
    virtual std::vector<torch::Tensor> leaves() const { return {}; }

    /// The tokens i64 [n] that are read next, before they are.
    virtual void begin_segment(const torch::Tensor& ids) { static_cast<void>(ids); }

    /// What was learned beside the matrices of blocks and in place of the down-projections: as BlockHooks. A learner
    /// that changes the weights themselves has neither.
    virtual torch::Tensor beside(std::int64_t layer, TensorRole role, const torch::Tensor& x, torch::Tensor plain) const
    {
        static_cast<void>(layer), static_cast<void>(role), static_cast<void>(x);
        return plain;
    }
    virtual torch::Tensor down(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys,
                               const torch::Tensor& input)
    {
        static_cast<void>(layer), static_cast<void>(keys), static_cast<void>(input);
        return plain;
    }

    /// As down(), of tokens that are not learned from: nothing is kept of them.
    virtual torch::Tensor down_unwritten(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys) const
    {
        static_cast<void>(layer), static_cast<void>(keys);
        return plain;
    }

    /// What is written while this segment, counted from 0, is read adds nothing; nullopt: all does.
    virtual void leave_out(std::optional<std::int64_t> segment) { static_cast<void>(segment); }

    /// Further segments are learned from as `config` says, which differs in nothing that shapes the state.
    virtual void use(const RunConfig& config) = 0;

    /// What was learned so far, and back to it. Metrics that compare with the step before begin anew.
    virtual LearnedState state() const = 0;
    virtual void restore(const LearnedState& state) = 0;

    /// hidden [m, d] -> logits [m, V], with a graph.
    virtual torch::Tensor logits(const torch::Tensor& hidden) const { return torch::linear(hidden, weights().head); }

    /// Gradient steps on one segment.
    virtual std::int64_t steps() const { return 1; }

    /// Takes the gradients of a segment of `tokens` tokens and changes the weights. False: a gradient or what was added
    /// is not finite, and the weights are of no use any more.
    virtual bool step(std::int64_t tokens) = 0;

    /// step() in two halves, for a learner whose first half is always the same launches: these may be recorded, and
    /// don't wait for the device. finish_step() answers as step() does.
    virtual bool launches_steps() const { return false; }
    virtual void launch_step() {}
    virtual bool finish_step() { return true; }

    /// Drops the gradients that were collected.
    virtual void forget_gradients() = 0;

    /// What is measured before anything is learned is complete, even if there was less than asked for.
    virtual void end_statistics() {}

    /// After a segment was read and, if it `was_learned` from, after the last step on it: what they did, layer by
    /// layer; embedding, final norm and head go under layer_count. Throws ttt::Error when the segment can't be used.
    virtual std::vector<MetricValue> end_segment(bool was_learned) = 0;

    /// Of all that is learned, in the precision in which it is kept.
    virtual std::string hash() const = 0;

    /// Segments that were learned from.
    virtual std::int64_t updates() const = 0;
};

/// How blocks see it.
BlockHooks hooks_of(Learner& learner);

}  // namespace ttt

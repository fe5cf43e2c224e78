// The half of GradientMethod that reads on from any token, for questions.
#include "engine/methods/gradient_method.h"
#include "engine/model/stream_copy.h"

#include <torch/utils.h>

#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

struct GradientState final : MethodState {
    std::int64_t bytes() const override { return stream_bytes + (learned ? bytes_of(*learned) : 0); }

    StreamState frozen, adapted, ahead;
    Tensor pending;
    std::int64_t ahead_read = 0, segments = 0, version = 0, stream_bytes = 0;
    std::shared_ptr<const LearnedState> learned;  // shared by states between which nothing was learned; or null
};

/// What the adapted arm reads with while nothing may be kept of it.
BlockHooks quiet_hooks(const Learner& learner)
{
    return {.down = [&learner](std::int64_t layer, Tensor plain, const Tensor& keys,
                               const Tensor&) { return learner.down_unwritten(layer, std::move(plain), keys); },
            .beside = [&learner](std::int64_t layer, TensorRole role, const Tensor& x,
                                 Tensor plain) { return learner.beside(layer, role, x, std::move(plain)); }};
}

}  // namespace

ArmStates GradientMethod::read_on(const Tensor& ids, bool learns)
{
    const torch::NoGradGuard no_grad;
    const bool parts = ids.dim() == 2;
    ArmStates states;
    if (reads_frozen_)
        for (const Tensor& piece : (parts ? ids[0] : ids).split(length_))  // so that attention's masks stay small
            states.frozen = frozen_.read(piece.unsqueeze(0), frozen_state_)[0];
    if (learner_)
        states.adapted = read_ahead(parts ? ids[-1] : ids, learns);
    return states;
}

/// Completes segments where the token behind them is known; the rest is read without a graph.
Tensor GradientMethod::read_ahead(const Tensor& ids, bool learns)
{
    Tensor rest = ids;
    if (learns) {
        Tensor pending = pending_.defined() ? torch::cat({pending_, ids}) : ids;
        for (; pending.size(0) > length_; pending = pending.slice(0, length_)) {
            pending_ = pending.slice(0, 0, length_);
            complete_segment(pending.slice(0, length_, length_ + 1));
        }
        pending_ = pending.clone();
        rest = pending_.slice(0, ahead_read_);
    }
    if (ahead_read_ == 0)
        ahead_ = copy_stream(adapted_state_, frozen_.weights());
    ahead_read_ += rest.size(0);
    return adapted_.read(rest.unsqueeze(0), ahead_, quiet_hooks(*learner_))[0];
}

/// The segment is pending_, i64 [length_]; next: the token behind it, [1].
void GradientMethod::complete_segment(const Tensor& next)
{
    const std::int64_t begin = segments_ * length_;
    const Segment segment{.ids = pending_,
                          .predicted = torch::cat({pending_.slice(0, 1), next}),
                          .begin = begin,
                          .end = begin + length_,
                          .is_last = false};
    const bool learns = left_out_ != segments_;
    use_rule_of(segments_);
    learner_->begin_segment(segment.ids);
    SegmentReading reading = read_adapted(segment, adapted_state_, learns);
    if (learns)
        learn(segment, std::move(reading.hidden), adapted_state_);
    adapted_state_ = std::move(reading.after);
    learner_->end_segment(learns);
    ++segments_;
    version_ = ++last_version_;
    learned_.reset();
    ahead_read_ = 0;
}

std::shared_ptr<const MethodState> GradientMethod::state()
{
    const torch::NoGradGuard no_grad;
    const ModelWeights& weights = frozen_.weights();
    auto state = std::make_shared<GradientState>();
    state->frozen = copy_stream(frozen_state_, weights);
    state->adapted = copy_stream(adapted_state_, weights);
    state->ahead = copy_stream(ahead_, weights);
    for (const StreamState* stream : {&frozen_state_, &adapted_state_, &ahead_})
        state->stream_bytes += bytes_of(*stream, weights);
    state->pending = pending_;
    state->ahead_read = ahead_read_;
    state->segments = segments_;
    state->version = version_;
    state->learned = learned_.lock();
    if (learner_ && !state->learned)
        learned_ = state->learned = std::make_shared<const LearnedState>(learner_->state());
    return state;
}

void GradientMethod::restore(const MethodState& from)
{
    const torch::NoGradGuard no_grad;
    const auto& state = dynamic_cast<const GradientState&>(from);
    recorded_.reset();  // it holds what the learner gives up
    is_steady_ = false;
    const ModelWeights& weights = frozen_.weights();
    frozen_state_ = copy_stream(state.frozen, weights);
    adapted_state_ = copy_stream(state.adapted, weights);
    ahead_ = copy_stream(state.ahead, weights);
    pending_ = state.pending;
    ahead_read_ = state.ahead_read;
    segments_ = state.segments;
    if (state.version != version_ && state.learned)
        learner_->restore(*state.learned);
    version_ = state.version;
    learned_ = state.learned;
}

void GradientMethod::leave_out(std::optional<std::int64_t> segment)
{
    left_out_ = segment;
    if (learner_)
        learner_->leave_out(segment);
}

}  // namespace ttt

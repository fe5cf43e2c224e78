#include "engine/methods/recorded_segment.h"

#include "engine/methods/segment_loss.h"
#include "engine/model/stream_copy.h"

#include <torch/utils.h>

#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

std::vector<Tensor> tensors_of(StreamState& state)
{
    std::vector<Tensor> tensors;
    visit_state(state, [&](Tensor& tensor) { tensors.push_back(tensor); });
    return tensors;
}

Rotation copy_of(const Rotation& rotation)
{
    return rotation.cos.defined() ? Rotation{rotation.cos.clone(), rotation.sin.clone()} : Rotation();
}

SegmentInput copy_of(const SegmentInput& input)
{
    return {.ids = input.ids.clone(),
            .predicted = input.predicted.clone(),
            .rotations = {.all = copy_of(input.rotations.all), .local = copy_of(input.rotations.local)}};
}

void copy(const Rotation& from, Rotation& to)
{
    if (!from.cos.defined())
        return;
    to.cos.copy_(from.cos);
    to.sin.copy_(from.sin);
}

/// `state` holds the tensors of `home` from here on, and they what it held.
void move_into(StreamState& home, StreamState& state)
{
    const std::vector<Tensor> places = tensors_of(home);
    std::size_t index = 0;
    visit_state(state, [&](Tensor& tensor) {
        const Tensor& place = places.at(index++);
        if (tensor.is_same(place))
            return;
        Tensor(place).copy_(tensor);
        tensor = place;
    });
}

void copy_all(StreamState& from, StreamState& to)
{
    const std::vector<Tensor> sources = tensors_of(from);
    if (!sources.empty())
        at::_foreach_copy_(tensors_of(to), sources);
}

std::vector<Tensor> defined_ones(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> defined;
    for (const Tensor& tensor : tensors)
        if (tensor.defined())
            defined.push_back(tensor);
    return defined;
}

}  // namespace

RecordedSegment::RecordedSegment(const ModelWeights* frozen, const Transformer& adapted, Learner& learner,
                                 const SegmentInput& input, const StreamState& frozen_state,
                                 const StreamState& adapted_state)
    : frozen_(frozen), adapted_(adapted), learner_(learner), leaves_(learner.leaves()), graph_(new_device_graph()),
      input_(copy_of(input)), frozen_state_(copy_stream(frozen_state, adapted.weights())),
      adapted_state_(copy_stream(adapted_state, adapted.weights()))
{
    graph_->record(parts());
    if (learner_.launches_steps())
        return;
    for (std::vector<Tensor>& handed : handed_)
        for (const Tensor& gradient : gradients_)
            handed.push_back(gradient.defined() ? torch::empty_like(gradient) : Tensor());
}

std::vector<GraphPart> RecordedSegment::parts()
{
    GraphPart reading;
    if (frozen_)
        reading.works.emplace_back([this] { read_frozen(); });
    reading.works.emplace_back([this] { read_adapted(); });
    std::vector<GraphPart> parts{std::move(reading), {.works = {[this] { take_gradients(); }}}};
    const auto launch_step = [this] {
        hand_over(gradients_);
        learner_.launch_step();
    };
    if (learner_.launches_steps())
        parts.push_back({.works = {launch_step}, .warms_up = false});  // it would change what is learned
    return parts;
}

std::unique_ptr<RecordedSegment> RecordedSegment::record(const ModelWeights* frozen, const Transformer& adapted,
                                                         Learner& learner, const SegmentInput& input,
                                                         const StreamState& frozen_state,
                                                         const StreamState& adapted_state)
{
    if (!input.ids.is_cuda() || learner.leaves().empty() || learner.steps() != 1 || !new_device_graph())
        return nullptr;
    try {
        return std::unique_ptr<RecordedSegment>(
            new RecordedSegment(frozen, adapted, learner, input, frozen_state, adapted_state));
    } catch (const c10::Error&) {  // out of memory, or an operation that can't be recorded
        learner.forget_gradients();
        return nullptr;
    }
}

void RecordedSegment::read_frozen()
{
    const torch::NoGradGuard no_grad;
    SegmentReading reading = read_segment(*frozen_, input_.rotations, input_.ids, frozen_state_, {});
    states_.frozen = std::move(reading.hidden);
    frozen_after_ = std::move(reading.after);
}

void RecordedSegment::read_adapted()
{
    const torch::AutoGradMode with_gradients(true);
    SegmentReading reading =
        read_segment(adapted_.weights(), input_.rotations, input_.ids, adapted_state_, hooks_of(learner_));
    hidden_ = std::move(reading.hidden);
    states_.adapted = hidden_.detach();
    adapted_after_ = std::move(reading.after);
}

void RecordedSegment::take_gradients()
{
    HeadLoss loss = backward_through_head(hidden_, input_.predicted, input_.ids.size(0), adapted_,
                                          [this](const Tensor& rows) { return learner_.logits(rows); });
    if (loss.gradient.defined())
        hidden_.backward(loss.gradient);
    hidden_ = Tensor();
    nll_ = std::move(loss.nll);
    gradients_.clear();
    for (Tensor& leaf : leaves_) {
        gradients_.push_back(leaf.grad());
        leaf.mutable_grad() = Tensor();
    }
    const torch::NoGradGuard no_grad;
    if (frozen_)
        copy_all(frozen_after_, frozen_state_);
    copy_all(adapted_after_, adapted_state_);
}

void RecordedSegment::set(const SegmentInput& input)
{
    input_.ids.copy_(input.ids);
    input_.predicted.copy_(input.predicted);
    copy(input.rotations.all, input_.rotations.all);
    copy(input.rotations.local, input_.rotations.local);
}

ArmStates RecordedSegment::read(const SegmentInput& input, StreamState& frozen_state, StreamState& adapted_state)
{
    const torch::NoGradGuard no_grad;
    set(input);
    if (frozen_)
        move_into(frozen_state_, frozen_state);
    move_into(adapted_state_, adapted_state);
    graph_->replay(0);
    return states_;
}

double RecordedSegment::learn(StreamState& frozen_state, StreamState& adapted_state)
{
    const torch::NoGradGuard no_grad;
    graph_->replay(1);
    const std::int64_t count = input_.ids.size(0);
    frozen_state.position += frozen_ ? count : 0;
    adapted_state.position += count;
    return nll_.item<double>();
}

bool RecordedSegment::step()
{
    const torch::NoGradGuard no_grad;
    if (learner_.launches_steps()) {
        graph_->replay(2);
        return learner_.finish_step();
    }
    std::vector<Tensor>& handed = handed_[std::exchange(turn_, 1 - turn_)];
    at::_foreach_copy_(defined_ones(handed), defined_ones(gradients_));
    hand_over(handed);
    return learner_.step(input_.ids.size(0));
}

void RecordedSegment::hand_over(const std::vector<Tensor>& gradients)
{
    for (std::size_t index = 0; index < leaves_.size(); ++index)
        leaves_[index].mutable_grad() = gradients[index];
}

}  // namespace ttt

#include "engine/methods/gradient_method.h"

#include "engine/methods/segment_loss.h"
#include "engine/records/error.h"
#include "engine/ttt/arm_reader.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

BlockHooks hooks_of(Learner& learner)
{
    return {.down = [&learner](std::int64_t layer, Tensor plain, const Tensor& keys,
                               const Tensor& input) { return learner.down(layer, std::move(plain), keys, input); },
            .beside = [&learner](std::int64_t layer, TensorRole role, const Tensor& x,
                                 Tensor plain) { return learner.beside(layer, role, x, std::move(plain)); }};
}

bool is_finite(const Tensor& states)
{
    return !states.defined() || states.isfinite().all().item<bool>();
}

}  // namespace

GradientMethod::GradientMethod(ModelWeights trained, std::unique_ptr<Learner> learner, const RunConfig& config)
    : learner_(std::move(learner)), frozen_(with_window(std::move(trained), config)),
      adapted_(learner_ ? with_window(learner_->weights(), config) : frozen_.weights()),
      rotary_(frozen_.weights().config, frozen_.weights().embedding.device()), frozen_state_(frozen_.new_stream()),
      adapted_state_(adapted_.new_stream()), length_(config.segment), lr_(config.lr.value_or(0)),
      reads_frozen_(config.arms != Arms::adapted)
{
}

GradientMethod::Segment GradientMethod::segment_of(const Tensor& text, std::int64_t begin, std::int64_t end)
{
    const std::int64_t length = text.size(0);
    return {.ids = text.slice(0, begin, end),
            .predicted = text.slice(0, begin + 1, std::min(end + 1, length)),
            .begin = begin,
            .end = end,
            .is_last = end == length};
}

void GradientMethod::measure_statistics(const Tensor& text)
{
    const torch::NoGradGuard no_grad;
    StreamState state = adapted_.new_stream();
    for (std::int64_t begin = 0; begin + length_ < text.size(0); begin += length_) {
        const Segment segment = segment_of(text, begin, begin + length_);
        learner_->begin_segment(segment.ids);
        SegmentReading reading = read_adapted(segment, state, true);
        learn(segment, std::move(reading.hidden), state);
        state = std::move(reading.after);
    }
    learner_->end_statistics();
}

std::vector<ChunkReport> GradientMethod::read(const Tensor& text, std::int64_t begin, std::int64_t end,
                                              const ShowStates& show)
{
    const torch::NoGradGuard no_grad;
    std::vector<ChunkReport> reports;
    try {
        for (; begin < end; begin += length_)
            reports.push_back(read_segment_of(segment_of(text, begin, std::min(begin + length_, end)), show));
    } catch (const Error& error) {
        reports.push_back({.metrics = {}, .hash = {}, .updates = updates(), .failure = error.what()});
    }
    return reports;
}

ChunkReport GradientMethod::read_segment_of(const Segment& segment, const ShowStates& show)
{
    ArmStates states;
    if (reads_frozen_)
        states.frozen = read_frozen(segment);
    const bool learns = learner_ && !segment.is_last;
    SegmentReading reading;
    if (learner_) {
        learner_->begin_segment(segment.ids);
        reading = read_adapted(segment, adapted_state_, learns);
        states.adapted = reading.hidden.detach();
    }
    if (!is_finite(states.adapted))
        refuse(segment, "what the model computes");
    show(states, segment.predicted);

    if (!learner_)
        return {};
    if (learns)
        learn(segment, std::move(reading.hidden), adapted_state_);
    adapted_state_ = std::move(reading.after);
    const Stopwatch::Lap lap(probe_time_);
    return {.metrics = learner_->end_segment(learns), .hash = learner_->hash(), .updates = updates(), .failure = {}};
}

Tensor GradientMethod::read_frozen(const Segment& segment)
{
    SegmentReading reading = read_segment(frozen_.weights(), rotary_, segment.ids, frozen_state_, {});
    frozen_state_ = std::move(reading.after);
    return reading.hidden;
}

SegmentReading GradientMethod::read_adapted(const Segment& segment, const StreamState& before, bool learns) const
{
    const torch::AutoGradMode with_gradients(learns);
    return read_segment(adapted_.weights(), rotary_, segment.ids, before, hooks_of(*learner_));
}

void GradientMethod::learn(const Segment& segment, Tensor hidden, const StreamState& before)
{
    const Stopwatch::Lap lap(update_time_);
    const std::int64_t count = segment.end - segment.begin;
    const auto head = [this](const Tensor& rows) { return learner_->logits(rows); };
    for (std::int64_t step = 0; step < learner_->steps(); ++step) {
        if (step > 0)
            hidden = read_adapted(segment, before, true).hidden;
        const double loss = backward_of_nll(hidden, segment.predicted, count, adapted_, head);
        hidden = Tensor();  // the graph
        if (!std::isfinite(loss)) {
            learner_->forget_gradients();
            refuse(segment, "the loss");
        }
        if (!learner_->step(count))
            refuse(segment, "a gradient");
    }
}

void GradientMethod::refuse(const Segment& segment, const char* what) const
{
    std::ostringstream text;
    text << "Segment " << segment.begin / length_ << " (tokens " << segment.begin << " to " << segment.end - 1
         << "): " << what << " is not a finite number any more; choose a smaller learning rate than " << lr_
         << ", or fewer parameters that learn.";
    throw Error(text.str());
}

}  // namespace ttt

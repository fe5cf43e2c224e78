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

bool is_finite(const Tensor& states)
{
    return !states.defined() || states.isfinite().all().item<bool>();
}

/// Of what a stream carries.
std::vector<std::vector<std::int64_t>> shapes_of(StreamState& state)
{
    std::vector<std::vector<std::int64_t>> shapes;
    visit_state(state, [&](Tensor& tensor) { shapes.push_back(tensor.sizes().vec()); });
    return shapes;
}

}  // namespace

GradientMethod::GradientMethod(ModelWeights trained, std::unique_ptr<Learner> learner, const RunConfig& config)
    : learner_(std::move(learner)), frozen_(with_window(std::move(trained), config)),
      adapted_(learner_ ? with_window(learner_->weights(), config) : frozen_.weights()),
      rotary_(frozen_.weights().config, frozen_.weights().embedding.device()), frozen_state_(frozen_.new_stream()),
      adapted_state_(adapted_.new_stream()), length_(config.segment), rules_{{0, config}},
      rule_(&rules_.begin()->second), reads_frozen_(config.arms != Arms::adapted)
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

/// What was recorded has the rates of its rule in it.
void GradientMethod::use_rule_of(std::int64_t segment)
{
    const RunConfig* rule = &std::prev(rules_.upper_bound(segment))->second;
    if (std::exchange(rule_, rule) == rule || !learner_)
        return;
    recorded_.reset();
    learner_->use(*rule);
}

ChunkReport GradientMethod::read_segment_of(const Segment& segment, const ShowStates& show)
{
    use_rule_of(segment.begin / length_);
    const bool is_full = learner_ && !segment.is_last && segment.count() == length_;
    if (is_full && is_steady_ && may_record_ && !recorded_) {
        recorded_ = RecordedSegment::record(reads_frozen_ ? &frozen_.weights() : nullptr, adapted_, *learner_,
                                            input_of(segment), frozen_state_, adapted_state_);
        may_record_ = recorded_ != nullptr;
    }
    if (is_full && recorded_)
        return read_recorded(segment, show);
    const std::vector<std::vector<std::int64_t>> before = shapes_of(adapted_state_);
    ChunkReport report = read_launched(segment, show);
    is_steady_ = is_full && !before.empty() && before == shapes_of(adapted_state_);
    return report;
}

ChunkReport GradientMethod::read_launched(const Segment& segment, const ShowStates& show)
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
    return report(learns);
}

ChunkReport GradientMethod::read_recorded(const Segment& segment, const ShowStates& show)
{
    learner_->begin_segment(segment.ids);
    const ArmStates states = recorded_->read(input_of(segment), frozen_state_, adapted_state_);
    if (!is_finite(states.adapted))
        refuse(segment, "what the model computes");
    show(states, segment.predicted);
    {
        const Stopwatch::Lap lap(update_time_);
        check_loss(segment, recorded_->learn(frozen_state_, adapted_state_));
        if (!recorded_->step())
            refuse(segment, "a gradient");
    }
    return report(true);
}

ChunkReport GradientMethod::report(bool learned)
{
    const Stopwatch::Lap lap(probe_time_);
    return {.metrics = learner_->end_segment(learned), .hash = learner_->hash(), .updates = updates(), .failure = {}};
}

SegmentInput GradientMethod::input_of(const Segment& segment) const
{
    return {.ids = segment.ids, .predicted = segment.predicted, .rotations = rotations_of(segment)};
}

Rotations GradientMethod::rotations_of(const Segment& segment) const
{
    return rotary_.at(segment.begin, segment.count(), frozen_.weights().embedding.scalar_type());
}

Tensor GradientMethod::read_frozen(const Segment& segment)
{
    SegmentReading reading = read_segment(frozen_.weights(), rotations_of(segment), segment.ids, frozen_state_, {});
    frozen_state_ = std::move(reading.after);
    return reading.hidden;
}

SegmentReading GradientMethod::read_adapted(const Segment& segment, const StreamState& before, bool learns) const
{
    const torch::AutoGradMode with_gradients(learns);
    return read_segment(adapted_.weights(), rotations_of(segment), segment.ids, before, hooks_of(*learner_));
}

void GradientMethod::learn(const Segment& segment, Tensor hidden, const StreamState& before)
{
    const Stopwatch::Lap lap(update_time_);
    const auto head = [this](const Tensor& rows) { return learner_->logits(rows); };
    for (std::int64_t index = 0; index < learner_->steps(); ++index) {
        if (index > 0)
            hidden = read_adapted(segment, before, true).hidden;
        const double loss = backward_of_nll(hidden, segment.predicted, segment.count(), adapted_, head);
        hidden = Tensor();  // the graph
        check_loss(segment, loss);
        if (!learner_->step(segment.count()))
            refuse(segment, "a gradient");
    }
}

void GradientMethod::check_loss(const Segment& segment, double loss) const
{
    if (std::isfinite(loss))
        return;
    learner_->forget_gradients();
    refuse(segment, "the loss");
}

void GradientMethod::refuse(const Segment& segment, const char* what) const
{
    std::ostringstream text;
    text << "Segment " << segment.begin / length_ << " (tokens " << segment.begin << " to " << segment.end - 1
         << "): " << what << " is not a finite number any more; choose a smaller learning rate than "
         << rule_->lr.value_or(0) << ", or fewer parameters that learn.";
    throw Error(text.str());
}

}  // namespace ttt

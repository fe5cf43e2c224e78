#include "engine/chunk_meter.h"

#include "engine/records/error.h"
#include "engine/ttt/arm_reader.h"

#include <utility>

namespace ttt {

ChunkMeter::ChunkMeter(const RunConfig& config, std::span<const std::int32_t> tokens)
    : tokens_(tokens), has_frozen_(config.arms != Arms::adapted), has_adapted_(config.arms != Arms::frozen),
      has_twin_(!config.twin.empty()), frozen_(Arm::frozen, config.perplexity_window),
      adapted_(Arm::adapted, config.perplexity_window), twin_(Arm::twin, config.perplexity_window), guarded_(config),
      patterns_(config.probes, tokens.front()), chunk_(config.chunk)
{
}

void ChunkMeter::score(const Method& method, const ArmStates& states, const torch::Tensor& predicted)
{
    if (states.frozen.defined())
        frozen_.score(method.frozen(), states.frozen, predicted, scoring_);
    if (states.adapted.defined())
        adapted_.score(method.adapted(), states.adapted, predicted, scoring_);
    const Stopwatch::Lap lap(scoring_);
    const auto next = static_cast<std::size_t>(scored_ + 1);
    patterns_.look(method.frozen(), method.adapted(), states,
                   tokens_.subspan(next, static_cast<std::size_t>(predicted.size(0))));
    scored_ += predicted.size(0);
}

void ChunkMeter::score_twin(ArmReader& twin, const torch::Tensor& stretch, const torch::Tensor& predicted)
{
    twin_.score(twin.transformer(), twin.read(stretch).frozen, predicted, scoring_);
}

void ChunkMeter::pass(std::int64_t count)
{
    patterns_.pass(tokens_.subspan(static_cast<std::size_t>(scored_ + 1), static_cast<std::size_t>(count)));
    passed_ = scored_ += count;
}

void ChunkMeter::count(const StepRecord& made)
{
    const bool was_scored = made.begin >= passed_;
    for (auto [arm, is_there] : {std::pair(&frozen_, has_frozen_), {&adapted_, has_adapted_}, {&twin_, has_twin_}})
        if (is_there)
            arm->count(made, was_scored);
    patterns_.drop(made.end);
    guarded_.count(made);
    divergence_.add(made);
}

bool ChunkMeter::fill(StepRecord& step, const ChunkReport& report)
{
    if (!report.failure.empty()) {
        refuse_numbers(step, report.failure);
        return false;
    }
    if ((has_frozen_ && !fill_arm(frozen_, step)) || (has_adapted_ && !fill_arm(adapted_, step)) ||
        (has_twin_ && !fill_arm(twin_, step)))
        return false;
    guarded_.fill(step);
    judge(step);
    patterns_.fill(step);
    step.metrics.insert(step.metrics.end(), report.metrics.begin(), report.metrics.end());
    if (!report.hash.empty())
        step.metrics.push_back({Metric::updates, -1, static_cast<double>(report.updates)});
    step.fast_hash = report.hash;
    return true;
}

/// A text that is shorter than what divergence is judged by is judged at its end.
void ChunkMeter::judge(StepRecord& step)
{
    divergence_.add(step);
    if (step.end == static_cast<std::int64_t>(tokens_.size()))
        divergence_.end();
    if (divergence_.chunk() == step.index)
        guarded_.fire(step, {.begin = step.begin - (divergence_.chunks() - 1) * chunk_,
                             .end = step.end,
                             .excess = divergence_.excess(),
                             .chunks = divergence_.chunks()});
}

bool ChunkMeter::fill_arm(ArmMeter& arm, StepRecord& step)
{
    try {
        arm.fill(step);
        return true;
    } catch (const Error& error) {
        if (&arm == &adapted_)
            refuse_numbers(step, error.what());
        else
            failure_ = error.what();
        return false;
    }
}

/// What learns has left the numbers: the run diverged. `sentence` begins with where that was, "Chunk 3: ...".
void ChunkMeter::refuse_numbers(const StepRecord& step, const std::string& sentence)
{
    const std::size_t place = sentence.find(": ");
    failure_ =
        DivergenceWatch::sentence_at(step.index, place == std::string::npos ? sentence : sentence.substr(place + 2));
    is_astray_ = true;
}

std::vector<Total> ChunkMeter::totals() const
{
    std::vector<Total> totals;
    for (const Total& total : {frozen_.total(), adapted_.total(), twin_.total(), guarded_.total()})
        if (total.count > 0)
            totals.push_back(total);
    return totals;
}

}  // namespace ttt

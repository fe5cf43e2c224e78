#include "engine/probes/pattern_probe.h"

#include <limits>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// f64 [k, 3] on the CPU: change of the own logit, mean and standard deviation of the changes of the others.
/// change f32 or wider [k, V], overwritten; own i64 [k, 1], the own tokens.
Tensor summarize(Tensor change, const Tensor& own)
{
    const auto others = static_cast<double>(change.size(1) - 1);
    const Tensor of_own = change.gather(1, own);
    const Tensor mean = change.scatter_(1, own, 0).sum(1, true) / others;
    // Deviations before squares: changes of all logits alike are no spread.
    change.sub_(mean).scatter_(1, own, 0);
    const Tensor spread = (change.square_().sum(1, true) / others).sqrt();
    return torch::cat({of_own, mean, spread}, 1).to(torch::kCPU, torch::kFloat64);
}

} // namespace

void PatternProbe::measure(const Transformer& transformer, const ArmStates& states, std::span<const std::int32_t> ids,
                           StepRecord& step)
{
    const std::vector<Hit> hits = find(ids, step);
    if (costly_ && states.frozen.defined() && states.adapted.defined())
        add_events(transformer, predicting(states), hits, step);
}

std::vector<PatternProbe::Hit> PatternProbe::find(std::span<const std::int32_t> ids, StepRecord& step)
{
    std::vector<Hit> hits;
    ItemColumn column{Column::induction, {}};
    for (std::size_t index = 0; index < ids.size(); ++index) {
        const auto row = static_cast<std::int64_t>(index);
        const InductionGuess guess = finder_.next(ids[index]);
        column.values.push_back(guess.hit ? static_cast<float>(step.begin + row - guess.earlier) : 0);
        if (guess.hit)
            hits.push_back({row, guess.earlier, ids[index]});
    }
    if (step.begin == 0 && !column.values.empty())
        column.values.front() = std::numeric_limits<float>::quiet_NaN();
    step.columns.push_back(std::move(column));
    return hits;
}

/// [n, d]: what predicts each token of the chunk, adapted minus frozen. The head is linear, so its answer to a
/// difference is the difference of its answers, at half the cost and without the rounding of two large logits.
Tensor PatternProbe::predicting(const ArmStates& states)
{
    const Tensor change = states.adapted - states.frozen;
    if (!last_.defined())
        last_ = torch::zeros_like(change.slice(0, 0, 1));  // nothing predicts the first token, which is never a hit
    const Tensor before = torch::cat({last_, change.slice(0, 0, -1)});
    last_ = change.slice(0, -1).clone();
    return before;
}

void PatternProbe::add_events(const Transformer& transformer, const Tensor& hidden, const std::vector<Hit>& hits,
                              StepRecord& step) const
{
    std::vector<std::int64_t> rows, own;
    for (const Hit& hit : hits) {
        rows.push_back(hit.row);
        own.push_back(hit.id);
    }
    const Tensor at_hits = hidden.index_select(0, torch::tensor(rows, torch::kLong).to(hidden.device()));
    const Tensor tokens = torch::tensor(own, torch::kLong).to(hidden.device()).unsqueeze(1);
    for_each_logit_block(transformer, at_hits.size(0), block_bytes_, [&](std::int64_t begin, std::int64_t end) {
        const Tensor numbers = summarize(transformer.logits(at_hits.slice(0, begin, end)), tokens.slice(0, begin, end));
        const auto values = numbers.accessor<double, 2>();
        for (std::int64_t index = begin; index < end; ++index) {
            const Hit& hit = hits[static_cast<std::size_t>(index)];
            const auto change = values[index - begin];
            step.patterns.push_back({step.begin + hit.row, hit.earlier, change[0], change[1], change[2]});
        }
    });
}

} // namespace ttt

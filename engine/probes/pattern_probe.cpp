#include "engine/probes/pattern_probe.h"

#include <torch/utils.h>

#include <limits>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// f64 [k, 3]: change of the own logit, mean and standard deviation of the changes of the others.
/// change f32 or wider [k, V], overwritten; own i64 [k, 1], the own tokens.
Tensor summarize(Tensor change, const Tensor& own)
{
    const auto others = static_cast<double>(change.size(1) - 1);
    const Tensor of_own = change.gather(1, own);
    const Tensor mean = change.scatter_(1, own, 0).sum(1, true) / others;
    // Deviations before squares: changes of all logits alike are no spread.
    change.sub_(mean).scatter_(1, own, 0);
    const Tensor spread = (change.square_().sum(1, true) / others).sqrt();
    return torch::cat({of_own, mean, spread}, 1).to(torch::kFloat64);
}

}  // namespace

PatternProbe::PatternProbe(bool costly, std::int32_t first, std::int64_t block_bytes)
    : costly_(costly), block_bytes_(block_bytes)
{
    finder_.next(first);
    induction_.append({std::numeric_limits<float>::quiet_NaN()});
}

void PatternProbe::look(const Transformer& frozen, const Transformer& adapted, const ArmStates& states,
                        std::span<const std::int32_t> predicted)
{
    const torch::NoGradGuard no_grad;
    std::vector<Hit> hits = find(predicted);
    if (!costly_ || !states.frozen.defined() || !states.adapted.defined() || hits.empty())
        return;
    const Tensor table = changes(frozen, adapted, states, hits);
    measured_.push_back({std::move(hits), table});
}

std::vector<PatternProbe::Hit> PatternProbe::find(std::span<const std::int32_t> predicted)
{
    std::vector<Hit> hits;
    std::vector<float> column;
    for (std::size_t row = 0; row < predicted.size(); ++row, ++position_) {
        const InductionGuess guess = finder_.next(predicted[row]);
        column.push_back(guess.hit ? static_cast<float>(position_ - guess.earlier) : 0);
        if (guess.hit)
            hits.push_back({static_cast<std::int64_t>(row), position_, guess.earlier, predicted[row]});
    }
    induction_.append(column);
    return hits;
}

Tensor PatternProbe::changes(const Transformer& frozen, const Transformer& adapted, const ArmStates& states,
                             const std::vector<Hit>& hits)
{
    std::vector<std::int64_t> rows, own;
    for (const Hit& hit : hits) {
        rows.push_back(hit.row);
        own.push_back(hit.id);
    }
    const torch::Device device = states.frozen.device();
    const Tensor at_hits = torch::tensor(rows, torch::kLong).to(device);
    const Tensor tokens = torch::tensor(own, torch::kLong).to(device);
    const Tensor before = states.frozen.index_select(0, at_hits);
    const Tensor after = states.adapted.index_select(0, at_hits);
    const Tensor& head = frozen.weights().head;
    if (!head.is_same(adapted.weights().head))
        return differences(frozen, adapted, before, after, tokens.unsqueeze(1));
    if (!moments_ || !moments_->is_of(head))
        moments_.emplace(head);
    return moments_->change(before, after, tokens);
}

/// Where each arm has a head of its own.
Tensor PatternProbe::differences(const Transformer& frozen, const Transformer& adapted, const Tensor& before,
                                 const Tensor& after, const Tensor& own) const
{
    std::vector<Tensor> blocks;
    for_each_logit_block(frozen, before.size(0), block_bytes_, [&](std::int64_t begin, std::int64_t end) {
        const Tensor change = adapted.logits(after.slice(0, begin, end)) - frozen.logits(before.slice(0, begin, end));
        blocks.push_back(summarize(change, own.slice(0, begin, end)));
    });
    return torch::cat(blocks);
}

/// The oldest that was measured.
void PatternProbe::take_over()
{
    const Tensor table = measured_.front().changes.to(torch::kCPU);
    const auto values = table.accessor<double, 2>();
    std::int64_t row = 0;
    for (const Hit& hit : measured_.front().hits) {
        const auto change = values[row++];
        events_.push_back({hit.position, hit.earlier, change[0], change[1], change[2]});
    }
    measured_.pop_front();
}

void PatternProbe::drop(std::int64_t end)
{
    StepRecord dropped;
    dropped.begin = out_;
    dropped.end = end;
    fill(dropped);
}

void PatternProbe::fill(StepRecord& step)
{
    out_ = step.end;
    step.columns.push_back({Column::induction, induction_.take(step.end - step.begin)});
    while (!measured_.empty() && measured_.front().hits.front().position < step.end)
        take_over();
    for (; !events_.empty() && events_.front().position < step.end; events_.pop_front())
        add_pattern(step, events_.front());
}

}  // namespace ttt

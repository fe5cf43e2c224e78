#include "engine/probes/in_context.h"

#include "engine/records/cancelled.h"

#include <torch/utils.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace ttt {
namespace {

using torch::Tensor;

struct Losses {
    double frozen = 0;
    double adapted = 0;
};

/// The hidden states of both arms over a whole context, [n, d].
ArmStates read_context(ArmReader& reader, const Tensor& ids, std::int64_t chunk, const std::stop_token& cancel)
{
    std::vector<Tensor> frozen, adapted;
    for (std::int64_t begin = 0; begin < ids.size(0); begin += chunk) {
        if (cancel.stop_requested())
            throw Cancelled();
        const ArmStates states = reader.read(ids.slice(0, begin, std::min(begin + chunk, ids.size(0))));
        if (states.frozen.defined())
            frozen.push_back(states.frozen);
        if (states.adapted.defined())
            adapted.push_back(states.adapted);
    }
    return {.frozen = frozen.empty() ? Tensor() : torch::cat(frozen),
            .adapted = adapted.empty() ? Tensor() : torch::cat(adapted)};
}

/// Mean NLL of the tokens around `place`, each predicted by the state before it. NaN where the arm did not run.
double loss_at(const Transformer& transformer, const Tensor& hidden, const Tensor& ids, std::int64_t place,
               std::int64_t around)
{
    if (!hidden.defined())
        return std::numeric_limits<double>::quiet_NaN();
    const std::int64_t begin = place - around / 2;
    const Tensor logits = transformer.logits(hidden.slice(0, begin - 1, begin - 1 + around));
    const Tensor own = logits.gather(1, ids.slice(0, begin, begin + around).unsqueeze(1)).squeeze(1);
    return (logits.logsumexp(-1) - own).mean().item<double>();
}

Losses late_minus_early(const Transformer& transformer, const ArmStates& states, const Tensor& ids,
                        const ContextPlaces& places)
{
    const auto of = [&](const Tensor& hidden) {
        return loss_at(transformer, hidden, ids, places.late, places.around) -
               loss_at(transformer, hidden, ids, places.early, places.around);
    };
    return {.frozen = of(states.frozen), .adapted = of(states.adapted)};
}

}  // namespace

InContextScore in_context_score(const std::function<ArmReader()>& start, const Tensor& ids, std::int64_t chunk,
                                const std::stop_token& cancel, const ContextPlaces& places)
{
    const torch::NoGradGuard no_grad;
    InContextScore score;
    for (std::int64_t begin = 0; begin + context_length <= ids.size(0); begin += context_length) {
        const Tensor context = ids.slice(0, begin, begin + context_length);
        ArmReader reader = start();
        const ArmStates states = read_context(reader, context, chunk, cancel);
        const Losses losses = late_minus_early(reader.transformer(), states, context, places);
        score.frozen += losses.frozen;
        score.adapted += losses.adapted;
        ++score.contexts;
    }
    score.frozen /= static_cast<double>(score.contexts);  // 0 / 0: NaN
    score.adapted /= static_cast<double>(score.contexts);
    return score;
}

}  // namespace ttt

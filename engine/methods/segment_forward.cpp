#include "engine/methods/segment_forward.h"

#include <utility>

namespace ttt {

using torch::Tensor;

SegmentReading read_segment(const ModelWeights& weights, const Rotations& rotations, const Tensor& ids,
                            const StreamState& before, const BlockHooks& hooks)
{
    BlockContext context{.rotations = rotations,
                         .reading = BehindConstants{.before = before.mixers, .after = before.mixers},
                         .hooks = hooks,
                         .fuses = false};
    const Tensor hidden = run_blocks(weights, embed(weights, ids).unsqueeze(0), context);
    return {hidden[0], {std::move(std::get<BehindConstants>(context.reading).after), before.position + ids.size(0)}};
}

}  // namespace ttt

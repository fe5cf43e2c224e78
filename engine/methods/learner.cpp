#include "engine/methods/learner.h"

#include <utility>

namespace ttt {

using torch::Tensor;

BlockHooks hooks_of(Learner& learner)
{
    return {.down = [&learner](std::int64_t layer, Tensor plain, const Tensor& keys,
                               const Tensor& input) { return learner.down(layer, std::move(plain), keys, input); },
            .beside = [&learner](std::int64_t layer, TensorRole role, const Tensor& x,
                                 Tensor plain) { return learner.beside(layer, role, x, std::move(plain)); }};
}

}  // namespace ttt

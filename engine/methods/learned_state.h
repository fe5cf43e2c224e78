// What learning by gradients has changed, apart from the learner: to go on from the same place more than once.
#pragma once

#include "engine/ttt/fast_weights.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// No tensor is shared with the learner; what the parts mean is the learner's affair.
struct LearnedState {
    std::vector<torch::Tensor> tensors;  // may be undefined
    std::vector<double> numbers;
    std::vector<FastWeights::State> fast;
};

inline std::int64_t bytes_of(const LearnedState& state)
{
    std::int64_t bytes = 0;
    for (const torch::Tensor& tensor : state.tensors)
        bytes += tensor.defined() ? static_cast<std::int64_t>(tensor.nbytes()) : 0;
    for (const FastWeights::State& fast : state.fast)
        bytes += bytes_of(fast);
    return bytes;
}

}  // namespace ttt

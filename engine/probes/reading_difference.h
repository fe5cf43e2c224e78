// Two texts read side by side by the same model, and what of the one differs in the other.
#pragma once

#include "engine/ttt/arm_reader.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace ttt {

struct ReadingDifference {
    std::vector<float> by_item;  // max |difference of a logit| of the state at each item; adapted arm, frozen without
    std::int64_t first_write = -1;  // first chunk, of the fast layers' count, whose delta differs in a layer; -1: none
};

/// Reads both texts i64 [T], of equal length, in the same stretches of `chunk` tokens, so that every number is computed
/// by the same kernels on the same shapes: what does not depend on a token is equal to the last bit. Both readers are
/// fresh and alike. A difference that is not a number counts as infinite. Throws ttt::Error("Cancelled.").
ReadingDifference reading_difference(ArmReader& first, ArmReader& second, const torch::Tensor& first_text,
                                     const torch::Tensor& second_text, std::int64_t chunk,
                                     const std::stop_token& cancel);

}  // namespace ttt

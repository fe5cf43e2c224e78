// A run as one line of a comparison: copied out of the model of the views, so that it outlives it.
#pragma once

#include "app/compare_methods.h"

#include <cstdint>
#include <vector>

namespace ttt {

class RunModel;

/// What a run came to, with what is needed to compare it with others.
struct ShownMethod {
    MethodResult result;
    std::vector<float> frozen;            // [T] nats, of the same run; empty: it had no frozen arm
    std::vector<std::int32_t> token_ids;  // [T]
};

/// All that has arrived. The frozen arm alone is named "frozen", any other run by its method.
ShownMethod method_of(const RunModel& run);

/// Whether both read the same tokens as far as both go.
bool same_tokens(const ShownMethod& a, const ShownMethod& b);

}  // namespace ttt

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
    std::vector<float> frozen;        // [T] as result.nll, of the same run; empty: it had no frozen arm
    std::vector<std::int64_t> items;  // [T] tokens, or images with their shifts
    std::string input;                // what the items belong to; empty: they say it themselves
};

/// All that has arrived. The frozen arm alone is named "frozen", any other run by its method.
ShownMethod method_of(const RunModel& run);

/// Whether both read the same items as far as both go.
bool same_items(const ShownMethod& a, const ShownMethod& b);

}  // namespace ttt

// What a method tells of one chunk, besides predictions.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

struct ChunkReport {
    std::vector<MetricValue> metrics;  // of layers, and of the step
    std::string hash;                  // of all that the method changed, after the chunk; empty: nothing may change
    std::int64_t updates = 0;          // chunks that wrote or learned so far
    std::string failure;               // a sentence: why nothing from this chunk on can be used; empty: all is well
};

}  // namespace ttt

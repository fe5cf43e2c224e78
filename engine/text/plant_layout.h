// Where the patterns of a composed document go.
#pragma once

#include "engine/text/compose_plan.h"
#include "engine/text/draw.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// One occurrence of one pattern.
struct Plant {
    std::int64_t word = 0;  // of the whole text, where it begins
    std::int64_t pattern = 0;
    std::int64_t occurrence = 0;  // 0: the first
    bool noisy = false;
};

/// In order of `word`, without overlap; between two occurrences of a pattern lie exactly plan.gap words. Patterns are
/// dealt into blocks that follow each other over the text; within a block they take turns. What is left over is
/// shared out at random. fault_of(plan) must be empty.
std::vector<Plant> plant_layout(const ComposePlan& plan, Draw& draw);

}  // namespace ttt

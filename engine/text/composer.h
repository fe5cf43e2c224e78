// Documents with planted repeats: the truth of what an induction rule should find is known.
#pragma once

#include "engine/records/records.h"
#include "engine/text/compose_plan.h"

#include <string>
#include <vector>

namespace ttt {

struct ComposedText {
    std::string text;
    std::vector<DocumentMark> marks;    // in order of begin
    std::vector<std::string> patterns;  // the words of each, "Tovelin Marask Oruth"
    ComposeCounts counts;
};

/// The same plan gives the same bytes everywhere. The planted words are names that occur neither in the filler nor in
/// another pattern; a noisy occurrence ends in a name that occurs nowhere else. Throws Error with fault_of(plan).
ComposedText compose(const ComposePlan& plan);

}  // namespace ttt

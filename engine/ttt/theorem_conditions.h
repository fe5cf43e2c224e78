// Where a setup leaves the ground of Theorem 1, in sentences with the measured number. No torch in this header.
#pragma once

#include "engine/records/theorem.h"

#include <string>
#include <vector>

namespace ttt {

/// One sentence for each assumption or condition that the result's setup breaks; everything but `broken` is filled in.
std::vector<std::string> broken_conditions(const TheoremResult& result);

}  // namespace ttt

// Whether a record hangs together: asked of what the engine gives before it is written, and of what a file holds.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <string>

namespace ttt {

/// What is wrong, without a full stop; empty: nothing. An empty vocabulary means that tokens have no names.
std::string wrong_with(const DocumentRecord& document);

/// Range of the items, and the length of every column whose width this version knows.
std::string wrong_with(const StepRecord& step);

/// Whether `count` values are `width` for each of the items [begin, end).
bool fits(std::int64_t begin, std::int64_t end, std::int64_t width, std::size_t count);

}  // namespace ttt

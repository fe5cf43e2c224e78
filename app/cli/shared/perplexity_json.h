// Perplexities as JSON; arms that did not run are left out.
#pragma once

#include "engine/evaluation/ranges.h"
#include "engine/records/records.h"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace ttt {

/// {frozen, adapted, twin}
nlohmann::ordered_json perplexity_json(const RunSummary& summary);

/// [{begin, end, frozen, adapted, twin, against_frozen, against_twin}], the last two {change, low, high}: parts of the
/// perplexity with their 95 % interval, left out where too few tokens give none.
nlohmann::ordered_json ranges_json(const std::vector<RangePerplexity>& ranges);

/// Bytes that are not UTF-8, as a path may hold, become U+FFFD; what steers a terminal is written as \uXXXX.
std::string text_of(const nlohmann::ordered_json& json);

}  // namespace ttt

// A small run with every kind of value, NaN and odd bytes included, and comparison where NaN equals NaN.
#pragma once

#include "engine/records/patterns.h"

#include <string>

namespace ttt::sample {

RunHeader header(const std::string& run_id = "0b5c9a6e-0001-4000-8000-000000000001");
/// At least 3 tokens, with three marks.
DocumentRecord document(std::int64_t tokens = 10);
/// Step `index` of 4 items each, with metrics out of order, two columns of width 1, one of width 5, and a pattern.
StepRecord step(std::int64_t index);
RunSummary summary();

bool same(const RunHeader& a, const RunHeader& b);
bool same(const DocumentRecord& a, const DocumentRecord& b);
bool same(const StepRecord& a, const StepRecord& b);
bool same(const RunSummary& a, const RunSummary& b);

}  // namespace ttt::sample

// A run made up for the views' tests: every metric and column, values that a formula tells, no engine.
#pragma once

#include "views/run_model.h"

namespace ttt::sample {

struct StreamShape {
    std::int64_t tokens = 1000;
    std::int64_t chunk = 100;
    std::vector<std::int64_t> fast_layers{1, 3};
    bool twin = true;
    bool frozen = true;  // false: adapted only
    bool guarded = false;
};

RunHeader stream_header(const StreamShape& shape = {});
/// English words, three bytes and more each, some newlines, one token of two invalid bytes.
DocumentRecord stream_document(const StreamShape& shape = {});
/// NLL of token t: frozen 4 + wave, twin 3.8 + wave, adapted frozen - t/T; token 0 NaN. Pairs return every 50 tokens.
StepRecord stream_step(const StreamShape& shape, std::int64_t index);
StepBatch stream(const StreamShape& shape = {});

/// Two metrics that only a dictionary names: `loss` of the whole step, 0.5 times its index, and `gate` of layer 2, 1
/// more.
inline constexpr auto own_loss = static_cast<Metric>(2'000'001), own_gate = static_cast<Metric>(2'000'002);
void name_own(RunHeader& header);
void add_own(StepRecord& step);

/// start() and append() of the first `steps` steps (-1: all, then end()).
void fill(RunModel& run, const StreamShape& shape = {}, std::int64_t steps = -1);

}  // namespace ttt::sample

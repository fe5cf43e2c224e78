// What a run will be like before it is begun: its chunks, and how long it will take.
#pragma once

#include "engine/model/model_config.h"
#include "engine/records/run_config.h"
#include "views/forms/run_entry.h"

#include <optional>
#include <vector>

namespace ttt {

/// Tokens of a chunk as the run would have them: what was asked for, else the model's own, else the method's; 512 where
/// nothing says it.
std::int64_t expected_chunk(const std::optional<RunConfig>& asked, const ModelConfig& model);

/// Items per second that the latest runs of the same model, method, arms, number format and device reached: the median
/// of at most five; nullopt: there is none that read for a second.
std::optional<double> measured_rate(const std::vector<RunEntry>& runs, const RunEntry& like);

/// "32 chunks · about 3 s", "30 batches · about 20 s"; without a rate it says that nothing was measured yet. `kind` as
/// RunHeader::kind; `step`: items of one.
QString estimate_words(std::string_view kind, std::int64_t items, std::int64_t step, std::optional<double> rate);

}  // namespace ttt

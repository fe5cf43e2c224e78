// What a person left open in a RunConfig is taken from the checkpoint; what can't be is refused with a sentence.
#pragma once

#include "engine/model/model_config.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Everything that needs no file: words that must be known, numbers that must be in range. Throws ttt::Error.
void check_words(const RunConfig& config);

/// No empty choice is left. `trained_decay`: gamma of each layer of model.ttt.layers; empty: none was trained.
/// A window that differs between layers stays nullopt. Throws ttt::Error.
RunConfig resolve_choices(const RunConfig& asked, const ModelConfig& model, const std::vector<double>& trained_decay);

/// Refuses a chunk that somebody chose and that is longer than the document, or statistics that take all of it: no
/// update could fire. The trained chunk, or the segment of a method, is let through, so that a short document can be
/// looked at.
void check_chunk_fits(const RunConfig& resolved, const ModelConfig& model, std::int64_t tokens);

}  // namespace ttt

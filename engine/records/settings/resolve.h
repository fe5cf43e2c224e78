// What the choices that nobody made stand for, with this model.
#pragma once

#include "engine/records/run_config.h"
#include "engine/records/settings/model_facts.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// No empty choice is left, but for those that only what can't be run lacks (see problems()): they stay as they are.
/// `chunk` is the segment where gradients learn, `fast_layers` the layers that learn; a window that differs between
/// layers stays nullopt. Resolving twice changes nothing.
RunConfig resolved(RunConfig asked, const ModelFacts& model);

/// Index of the layer among those that were trained to be fast; their number when it is none of them.
std::size_t trained_index(const ModelFacts& model, std::int64_t layer);

/// 0, 1, ... of a model of so many.
std::vector<std::int64_t> all_layers(std::int64_t count);

/// The segment when nobody chose one and the model was not trained with a chunk, tokens.
inline constexpr std::int64_t default_segment = 64;

}  // namespace ttt

// What learns by gradients, read from a resolved configuration. Plain values; no torch.
#pragma once

#include "engine/model/model_config.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// Which matrices get a low-rank product.
struct LoraPlaces {
    bool query = false, value = false, down = false, head = false;
};

/// Reads "q,v": some of q, v, down and head, by commas, as the table of settings lets them through.
LoraPlaces lora_places(const std::string& parameters);

/// Of a resolved configuration of dynamic evaluation.
LearnedPart learned_part(const RunConfig& config);

/// The layers that learn by gradients, of a resolved configuration. Beside fast weights these are all, but where the
/// down-projections alone learn: then those that are fast, too.
std::vector<std::int64_t> learning_layers(const RunConfig& config, const ModelConfig& model);

}  // namespace ttt

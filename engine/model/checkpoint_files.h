// Which files of a model directory hold its weights: model.safetensors, or shards and their index.
#pragma once

#include "engine/model/safetensors.h"

#include <string>
#include <vector>

namespace ttt {

/// Paths of the weight files, none twice. Throws ttt::Error when there are none, when the index is no index, or when it
/// names a file outside the directory.
std::vector<std::string> weight_files(const std::string& directory);

/// Throws ttt::Error unless every tensor stands in the file where the index says; without an index, does nothing.
void check_index(const std::string& directory, const std::vector<SafetensorsFile>& files);

/// Writes weights only, see save_checkpoint; removes weight files of an earlier save that are no longer in use.
void write_weight_files(const std::string& directory, const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                        std::int64_t max_shard_bytes);

}  // namespace ttt
